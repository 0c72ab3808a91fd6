package vestibule

import (
	"fmt"
	"strings"

	clock "vestibule/internal/bindings/vestibule_actions_clock"
	"vestibule/internal/bindings/vestibule_actions_console"
	random "vestibule/internal/bindings/vestibule_actions_random"
)

type console struct{}

// Console is the Action's log. Lines go to the execution record, never to the person who logs in.
var Console console

func write(level vestibule_actions_console.Level, values []any) {
	vestibule_actions_console.Write(level, strings.TrimSuffix(fmt.Sprintln(values...), "\n"))
}

// Trace is console.trace.
func (console) Trace(values ...any) { write(vestibule_actions_console.LevelTrace, values) }

// Debug is console.debug.
func (console) Debug(values ...any) { write(vestibule_actions_console.LevelDebug, values) }

// Log is console.log.
func (console) Log(values ...any) { write(vestibule_actions_console.LevelLog, values) }

// Info is console.info.
func (console) Info(values ...any) { write(vestibule_actions_console.LevelInfo, values) }

// Warn is console.warn.
func (console) Warn(values ...any) { write(vestibule_actions_console.LevelWarn, values) }

// Error is console.error.
func (console) Error(values ...any) { write(vestibule_actions_console.LevelError, values) }

// Now is Date.now(): milliseconds since 1970-01-01T00:00:00Z. The package time has the same clock.
func Now() uint64 {
	return clock.Now()
}

// Wait waits. It counts as the run's time.
func Wait(milliseconds uint64) {
	clock.Wait(milliseconds)
}

// RandomBytes are crypto.getRandomValues(): at most 65,536 at once. The packages crypto/rand and math/rand have the same source.
func RandomBytes(count uint32) []byte {
	return random.Bytes(count)
}

// RandomNumber is a random number over the whole range.
func RandomNumber() uint64 {
	return random.Number()
}
