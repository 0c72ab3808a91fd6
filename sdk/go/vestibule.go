// Package vestibule is what Vestibule Actions in Go are written with.
//
// An Action is a package that defines one or both of
//
//	func OnExecutePostLogin(event vestibule.Event, api vestibule.API) error
//	func OnContinuePostLogin(event vestibule.Event, api vestibule.API) error
//
// What a handler asks for through api is carried out when it has returned nil. When it returns an error or panics, nothing of it is, and the login
// fails. To refuse a login, call api.Access().Deny and return nil.
//
// A call that was refused returns a *CallError. One that nobody looks at fails the run: in JavaScript it would have been thrown.
package vestibule

import (
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"

	"vestibule/internal/handlers"
	// The exports of the component.
	_ "vestibule/internal/bindings/wit_exports"
)

// Handler is a handler of an Action.
type Handler = func(event Event, api API) error

// Handlers are those that an Action has. The program around the Action, which `vestibule build` writes, hands them over.
type Handlers struct {
	// OnExecutePostLogin runs when the person passed the first factor.
	OnExecutePostLogin Handler
	// OnContinuePostLogin runs when the person came back from a redirect or a form that this Action asked for.
	OnContinuePostLogin Handler
}

// Export makes the handlers the Action's.
func Export(given Handlers) {
	if given.OnExecutePostLogin != nil {
		handlers.Execute = func() *handlers.Failure { return run(given.OnExecutePostLogin) }
	}
	if given.OnContinuePostLogin != nil {
		handlers.Continue = func() *handlers.Failure { return run(given.OnContinuePostLogin) }
	}
}

func run(handler Handler) (failure *handlers.Failure) {
	defer func() {
		if reason := recover(); reason != nil {
			failure = &handlers.Failure{Name: "panic", Message: fmt.Sprint(reason), Stack: string(debug.Stack())}
		}
	}()
	if err := handler(Event{}, API{}); err != nil {
		return &handlers.Failure{Name: nameOf(err), Message: err.Error()}
	}
	if missed := unseen(); missed != nil {
		return &handlers.Failure{
			Name:    missed.name(),
			Message: missed.message + " (the Action did not look at this error; if that is meant, call vestibule.Handled)",
		}
	}
	return nil
}

// NewError is an error of a kind of its own; JavaScript's error.name.
func NewError(name, message string) error {
	return &namedError{name, message}
}

type namedError struct{ kind, message string }

func (err *namedError) Error() string { return err.message }

// nameOf is the kind of an error: that of the refused call in it, its own, or its type's name.
func nameOf(err error) string {
	var refused *CallError
	if errors.As(err, &refused) {
		return refused.name()
	}
	var cache *CacheError
	if errors.As(err, &cache) {
		return "CacheError"
	}
	var named *namedError
	if errors.As(err, &named) {
		return named.kind
	}
	kind := reflect.TypeOf(err)
	if kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	// What the standard library makes of a text has a type that says nothing.
	if kind.PkgPath() == "errors" || kind.PkgPath() == "fmt" {
		return "Error"
	}
	return kind.Name()
}
