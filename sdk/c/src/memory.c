/// Memory and texts. An instance lives for one run, so nothing is ever freed.
#include "internal.h"
#include <stdlib.h>
#include <string.h>

void *vestibule_allocate(size_t bytes) {
    void *memory = malloc(bytes != 0 ? bytes : 1);
    if (memory == NULL) {
        vestibule_stop("the Action is out of memory");
    }
    return memory;
}

/// What the host writes into. Takes the place of the bindings' own: one byte more, a NUL, makes every text a C text where it is.
__attribute__((__export_name__("cabi_realloc"))) void *cabi_realloc(void *old, size_t old_size, size_t align, size_t new_size) {
    (void)old_size;
    (void)align;
    char *memory = realloc(old, new_size + 1);
    if (memory == NULL) {
        vestibule_stop("the Action is out of memory");
    }
    memory[new_size] = '\0';
    return memory;
}

_Noreturn void vestibule_stop(const char *message) {
    post_login_string_t text = {(uint8_t *)message, strlen(message)};
    vestibule_actions_console_write(VESTIBULE_ACTIONS_CONSOLE_LEVEL_ERROR, &text);
    abort();
}

post_login_string_t vestibule_lower(const char *text) {
    if (text == NULL) {
        vestibule_stop("the Action passed NULL where the SDK takes a text");
    }
    return (post_login_string_t){(uint8_t *)text, strlen(text)};
}

const char *vestibule_lift(post_login_string_t text) {
    if (text.len == 0) {
        return "";
    }
    if (memchr(text.ptr, 0, text.len) != NULL) {
        vestibule_stop("a text of the event has a NUL byte, which a C text cannot hold; read it as JSON with event_get");
    }
    return (const char *)text.ptr;
}

vestibule_texts vestibule_lift_all(post_login_list_string_t texts) {
    const char **items = vestibule_allocate(texts.len * sizeof *items);
    for (size_t index = 0; index < texts.len; index++) {
        items[index] = vestibule_lift(texts.ptr[index]);
    }
    return (vestibule_texts){items, texts.len};
}

bool vestibule_equal(const char *one, const char *other) {
    return one != NULL && other != NULL && strcmp(one, other) == 0;
}

bool vestibule_contains(vestibule_texts texts, const char *text) {
    for (size_t index = 0; index < texts.count; index++) {
        if (vestibule_equal(texts.items[index], text)) {
            return true;
        }
    }
    return false;
}
