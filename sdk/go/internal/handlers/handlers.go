// Package handlers is where the author's handlers wait until the bindings call them.
package handlers

// Failure is why a handler failed.
type Failure struct {
	Name, Message, Stack string
}

// Execute and Continue run a handler, and are nil where the Action has none. A nil failure means that it has done its work.
var Execute, Continue func() *Failure
