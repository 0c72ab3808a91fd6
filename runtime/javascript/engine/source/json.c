// JSON of the host as values: several times as fast as the interpreter's own parser, which has to expect anything and to say what is wrong.
//
// What is usual is read here. A text with escapes or a number with a fraction goes to that parser by itself; and if anything is not as it should be,
// all goes to it.

#include "host.h"
#include <stdlib.h>
#include <string.h>

// How deep values may lie in each other; deeper ones are the other parser's, which counts the stack.
enum { DEPTH = 200 };
// Whole numbers of so many digits are read here.
enum { DIGITS = 15 };

typedef struct {
  JSContext *context;
  // The next character. Behind the last is a zero.
  const char *at;
  // Members of objects and elements of arrays that are not complete yet, the innermost last.
  JSAtom *names;
  JSValue *values;
  size_t count, space;
  bool failed;
} Reader;

static JSValue read_value(Reader *reader, int depth);

static JSValue fail(Reader *reader) {
  reader->failed = true;
  return JS_UNDEFINED;
}

static void push(Reader *reader, JSAtom name, JSValue value) {
  if (reader->count == reader->space) {
    reader->space = 2 * reader->space + 32;
    reader->names = memory_resize(reader->names, reader->space * sizeof *reader->names);
    reader->values = memory_resize(reader->values, reader->space * sizeof *reader->values);
  }
  reader->names[reader->count] = name;
  reader->values[reader->count++] = value;
}

static void skip_space(Reader *reader) {
  while (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t')
    reader->at++;
}

// Whether the next character is this one, which is skipped then, with the space before it.
static bool comes(Reader *reader, char character) {
  skip_space(reader);
  if (*reader->at != character)
    return false;
  reader->at++;
  return true;
}

static JSValue read_word(Reader *reader, const char *word, JSValue value) {
  size_t length = strlen(word);
  if (strncmp(reader->at, word, length) != 0)
    return fail(reader);
  reader->at += length;
  return value;
}

// A part of the text, by the interpreter's parser.
static JSValue read_otherwise(Reader *reader, const char *from) {
  size_t length = (size_t)(reader->at - from);
  char *part = memory_take(length + 1);
  memcpy(part, from, length);
  part[length] = 0;
  JSValue value = JS_ParseJSON(reader->context, part, length, "<event>");
  memory_release(part);
  if (!JS_IsException(value))
    return value;
  JS_FreeValue(reader->context, JS_GetException(reader->context));
  return fail(reader);
}

// Finds the end of the text that begins here, behind its quotation mark. Without escapes it is what lies between.
static bool find_end(Reader *reader, bool *has_escapes) {
  *has_escapes = false;
  for (;; reader->at++) {
    unsigned char character = (unsigned char)*reader->at;
    if (character == '"')
      return true;
    if (character < 0x20)
      return false;
    if (character != '\\')
      continue;
    *has_escapes = true;
    reader->at++;
    if (*reader->at == 0)
      return false;
  }
}

static JSValue read_text(Reader *reader) {
  const char *from = reader->at++;
  bool has_escapes;
  if (!find_end(reader, &has_escapes))
    return fail(reader);
  reader->at++;
  return has_escapes ? read_otherwise(reader, from)
                     : JS_NewStringLen(reader->context, from + 1, (size_t)(reader->at - from) - 2);
}

JSAtom name_of(JSContext *context, const char *text, size_t length) {
  for (size_t at = 0; at < length; at++) {
    if ((unsigned char)text[at] < 0x80)
      continue;
    // JS_NewAtomLen takes its bytes for Latin-1 when it looks for a name that there is already.
    JSValue value = JS_NewStringLen(context, text, length);
    JSAtom name = JS_ValueToAtom(context, value);
    JS_FreeValue(context, value);
    return name;
  }
  return JS_NewAtomLen(context, text, length);
}

static JSAtom read_name(Reader *reader) {
  const char *from = reader->at++;
  bool has_escapes;
  if (!find_end(reader, &has_escapes)) {
    reader->failed = true;
    return JS_ATOM_NULL;
  }
  reader->at++;
  if (!has_escapes)
    return name_of(reader->context, from + 1, (size_t)(reader->at - from) - 2);
  JSValue text = read_otherwise(reader, from);
  JSAtom name = JS_ValueToAtom(reader->context, text);
  JS_FreeValue(reader->context, text);
  return name;
}

static bool is_digit(char character) { return character >= '0' && character <= '9'; }

static JSValue read_number(Reader *reader) {
  const char *from = reader->at;
  bool is_negative = *reader->at == '-';
  if (is_negative)
    reader->at++;
  const char *digits = reader->at;
  int64_t number = 0;
  while (is_digit(*reader->at) && reader->at - digits <= DIGITS)
    number = 10 * number + (*reader->at++ - '0');
  bool is_usual = reader->at - digits <= DIGITS && (*digits != '0' || (reader->at - digits == 1 && !is_negative));
  while (*reader->at != 0 && strchr("+-.eE0123456789", *reader->at) != NULL) {
    is_usual = false;
    reader->at++;
  }
  if (reader->at == digits)
    return fail(reader);
  return is_usual ? JS_NewInt64(reader->context, is_negative ? -number : number) : read_otherwise(reader, from);
}

static JSValue read_array(Reader *reader, int depth) {
  size_t from = reader->count;
  reader->at++;
  if (comes(reader, ']'))
    return JS_NewArray(reader->context);
  do {
    push(reader, JS_ATOM_NULL, read_value(reader, depth));
  } while (!reader->failed && comes(reader, ','));
  if (reader->failed || !comes(reader, ']'))
    return fail(reader);
  size_t count = reader->count - from;
  reader->count = from;
  return JS_NewArrayFrom(reader->context, (int)count, reader->values + from);
}

static JSValue read_object(Reader *reader, int depth) {
  size_t from = reader->count;
  reader->at++;
  if (comes(reader, '}'))
    return JS_NewObject(reader->context);
  do {
    skip_space(reader);
    if (*reader->at != '"')
      return fail(reader);
    JSAtom name = read_name(reader);
    if (reader->failed || !comes(reader, ':'))
      return fail(reader);
    push(reader, name, read_value(reader, depth));
  } while (!reader->failed && comes(reader, ','));
  if (reader->failed || !comes(reader, '}'))
    return fail(reader);
  size_t count = reader->count - from;
  reader->count = from;
  return object_of(reader->context, count, reader->names + from, reader->values + from);
}

static JSValue read_value(Reader *reader, int depth) {
  skip_space(reader);
  if (depth == 0)
    return fail(reader);
  switch (*reader->at) {
  case '{':
    return read_object(reader, depth - 1);
  case '[':
    return read_array(reader, depth - 1);
  case '"':
    return read_text(reader);
  case 't':
    return read_word(reader, "true", JS_TRUE);
  case 'f':
    return read_word(reader, "false", JS_FALSE);
  case 'n':
    return read_word(reader, "null", JS_NULL);
  default:
    return read_number(reader);
  }
}

JSValue json_value(JSContext *context, const char *text, size_t length) {
  Reader reader = {.context = context, .at = text};
  JSValue value = read_value(&reader, DEPTH);
  skip_space(&reader);
  memory_release(reader.names);
  memory_release(reader.values);
  if (!reader.failed && reader.at == text + length)
    return value;
  // What was read up to here goes with the instance.
  return JS_ParseJSON(context, text, length, "<event>");
}
