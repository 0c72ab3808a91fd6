package vestibule

import (
	"errors"

	cache "vestibule/internal/bindings/vestibule_actions_cache"
	contract "vestibule/internal/bindings/vestibule_actions_types"
	"vestibule/internal/wit/types"
)

var (
	// ErrInvalidArgument is an argument of the wrong form or value; in JavaScript a TypeError.
	ErrInvalidArgument = errors.New("invalid argument")
	// ErrNotAllowed is a call that is not possible in this handler or this login.
	ErrNotAllowed = errors.New("not allowed")
	// ErrLimitExceeded is a documented limit of the API that would be passed.
	ErrLimitExceeded = errors.New("limit exceeded")
	// ErrOther is a reason that this version of the SDK does not know.
	ErrOther = errors.New("refused")
)

// CallError is a call of the api that was refused. Nothing was recorded, and the Action may go on. errors.Is compares it with the reasons above.
//
// Returning it, reading it, asking for its reason and Handled are ways to look at one. A run that ends well with one that nobody looked at fails.
type CallError struct {
	reason  error
	message string
	seen    bool
}

// Error is why, in words.
func (err *CallError) Error() string {
	err.seen = true
	return err.message
}

// Unwrap is the reason.
func (err *CallError) Unwrap() error {
	err.seen = true
	return err.reason
}

func (err *CallError) name() string {
	if err.reason == ErrInvalidArgument {
		return "TypeError"
	}
	return "Error"
}

// Handled says that an error was dealt with, where nothing else shows it.
func Handled(err error) {
	if err != nil {
		_ = err.Error()
	}
}

// refusals are the refused calls of this run.
var refusals []*CallError

func unseen() *CallError {
	for _, refusal := range refusals {
		if !refusal.seen {
			return refusal
		}
	}
	return nil
}

func refuse(reason error, message string) error {
	err := &CallError{reason: reason, message: message}
	refusals = append(refusals, err)
	return err
}

func callError(err contract.CallError) error {
	switch err.Tag() {
	case contract.CallErrorInvalidArgument:
		return refuse(ErrInvalidArgument, err.InvalidArgument())
	case contract.CallErrorNotAllowed:
		return refuse(ErrNotAllowed, err.NotAllowed())
	case contract.CallErrorLimitExceeded:
		return refuse(ErrLimitExceeded, err.LimitExceeded())
	default:
		return refuse(ErrOther, err.Other())
	}
}

func refused(result types.Result[types.Unit, contract.CallError]) error {
	_, err := answered(result)
	return err
}

func answered[T any](result types.Result[T, contract.CallError]) (value T, err error) {
	if result.Tag() == types.ResultErr {
		return value, callError(result.Err())
	}
	return result.Ok(), nil
}

// CacheError is a value that was not stored or not deleted.
type CacheError struct {
	// Code is Auth0's, e.g. CacheKeyDoesNotExist.
	Code string
}

// Error is the code.
func (err *CacheError) Error() string { return err.Code }

func cacheError(err cache.CacheError) error {
	codes := map[uint8]string{
		cache.CacheErrorKeySizeExceeded:   "CacheKeySizeExceeded",
		cache.CacheErrorValueSizeExceeded: "CacheValueSizeExceeded",
		cache.CacheErrorSizeExceeded:      "CacheSizeExceeded",
		cache.CacheErrorAlreadyExpired:    "ItemAlreadyExpired",
		cache.CacheErrorInvalidExpiry:     "InvalidExpiry",
		cache.CacheErrorKeyDoesNotExist:   "CacheKeyDoesNotExist",
	}
	code, known := codes[err.Tag()]
	if !known {
		code = err.Other()
	}
	return &CacheError{code}
}
