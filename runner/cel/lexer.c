#include "runner/cel/lexer.h"

#include <stdbool.h>

#include "base/banned.h"

static char peek(const struct lexer *l, size_t ahead)
{
    if (l->at + ahead >= l->source.len)
        return '\0';
    return l->source.at[l->at + ahead];
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static void skip_blanks(struct lexer *l)
{
    for (;;) {
        char c = peek(l, 0);
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            l->at++;
        } else if (c == '/' && peek(l, 1) == '/') {
            while (l->at < l->source.len && peek(l, 0) != '\n')
                l->at++;
        } else {
            return;
        }
    }
}

static struct token token_to(const struct lexer *l, enum token_kind kind, size_t from)
{
    return (struct token){ kind, { l->source.at + from, l->at - from }, from };
}

static void skip_digits(struct lexer *l)
{
    while (is_digit(peek(l, 0)))
        l->at++;
}

/* A fraction, an exponent: whether there was one. */
static bool skip_fraction(struct lexer *l)
{
    if (peek(l, 0) != '.' || !is_digit(peek(l, 1)))
        return false;
    l->at++;
    skip_digits(l);
    return true;
}

static bool skip_exponent(struct lexer *l)
{
    size_t sign = peek(l, 1) == '+' || peek(l, 1) == '-';

    if ((peek(l, 0) != 'e' && peek(l, 0) != 'E') || !is_digit(peek(l, 1 + sign)))
        return false;
    l->at += 1 + sign;
    skip_digits(l);
    return true;
}

static struct token number(struct lexer *l)
{
    size_t from = l->at;
    bool hex = peek(l, 0) == '0' && (peek(l, 1) == 'x' || peek(l, 1) == 'X') && is_hex(peek(l, 2));
    bool fraction = false, exponent = false;

    if (hex) {
        for (l->at += 2; is_hex(peek(l, 0));)
            l->at++;
    } else {
        skip_digits(l);
        fraction = skip_fraction(l);
        exponent = skip_exponent(l);
    }
    if (fraction || exponent)
        return token_to(l, TOKEN_double, from);
    if (peek(l, 0) != 'u' && peek(l, 0) != 'U')
        return token_to(l, TOKEN_int, from);
    l->at++;
    return token_to(l, TOKEN_uint, from);
}

/* How many letters before a quote say what the text is; -1: no text begins here. */
static int prefix_length(const struct lexer *l, bool *ret_raw, bool *ret_bytes)
{
    int i = 0;

    *ret_raw = *ret_bytes = false;
    for (; i < 2; i++) {
        char c = peek(l, (size_t)i);
        if ((c == 'r' || c == 'R') && !*ret_raw)
            *ret_raw = true;
        else if ((c == 'b' || c == 'B') && !*ret_bytes)
            *ret_bytes = true;
        else
            break;
    }
    return peek(l, (size_t)i) == '"' || peek(l, (size_t)i) == '\'' ? i : -1;
}

/* From its opening quote on; a text that does not end on its line, or at all, is none. */
static bool skip_text(struct lexer *l, bool raw)
{
    char quote = peek(l, 0);
    bool triple = peek(l, 1) == quote && peek(l, 2) == quote;

    for (l->at += triple ? 3 : 1; l->at < l->source.len; l->at++) {
        char c = peek(l, 0);
        if (c == quote && (!triple || (peek(l, 1) == quote && peek(l, 2) == quote))) {
            l->at += triple ? 3 : 1;
            return true;
        }
        if (!triple && (c == '\n' || c == '\r'))
            return false;
        if (c == '\\' && !raw)
            l->at++;
    }
    l->at = l->source.len;
    return false;
}

static struct token text(struct lexer *l, int prefix, bool raw, bool bytes)
{
    size_t from = l->at;
    bool whole;

    l->at += (size_t)prefix;
    whole = skip_text(l, raw);
    return token_to(l, !whole ? TOKEN_bad : bytes ? TOKEN_bytes : TOKEN_string, from);
}

static struct token sign(struct lexer *l)
{
    static const char *const pairs[] = { "==", "!=", "<=", ">=", "&&", "||" };
    size_t from = l->at;

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (peek(l, 0) == pairs[i][0] && peek(l, 1) == pairs[i][1]) {
            l->at += 2;
            return token_to(l, TOKEN_sign, from);
        }
    }
    for (l->at++; (peek(l, 0) & 0xc0) == 0x80;)
        l->at++;
    return token_to(l, strchr("+-*/%<>!?:.,()[]{}", l->source.at[from]) ? TOKEN_sign : TOKEN_bad,
                    from);
}

struct token lexer_next(struct lexer *l)
{
    bool raw, bytes;
    size_t from;
    int prefix;

    skip_blanks(l);
    from = l->at;
    if (l->at >= l->source.len)
        return token_to(l, TOKEN_end, from);
    prefix = prefix_length(l, &raw, &bytes);
    if (prefix >= 0)
        return text(l, prefix, raw, bytes);
    if (is_digit(peek(l, 0)) || (peek(l, 0) == '.' && is_digit(peek(l, 1))))
        return number(l);
    if (!is_letter(peek(l, 0)))
        return sign(l);
    while (is_letter(peek(l, 0)) || is_digit(peek(l, 0)))
        l->at++;
    return token_to(l, TOKEN_name, from);
}
