// Shared by the files of the engine.

#ifndef VESTIBULE_HOST_H
#define VESTIBULE_HOST_H

#include "post_login.h"
#include "quickjs.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Whether the engine is being prepared or an Action is being built: there is no login, and nothing of the contract may be called.
extern bool building;
// Whether module-level code wanted something that is different in every run (the time, randomness, the log). Then it cannot be part of a snapshot.
extern bool touched;

// True where a login is going on. While an Action is built it notes that the code wanted one.
bool in_login(void);

// A JavaScript value as UTF-8 text that the contract takes: lone surrogates, which UTF-8 has no place for, are replaced. To be released.
typedef struct {
  post_login_string_t text;
  const char *borrowed;
} Text;

// False when the conversion threw.
bool text_from(JSContext *context, JSValueConst value, Text *text);
void text_release(JSContext *context, Text *text);

// The functions of the contract, as methods of `native`.
int add_contract(JSContext *context, JSValueConst native);
// What is the same in a login and while an Action is built.
int add_tools(JSContext *context, JSValueConst native);

#endif
