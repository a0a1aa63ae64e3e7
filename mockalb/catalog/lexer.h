#ifndef MOCKALB_CATALOG_LEXER_H
#define MOCKALB_CATALOG_LEXER_H

/*
 * C as a row of tokens, as far as one must know it to find who names what: comments and lines of
 * the preprocessor are gone, neighbouring texts are one.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

enum token_type { TOKEN_end, TOKEN_name, TOKEN_text, TOKEN_sign };

struct token {
    enum token_type type; /* numbers are names, characters in quotes are signs */
    struct str text;      /* a text without its quotes, its escapes as they are */
};

/* Ends with TOKEN_end. The tokens borrow from the source. */
const struct token *lexer_tokens(struct arena *a, struct str source);

static inline bool token_is(const struct token *t, char sign)
{
    return t->type == TOKEN_sign && t->text.at[0] == sign;
}

#endif
