// Package export_vestibule_actions_post_login_handler is what the generated bindings call, by the name they call it.
package export_vestibule_actions_post_login_handler

import (
	handler "vestibule/internal/bindings/vestibule_actions_post_login_handler"
	"vestibule/internal/handlers"
	"vestibule/internal/wit/types"
)

type result = types.Result[types.Unit, handler.HandlerError]

// OnExecutePostLogin runs the author's handler.
func OnExecutePostLogin() result {
	return run(handlers.Execute)
}

// OnContinuePostLogin runs the author's handler.
func OnContinuePostLogin() result {
	return run(handlers.Continue)
}

func run(call func() *handlers.Failure) result {
	if call == nil {
		return types.Err[types.Unit](handler.MakeHandlerErrorNotImplemented())
	}
	failure := call()
	if failure == nil {
		return types.Ok[types.Unit, handler.HandlerError](types.Unit{})
	}
	stack := types.None[string]()
	if failure.Stack != "" {
		stack = types.Some(failure.Stack)
	}
	return types.Err[types.Unit](handler.MakeHandlerErrorFailed(handler.Failure{
		Name: failure.Name, Message: failure.Message, Stack: stack,
	}))
}
