/// Values as JSON.
#include "probe.h"
#include <stdlib.h>
#include <string.h>

char *join(const char *const *parts, size_t count) {
    size_t length = 1;
    for (size_t index = 0; index < count; index++) {
        length += strlen(parts[index]);
    }
    char *joined = malloc(length);
    if (joined == NULL) {
        abort();
    }
    joined[0] = '\0';
    for (size_t index = 0; index < count; index++) {
        strcat(joined, parts[index]);
    }
    return joined;
}

void say(const char *what, const char *json) {
    console_log(JOIN(what, " = ", json));
}

const char *of_text(const char *text) {
    return json_string(text);
}

const char *of_json(const char *json) {
    return json != NULL ? json : "null";
}

const char *of_flag(bool flag) {
    return flag ? "true" : "false";
}

const char *of_optional_flag(const bool *flag) {
    return flag != NULL ? of_flag(*flag) : "null";
}

const char *of_number(uint64_t number) {
    char digits[21];
    char *at = digits + sizeof digits - 1;
    *at = '\0';
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return JOIN(at);
}

const char *of_texts(vestibule_texts texts) {
    const char *json = "[";
    for (size_t index = 0; index < texts.count; index++) {
        json = JOIN(json, index != 0 ? "," : "", json_string(texts.items[index]));
    }
    return JOIN(json, "]");
}
