/// Requests that somebody answers, at `event.configuration.base`.
#include "probe.h"
#include <string.h>

static void tell(const char *call, const char *base, const http_response *answer) {
    say(call, JOIN("{\"status\":", of_number(answer->status), ",\"path\":", of_text(answer->url + strlen(base)),
                   ",\"kind\":", of_text(http_response_header(answer, "x-kind")), ",\"location\":",
                   of_text(http_response_header(answer, "location")), ",\"text\":", of_text((const char *)answer->body), "}"));
}

vestibule_result probe_outside(const char *base) {
    http_response answer;
    http_header own = {"x-own", "a"};
    VESTIBULE_TRY(http_send(&(http_request){.url = JOIN(base, "/hello?a=%C3%BC"), .headers = &own, .header_count = 1}, &answer));
    tell("http.send", base, &answer);
    VESTIBULE_TRY(http_send(&(http_request){.url = JOIN(base, "/moved")}, &answer));
    tell("http.redirected", base, &answer);
    VESTIBULE_TRY(http_send(&(http_request){.url = JOIN(base, "/moved"), .manual_redirects = true}, &answer));
    tell("http.manual", base, &answer);
    VESTIBULE_TRY(http_send(&(http_request){.url = JOIN(base, "/missing")}, &answer));
    tell("http.missing", base, &answer);

    const char *body = "{\"ip\":\"203.0.113.7\"}";
    http_header type = {"content-type", "application/json"};
    http_request score = {.method = "POST", .url = JOIN(base, "/score"), .headers = &type, .header_count = 1, .body = body, .body_length = strlen(body)};
    http_exchange exchanges[2];
    VESTIBULE_TRY(http_start(&score, &exchanges[0]));
    VESTIBULE_TRY(http_start(&(http_request){.url = JOIN(base, "/bytes")}, &exchanges[1]));
    uint32_t place;
    say("http.wait", of_flag(http_wait(exchanges, 2, NULL, &place) && place < 2));
    VESTIBULE_TRY(http_finish(exchanges[0], &answer));
    tell("http.exchange.finish", base, &answer);
    VESTIBULE_TRY(api_id_token_set_custom_claim("https://acme.example/score", (const char *)answer.body));
    VESTIBULE_TRY(http_finish(exchanges[1], &answer));
    say("http.bytes", of_number(answer.body_length));

    http_exchange never;
    VESTIBULE_TRY(http_start(&(http_request){.url = JOIN(base, "/never")}, &never));
    say("http.wait", http_wait(&never, 1, &(uint64_t){1}, &place) ? of_number(place) : "null");
    http_drop(never);
    return vestibule_ok();
}
