// Package types has the component model's types that Go lacks, as the generated bindings use them.
package types

const (
	// OptionNone says that an Option is empty.
	OptionNone uint8 = iota
	// OptionSome says that it has a value.
	OptionSome
)

const (
	// ResultOk says that a Result has the value of a success.
	ResultOk uint8 = iota
	// ResultErr says that it has that of a failure.
	ResultErr
)

// Unit is no value.
type Unit struct{}

// Tuple2 is two values.
type Tuple2[A, B any] struct {
	F0 A
	F1 B
}

// Option is a value or nothing.
type Option[T any] struct {
	tag   uint8
	value T
}

// None is nothing.
func None[T any]() Option[T] {
	return Option[T]{}
}

// Some is a value.
func Some[T any](value T) Option[T] {
	return Option[T]{OptionSome, value}
}

// Tag says which.
func (option Option[T]) Tag() uint8 {
	return option.tag
}

// Some is the value. Without one it panics.
func (option Option[T]) Some() T {
	if option.tag != OptionSome {
		panic("an empty option has no value")
	}
	return option.value
}

// Result is the value of a success or of a failure.
type Result[T, E any] struct {
	tag     uint8
	success T
	failure E
}

// Ok is a success.
func Ok[T, E any](value T) Result[T, E] {
	return Result[T, E]{tag: ResultOk, success: value}
}

// Err is a failure.
func Err[T, E any](value E) Result[T, E] {
	return Result[T, E]{tag: ResultErr, failure: value}
}

// Tag says which.
func (result Result[T, E]) Tag() uint8 {
	return result.tag
}

// Ok is the value of a success. A failure panics.
func (result Result[T, E]) Ok() T {
	if result.tag != ResultOk {
		panic("a failure has no value")
	}
	return result.success
}

// Err is the value of a failure. A success panics.
func (result Result[T, E]) Err() E {
	if result.tag != ResultErr {
		panic("a success has no error")
	}
	return result.failure
}
