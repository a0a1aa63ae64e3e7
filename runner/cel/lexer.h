#ifndef RUNNER_CEL_LEXER_H
#define RUNNER_CEL_LEXER_H

/*
 * The words of an expression, one after the other. A word is a piece of the
 * source; what a literal means is literal.h's business.
 */
#include <stddef.h>

#include "base/str.h"

enum token_kind {
    TOKEN_end,
    TOKEN_bad, /* no word begins so */
    TOKEN_name,
    TOKEN_int,
    TOKEN_uint,
    TOKEN_double,
    TOKEN_string,
    TOKEN_bytes,
    TOKEN_sign, /* an operator or a bracket */
};

struct token {
    enum token_kind kind;
    struct str text;
    size_t at; /* where it begins */
};

struct lexer {
    struct str source;
    size_t at;
};

struct token lexer_next(struct lexer *l);

#endif
