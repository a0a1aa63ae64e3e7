#include "runner/cel/parse.h"

#include "runner/cel/lexer.h"
#include "runner/cel/literal.h"
#include "runner/cel/macro.h"

#include "base/banned.h"

#define PRIMARY                                                                                    \
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, "       \
    "STRING, BYTES, IDENTIFIER}"

struct parser {
    struct arena *arena;
    struct complaints *complaints;
    struct lexer lexer;
    struct token token; /* the one that comes next */
    int depth;
};

/* Nodes in the order of their coming. */
struct exprs {
    struct expr **at;
    size_t count, room;
};

static void advance(struct parser *p)
{
    p->token = lexer_next(&p->lexer);
}

static bool is_sign(const struct parser *p, const char *sign)
{
    return p->token.kind == TOKEN_sign && str_is(p->token.text, sign);
}

static bool take(struct parser *p, const char *sign)
{
    if (!is_sign(p, sign))
        return false;
    advance(p);
    return true;
}

/* Only of the first mistake: what follows it is seldom one. */
static struct expr *wrong(struct parser *p, const char *wanted)
{
    bool end = p->token.kind == TOKEN_end;

    if (p->complaints->count)
        return NULL;
    if (p->token.kind == TOKEN_bad)
        complain_at(p->complaints, p->token.at, "Syntax error: token recognition error at: '%.*s'",
                    p->token.text.len > 80 ? 80 : STR_ARG(p->token.text));
    else
        complain_at(p->complaints, p->token.at,
                    "Syntax error: mismatched input '%.*s' expecting %s",
                    end ? 5 : (int)p->token.text.len, end ? "<EOF>" : p->token.text.at, wanted);
    return NULL;
}

static bool expect(struct parser *p, const char *sign)
{
    if (take(p, sign))
        return true;
    wrong(p, arena_printf(p->arena, "'%s'", sign));
    return false;
}

static struct expr *expr_new(struct parser *p, enum expr_kind kind, size_t at)
{
    struct expr *n = arena_new_of(p->arena, struct expr);

    n->kind = kind;
    n->at = at;
    n->slot = -1;
    return n;
}

static void deepen(struct expr *n, const struct expr *inner)
{
    if (inner && n->depth <= inner->depth)
        n->depth = inner->depth + 1;
}

/* A tree that is whole: not NULL, and not too deep. */
static struct expr *finish(struct parser *p, struct expr *n)
{
    deepen(n, n->target);
    for (size_t i = 0; i < n->count; i++)
        deepen(n, n->args[i]);
    if (n->depth < PARSE_DEPTH)
        return n;
    if (!p->complaints->count)
        complain_at(p->complaints, COMPLAINT_NOWHERE, "expression recursion limit exceeded: %d",
                    PARSE_DEPTH);
    return NULL;
}

static void exprs_add(struct parser *p, struct exprs *list, struct expr *n)
{
    struct expr **at;

    if (list->count == list->room) {
        list->room = list->room ? 2 * list->room : 4;
        at = arena_alloc(p->arena, list->room * sizeof(struct expr *));
        if (list->count)
            memcpy((void *)at, (const void *)list->at, list->count * sizeof(struct expr *));
        list->at = at;
    }
    list->at[list->count++] = n;
}

static void expr_take(struct expr *n, const struct exprs *args)
{
    n->args = args->at;
    n->count = args->count;
}

static struct expr *expression(struct parser *p);

/* Up to the closing bracket, which is taken as well. */
static bool items(struct parser *p, const char *close, bool map, struct exprs *ret)
{
    while (!is_sign(p, close)) {
        bool spread = close[0] != ')' && take(p, "?");
        struct expr *item = expression(p), *value = NULL;
        if (item && map && expect(p, ":"))
            value = expression(p);
        if (!item || (map && !value))
            return false;
        item->spread = spread;
        exprs_add(p, ret, item);
        if (map)
            exprs_add(p, ret, value);
        if (!take(p, ",")) {
            if (is_sign(p, close))
                break;
            wrong(p, arena_printf(p->arena, "{'%s', ','}", close));
            return false;
        }
        if (close[0] == ')' && is_sign(p, close)) {
            wrong(p, PRIMARY);
            return false;
        }
    }
    advance(p);
    return true;
}

static struct expr *collection(struct parser *p, bool map)
{
    struct expr *n = expr_new(p, map ? EXPR_map : EXPR_list, p->token.at);
    struct exprs all = { 0 };

    advance(p);
    if (!items(p, map ? "}" : "]", map, &all))
        return NULL;
    expr_take(n, &all);
    return finish(p, n);
}

static struct expr *call(struct parser *p, struct expr *target, struct str name)
{
    struct expr *n = expr_new(p, EXPR_call, p->token.at);
    struct exprs args = { 0 };

    advance(p);
    n->name = name;
    n->target = target;
    if (!items(p, ")", false, &args))
        return NULL;
    expr_take(n, &args);
    if (!macro_expand(n, p->complaints))
        return NULL;
    return finish(p, n);
}

static struct expr *constant(struct parser *p, bool negative)
{
    struct expr *n = expr_new(p, EXPR_constant, p->token.at);
    struct str text = p->token.text;
    struct cel_value *v = &n->value;
    const char *what = "int";
    bool ok;

    if (p->token.kind == TOKEN_int) {
        v->kind = CEL_int;
        ok = literal_int(text, negative, &v->number);
    } else if (p->token.kind == TOKEN_uint) {
        v->kind = CEL_uint;
        what = "uint";
        ok = literal_uint(text, &v->natural) && !negative;
    } else if (p->token.kind == TOKEN_double) {
        v->kind = CEL_double;
        what = "double";
        ok = literal_double(text, &v->real);
        v->real = negative ? -v->real : v->real;
    } else {
        v->kind = p->token.kind == TOKEN_bytes ? CEL_bytes : CEL_string;
        what = "text";
        ok = literal_text(p->arena, text, v->kind == CEL_bytes, &v->text);
    }
    if (!ok && !p->complaints->count)
        complain_at(p->complaints, p->token.at, "invalid %s literal", what);
    advance(p);
    return ok ? n : NULL;
}

static struct expr *name(struct parser *p)
{
    static const char *const reserved[] = {
        "as",  "break", "const",   "continue",  "else",   "for", "function", "if",    "import",
        "let", "loop",  "package", "namespace", "return", "var", "void",     "while", "in",
    };
    struct expr *n = expr_new(p, EXPR_name, p->token.at);

    n->name = p->token.text;
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
        if (!str_is(n->name, reserved[i]))
            continue;
        if (str_is(n->name, "in"))
            return wrong(p, PRIMARY);
        complain_at(p->complaints, n->at, "reserved identifier: %.*s", STR_ARG(n->name));
        return NULL;
    }
    advance(p);
    if (str_is(n->name, "true") || str_is(n->name, "false")) {
        n->kind = EXPR_constant;
        n->value = value_bool(n->name.at[0] == 't');
    } else if (str_is(n->name, "null")) {
        n->kind = EXPR_constant;
        n->value.kind = CEL_null;
    } else if (is_sign(p, "(")) {
        return call(p, NULL, n->name);
    }
    return n;
}

static struct expr *primary(struct parser *p)
{
    struct expr *n;

    if (p->token.kind == TOKEN_sign) {
        if (is_sign(p, "["))
            return collection(p, false);
        if (is_sign(p, "{"))
            return collection(p, true);
        if (take(p, "("))
            return (n = expression(p)) && expect(p, ")") ? n : NULL;
        take(p, "."); /* a name from the root: there is no other place */
    }
    if (p->token.kind == TOKEN_name)
        return name(p);
    if (p->token.kind >= TOKEN_int && p->token.kind <= TOKEN_bytes)
        return constant(p, false);
    return wrong(p, PRIMARY);
}

/* Words that even a member cannot be called. */
static bool is_word(struct str name)
{
    return str_is(name, "in") || str_is(name, "true") || str_is(name, "false") ||
           str_is(name, "null");
}

static struct expr *member(struct parser *p, struct expr *of)
{
    struct expr *n = expr_new(p, EXPR_select, p->token.at);

    advance(p);
    n->maybe = take(p, "?");
    if (p->token.kind != TOKEN_name || is_word(p->token.text))
        return wrong(p, "IDENTIFIER");
    n->name = p->token.text;
    n->target = of;
    advance(p);
    return is_sign(p, "(") && !n->maybe ? call(p, of, n->name) : finish(p, n);
}

static struct expr *operate(struct parser *p, const char *function, size_t at, struct expr *a,
                            struct expr *b)
{
    struct expr *n = expr_new(p, EXPR_call, at);
    struct exprs args = { 0 };

    n->name = str_of(function);
    exprs_add(p, &args, a);
    if (b)
        exprs_add(p, &args, b);
    expr_take(n, &args);
    return finish(p, n);
}

static struct expr *subscript(struct parser *p, struct expr *of)
{
    size_t at = p->token.at;
    struct expr *index;
    bool maybe;

    advance(p);
    maybe = take(p, "?");
    index = expression(p);
    return index && expect(p, "]") ? operate(p, maybe ? "_[?_]" : "_[_]", at, of, index) : NULL;
}

static struct expr *postfix(struct parser *p, struct expr *n)
{
    while (n) {
        if (is_sign(p, "."))
            n = member(p, n);
        else if (is_sign(p, "["))
            n = subscript(p, n);
        else if (is_sign(p, "{") && n->kind == EXPR_name)
            return wrong(p, "<EOF>"); /* Differs: no rule has messages to make */
        else
            break;
    }
    return n;
}

static struct expr *unary(struct parser *p)
{
    size_t at = p->token.at;
    const char *sign = is_sign(p, "!") ? "!" : "-";
    bool odd = false;
    struct expr *n;

    if (!is_sign(p, "!") && !is_sign(p, "-"))
        return postfix(p, primary(p));
    while (take(p, sign))
        odd = !odd;
    if (sign[0] == '-' && odd && p->token.kind >= TOKEN_int && p->token.kind <= TOKEN_double)
        return postfix(p, constant(p, true));
    n = postfix(p, primary(p));
    return n && odd ? operate(p, sign[0] == '!' ? "!_" : "-_", at, n, NULL) : n;
}

static const struct {
    const char *sign, *function;
    int strength;
} operators[] = {
    { "||", NULL, 1 },   { "&&", NULL, 2 }, { "<", "_<_", 3 },   { "<=", "_<=_", 3 },
    { ">=", "_>=_", 3 }, { ">", "_>_", 3 }, { "==", "_==_", 3 }, { "!=", "_!=_", 3 },
    { "in", "@in", 3 },  { "+", "_+_", 4 }, { "-", "_-_", 4 },   { "*", "_*_", 5 },
    { "/", "_/_", 5 },   { "%", "_%_", 5 },
};

static int operator_next(const struct parser *p)
{
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        if ((p->token.kind == TOKEN_sign || p->token.kind == TOKEN_name) &&
            str_is(p->token.text, operators[i].sign))
            return (int)i;
    }
    return -1;
}

static struct expr *binary(struct parser *p, int strength);

/* a && b && c: all terms of one chain. */
static struct expr *chain(struct parser *p, struct expr *first, const char *sign, int strength)
{
    struct expr *n = expr_new(p, sign[0] == '&' ? EXPR_and : EXPR_or, p->token.at);
    struct exprs terms = { 0 };

    exprs_add(p, &terms, first);
    while (is_sign(p, sign)) {
        size_t at = p->token.at;
        struct expr *term;
        advance(p);
        term = binary(p, strength + 1);
        if (!term)
            return NULL;
        term->op_at = at;
        exprs_add(p, &terms, term);
    }
    expr_take(n, &terms);
    return finish(p, n);
}

static struct expr *binary(struct parser *p, int strength)
{
    struct expr *left = unary(p), *right;
    int op;

    while (left && (op = operator_next(p)) >= 0 && operators[op].strength >= strength) {
        size_t at = p->token.at;
        if (!operators[op].function) {
            left = chain(p, left, operators[op].sign, operators[op].strength);
            continue;
        }
        advance(p);
        right = binary(p, operators[op].strength + 1);
        left = right ? operate(p, operators[op].function, at, left, right) : NULL;
    }
    return left;
}

static struct expr *choice(struct parser *p)
{
    struct expr *n, *condition = binary(p, 1), *yes, *no;
    struct exprs args = { 0 };

    if (!condition || !is_sign(p, "?"))
        return condition;
    n = expr_new(p, EXPR_choice, p->token.at);
    advance(p);
    yes = binary(p, 1);
    no = yes && expect(p, ":") ? expression(p) : NULL;
    if (!no)
        return NULL;
    exprs_add(p, &args, condition);
    exprs_add(p, &args, yes);
    exprs_add(p, &args, no);
    expr_take(n, &args);
    return finish(p, n);
}

static struct expr *expression(struct parser *p)
{
    struct expr *n = NULL;

    if (++p->depth < PARSE_DEPTH)
        n = choice(p);
    else if (!p->complaints->count)
        complain_at(p->complaints, COMPLAINT_NOWHERE, "expression recursion limit exceeded: %d",
                    PARSE_DEPTH);
    p->depth--;
    return n;
}

struct expr *cel_parse(struct arena *a, struct complaints *c)
{
    struct parser p = { .arena = a, .complaints = c, .lexer = { c->source, 0 } };
    struct expr *n;

    if (c->source.len > PARSE_BYTES) {
        c->source.len = 0;
        complain_at(c, COMPLAINT_NOWHERE,
                    "expression code point size exceeds limit: size: %zu, limit %u",
                    p.lexer.source.len, PARSE_BYTES);
        return NULL;
    }
    advance(&p);
    n = expression(&p);
    if (n && p.token.kind != TOKEN_end)
        return wrong(&p, "<EOF>");
    return n;
}
