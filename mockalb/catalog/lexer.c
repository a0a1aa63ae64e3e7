#include "mockalb/catalog/lexer.h"

#include <ctype.h>

#include "base/banned.h"

struct lexer {
    struct arena *arena;
    struct str rest;
    struct token *tokens;
    size_t count, room;
    bool line_begins; /* nothing but blanks since the last end of a line */
};

static void add(struct lexer *l, enum token_type type, struct str text)
{
    struct token *last = l->count ? &l->tokens[l->count - 1] : NULL;

    if (type == TOKEN_text && last && last->type == TOKEN_text) {
        last->text = arena_str(l->arena, str_of(arena_printf(l->arena, "%.*s%.*s",
                                                             STR_ARG(last->text), STR_ARG(text))));
        return;
    }
    if (l->count == l->room) {
        size_t room = l->room ? 2 * l->room : 1024;
        struct token *tokens = arena_alloc(l->arena, room * sizeof(*tokens));
        if (l->count)
            memcpy(tokens, l->tokens, l->count * sizeof(*tokens));
        l->tokens = tokens;
        l->room = room;
    }
    l->tokens[l->count++] = (struct token){ type, text };
}

static struct str take(struct lexer *l, size_t len)
{
    struct str taken = { l->rest.at, len < l->rest.len ? len : l->rest.len };

    l->rest = str_skip(l->rest, taken.len);
    return taken;
}

/* Up to the end of the line that no backslash goes on. */
static void skip_directive(struct lexer *l)
{
    size_t at = 0;

    while (at < l->rest.len && (l->rest.at[at] != '\n' || l->rest.at[at - 1] == '\\'))
        at++;
    take(l, at);
}

static void skip_comment(struct lexer *l)
{
    size_t at = 2;

    while (at + 1 < l->rest.len && !(l->rest.at[at] == '*' && l->rest.at[at + 1] == '/'))
        at++;
    take(l, at + 2);
}

static void skip_line(struct lexer *l)
{
    size_t at = 0;

    while (at < l->rest.len && l->rest.at[at] != '\n')
        at++;
    take(l, at);
}

/* What stands between two quotes of that sort. */
static void add_quoted(struct lexer *l, char quote)
{
    size_t at = 1;

    while (at < l->rest.len && l->rest.at[at] != quote)
        at += l->rest.at[at] == '\\' ? 2 : 1;
    struct str whole = take(l, at + 1);
    if (quote == '"' && whole.len >= 2)
        add(l, TOKEN_text, (struct str){ whole.at + 1, whole.len - 2 });
    else
        add(l, TOKEN_sign, whole);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void add_next(struct lexer *l)
{
    char c = l->rest.at[0];
    size_t at = 0;

    if (c == '"' || c == '\'') {
        add_quoted(l, c);
        return;
    }
    if (!is_word(c)) {
        add(l, TOKEN_sign, take(l, 1));
        return;
    }
    while (at < l->rest.len && is_word(l->rest.at[at]))
        at++;
    add(l, TOKEN_name, take(l, at));
}

const struct token *lexer_tokens(struct arena *a, struct str source)
{
    struct lexer l = { .arena = a, .rest = source, .line_begins = true };

    while (l.rest.len) {
        bool line_begins = l.line_begins;
        char c = l.rest.at[0];
        l.line_begins = c == '\n' || (line_begins && isspace((unsigned char)c));
        if (isspace((unsigned char)c))
            take(&l, 1);
        else if (c == '#' && line_begins)
            skip_directive(&l);
        else if (str_starts(l.rest, STR("/*")))
            skip_comment(&l);
        else if (str_starts(l.rest, STR("//")))
            skip_line(&l);
        else
            add_next(&l);
    }
    add(&l, TOKEN_end, STR(""));
    return l.tokens;
}
