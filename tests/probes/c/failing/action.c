/// Ways to fail: whichever `event.configuration.mode` names, nothing of it may let a login through.
#include <stdlib.h>
#include <string.h>
#include <vestibule.h>

static int deeper(volatile int depth) {
    volatile char room[1024];
    memset((char *)room, depth, sizeof room);
    return deeper(depth + 1) + room[0];
}

vestibule_result on_execute_post_login(void) {
    const char *mode = json_text(event_configuration_get("mode"));
    VESTIBULE_TRY(api_id_token_set_custom_claim("https://acme.example/a", "1"));
    if (vestibule_equal(mode, "error")) {
        return vestibule_fail("an error of its own");
    } else if (vestibule_equal(mode, "abort")) {
        abort();
    } else if (vestibule_equal(mode, "recursion")) {
        return deeper(0) != 0 ? vestibule_ok() : vestibule_fail("never here");
    } else if (vestibule_equal(mode, "read-null")) {
        return event_organization_id()[0] == 'o' ? vestibule_ok() : vestibule_ok();
    } else if (vestibule_equal(mode, "endless")) {
        while (malloc(1) != NULL) {
        }
    } else if (vestibule_equal(mode, "overflow")) {
        int most = 0x7fffffff;
        most += (int)event_stats_logins_count();
        return most > 0 ? vestibule_ok() : vestibule_ok();
    } else if (vestibule_equal(mode, "null")) {
        api_access_deny(NULL, NULL);
    } else if (vestibule_equal(mode, "nul-in-text")) {
        console_log(event_user_name());
    } else if (vestibule_equal(mode, "memory")) {
        volatile char *taken;
        while ((taken = malloc(1 << 20)) != NULL) {
            *taken = 1;
        }
        api_access_deny(json_string("no memory left for this"), NULL);
        return vestibule_fail("out of memory");
    } else if (vestibule_equal(mode, "no-json")) {
        VESTIBULE_TRY(api_id_token_set_custom_claim("https://acme.example/b", "{"));
    }
    return vestibule_ok();
}
