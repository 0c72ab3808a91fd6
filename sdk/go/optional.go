package vestibule

import (
	"encoding/json"

	"vestibule/internal/wit/types"
)

func optional[T any](option types.Option[T]) (value T, ok bool) {
	if option.Tag() == types.OptionNone {
		return value, false
	}
	return option.Some(), true
}

func optionalJSON(option types.Option[string]) json.RawMessage {
	value, ok := optional(option)
	if !ok {
		return nil
	}
	return json.RawMessage(value)
}

func pointer[T any](option types.Option[T]) *T {
	value, ok := optional(option)
	if !ok {
		return nil
	}
	return &value
}

func fromPointer[T any](value *T) types.Option[T] {
	if value == nil {
		return types.None[T]()
	}
	return types.Some(*value)
}

// marshal makes JSON of a value. One that JSON does not have is refused like any other wrong argument.
func marshal(value any) (string, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return "", refuse(ErrInvalidArgument, err.Error())
	}
	return string(text), nil
}

func marshalOptional(value any) (types.Option[string], error) {
	if value == nil {
		return types.None[string](), nil
	}
	text, err := marshal(value)
	return types.Some(text), err
}
