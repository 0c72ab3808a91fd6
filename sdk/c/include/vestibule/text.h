/// Texts and lists of them.
#ifndef VESTIBULE_TEXT_H
#define VESTIBULE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/// A list of texts, perhaps an empty one.
typedef struct vestibule_texts {
    const char *const *items;
    size_t count;
} vestibule_texts;

/// Whether two texts are the same. False when one is NULL, which `strcmp` must not be given.
bool vestibule_equal(const char *one, const char *other);

/// Whether a list contains a text. False when the text is NULL.
bool vestibule_contains(vestibule_texts texts, const char *text);

#endif
