/// JSON strings to texts and back.
#include "internal.h"
#include <string.h>

static const char HEX[] = "0123456789abcdef";

static int hex(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    // The bit that tells upper from lower case.
    char lower = digit | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The number behind `\u`, or -1.
static int32_t unit(const char *digits) {
    int32_t value = 0;
    for (int index = 0; index < 4; index++) {
        int digit = hex(digits[index]);
        if (digit < 0) {
            return -1;
        }
        value = value << 4 | digit;
    }
    return value;
}

static char *put(char *at, int32_t character) {
    if (character < 0x80) {
        *at++ = (char)character;
    } else if (character < 0x800) {
        *at++ = (char)(0xc0 | character >> 6);
        *at++ = (char)(0x80 | (character & 0x3f));
    } else if (character < 0x10000) {
        *at++ = (char)(0xe0 | character >> 12);
        *at++ = (char)(0x80 | (character >> 6 & 0x3f));
        *at++ = (char)(0x80 | (character & 0x3f));
    } else {
        *at++ = (char)(0xf0 | character >> 18);
        *at++ = (char)(0x80 | (character >> 12 & 0x3f));
        *at++ = (char)(0x80 | (character >> 6 & 0x3f));
        *at++ = (char)(0x80 | (character & 0x3f));
    }
    return at;
}

/// The character of an escape, whose backslash `*from` is behind. NULL's number stands for none: a C text cannot hold it either.
static int32_t escape(const char **from) {
    static const char NAMES[] = "\"\\/bfnrt", VALUES[] = "\"\\/\b\f\n\r\t";
    char name = *(*from)++;
    if (name != 'u') {
        const char *found = name != '\0' ? strchr(NAMES, name) : NULL;
        return found != NULL ? VALUES[found - NAMES] : 0;
    }
    int32_t first = unit(*from);
    if (first <= 0) {
        return 0;
    }
    *from += 4;
    if (first < 0xd800 || first > 0xdfff) {
        return first;
    }
    if (first > 0xdbff || (*from)[0] != '\\' || (*from)[1] != 'u') {
        return 0;
    }
    int32_t second = unit(*from + 2);
    if (second < 0xdc00 || second > 0xdfff) {
        return 0;
    }
    *from += 6;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

const char *json_text(const char *json) {
    if (json == NULL || json[0] != '"') {
        return NULL;
    }
    // What an escape stands for is never longer than the escape.
    char *text = vestibule_allocate(strlen(json));
    char *at = text;
    for (const char *from = json + 1; *from != '"';) {
        if (*from == '\0') {
            return NULL;
        }
        if (*from != '\\') {
            *at++ = *from++;
            continue;
        }
        from++;
        int32_t character = escape(&from);
        if (character == 0) {
            vestibule_stop("json_text: a character that a C text cannot hold, or no JSON");
        }
        at = put(at, character);
    }
    *at = '\0';
    return text;
}

const char *json_string(const char *text) {
    if (text == NULL) {
        return "null";
    }
    // The longest escape has six bytes.
    char *json = vestibule_allocate(strlen(text) * 6 + 3);
    char *at = json;
    *at++ = '"';
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') {
            *at++ = '\\';
            *at++ = (char)byte;
        } else if (byte < 0x20) {
            memcpy(at, "\\u00", 4);
            at[4] = HEX[byte >> 4];
            at[5] = HEX[byte & 15];
            at += 6;
        } else {
            *at++ = (char)byte;
        }
    }
    *at++ = '"';
    *at = '\0';
    return json;
}
