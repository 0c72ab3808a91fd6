/// The Action's log, clock and randomness. There are no files and no environment.
#ifndef VESTIBULE_SYSTEM_H
#define VESTIBULE_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

/// `console.trace`. Lines go to the execution record, never to the person who logs in.
void console_trace(const char *message);
/// `console.debug`
void console_debug(const char *message);
/// `console.log`
void console_log(const char *message);
/// `console.info`
void console_info(const char *message);
/// `console.warn`
void console_warn(const char *message);
/// `console.error`
void console_error(const char *message);

/// `Date.now()`: milliseconds since 1970-01-01T00:00:00Z.
uint64_t clock_now(void);
/// Waits. The wait counts as the run's time.
void clock_wait(uint64_t milliseconds);

/// `crypto.getRandomValues()`: fills `bytes`. More than 65,536 at once end the run.
void random_fill(uint8_t *bytes, uint32_t count);
/// A random number over the whole range.
uint64_t random_number(void);

#endif
