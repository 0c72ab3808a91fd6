/// `console`, `clock` and `random`.
#include "internal.h"
#include <string.h>

#define LEVEL(function, level)                                                                                                              \
    void function(const char *message) {                                                                                                    \
        vestibule_actions_console_write(level, in(message));                                                                               \
    }

LEVEL(console_trace, VESTIBULE_ACTIONS_CONSOLE_LEVEL_TRACE)
LEVEL(console_debug, VESTIBULE_ACTIONS_CONSOLE_LEVEL_DEBUG)
LEVEL(console_log, VESTIBULE_ACTIONS_CONSOLE_LEVEL_LOG)
LEVEL(console_info, VESTIBULE_ACTIONS_CONSOLE_LEVEL_INFO)
LEVEL(console_warn, VESTIBULE_ACTIONS_CONSOLE_LEVEL_WARN)
LEVEL(console_error, VESTIBULE_ACTIONS_CONSOLE_LEVEL_ERROR)

uint64_t clock_now(void) {
    return vestibule_actions_clock_now();
}

void clock_wait(uint64_t milliseconds) {
    vestibule_actions_clock_wait(milliseconds);
}

void random_fill(uint8_t *bytes, uint32_t count) {
    post_login_list_u8_t drawn;
    vestibule_actions_random_bytes(count, &drawn);
    if (drawn.len != count) {
        vestibule_stop("random_fill: the host gave another number of bytes than it was asked for");
    }
    memcpy(bytes, drawn.ptr, count);
}

uint64_t random_number(void) {
    return vestibule_actions_random_number();
}
