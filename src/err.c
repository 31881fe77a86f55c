#include "err.h"

#include <stdarg.h>
#include <stdio.h>

// Writes the sentence; what does not fit is cut.
static void set_text(np_error_t *err, const char *format, va_list args) {
  vsnprintf(err->text, sizeof err->text, format, args);
}

// What an error means, in the words of the table.
static const char *text_of(int code) {
  switch (code) {
#define NP_CASE(number, name, js, text)                                                            \
  case name:                                                                                       \
    return text;
    NP_ERRORS(NP_CASE)
#undef NP_CASE
  }
  return "unknown error";
}

int np_error_set(np_error_t *err, int code, const char *format, ...) {
  va_list args;
  err->code = code;
  err->sys = 0;
  va_start(args, format);
  set_text(err, format, args);
  va_end(args);
  return code;
}

int np_error_sys(np_error_t *err, int sys, const char *format, ...) {
  va_list args;
  err->code = NP_ESYS;
  err->sys = sys;
  va_start(args, format);
  set_text(err, format, args);
  va_end(args);
  return NP_ESYS;
}

int np_error_memory(np_error_t *err, const char *what) {
  if (what == NULL)
    return np_error_plain(err, NP_EMEMORY);
  return np_error_set(err, NP_EMEMORY, "%.400s: %s", what, text_of(NP_EMEMORY));
}

int np_error_compressed(np_error_t *err, const char *path, const char *format) {
  return np_error_set(err, NP_ECOMPRESSED, "can't read %.400s: it is compressed with %s", path,
                      format);
}

int np_error_plain(np_error_t *err, int code) {
  return np_error_set(err, code, "%s", text_of(code));
}

const char *np_error_code(int code) {
  switch (code) {
#define NP_CASE(number, name, js, text)                                                            \
  case name:                                                                                       \
    return js;
    NP_ERRORS(NP_CASE)
#undef NP_CASE
  }
  return NULL;
}
