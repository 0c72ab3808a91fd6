/// The parts of the probe: it reads every part of the event, or makes the calls that `event.configuration.mode` names, and logs what came of each.
#ifndef PROBE_H
#define PROBE_H

#include <vestibule.h>

/// Logs a value: its name, and JSON.
void say(const char *what, const char *json);
/// Texts one after the other.
char *join(const char *const *parts, size_t count);
#define JOIN(...) join((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/// Values as JSON.
const char *of_text(const char *text);
const char *of_json(const char *json);
const char *of_flag(bool flag);
const char *of_optional_flag(const bool *flag);
const char *of_number(uint64_t number);
const char *of_texts(vestibule_texts texts);

void echo(void);
void probe_grants(void);
void probe_saml(void);
void probe_factors(void);
void probe_deny(void);
void probe_validation(void);
void probe_revoke(void);
void probe_refresh(void);
void probe_redirect(void);
void probe_prompt(void);
void probe_http(void);
vestibule_result probe_outside(const char *base);
void continued(void);

#endif
