#include "mockalb/catalog/sources.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/map.h"
#include "mockalb/catalog/lexer.h"

#include "base/banned.h"

#define LIMIT_SOURCE (1u << 20)
#define LIMIT_CALLS  64 /* calls within calls */

/* A name that a unit reads, or uses of others. */
struct word {
    struct str text;
    bool whole;        /* all that is in it is read too */
    struct str passed; /* the function that it is given to, if any */
    struct word *next;
};

/* A function, or a table with its initializer. */
struct unit {
    const char *file;
    struct str name; /* of handlers: "alb/CreateRule" */
    bool is_static, is_handler, is_table;
    bool copies;        /* something that it was given, whole */
    bool names_members; /* member->string: with the above, whatever they are */
    struct word *reads, *uses;
    struct unit *next; /* of the same name, in another file */
    int visit;         /* the last walk that came here */
};

struct sources {
    struct arena *arena;
    struct map *units; /* by name */
    struct unit **handlers;
    size_t count, room;
    int walks;
};

/* Where texts are no names of parameters that are read. */
static const char *const writers[] = {
    "json_add",       "json_add_text", "json_add_int", "json_add_bool",   "json_add_object",
    "json_add_array", "json_set",      "json_drop",    "json_mutable",    "json_push_text",
    "json_is_text",   "json_has_text", "refuse",       "arena_printf",    "err_set",
    "strcmp",         "strncmp",       "strstr",       "strchr",          "snprintf",
    "str_is",         "str_eq_nocase", "str_starts",   "str_ends",        "STR",
    "str_of",         "buf_add_text",  "buf_printf",   "lifecycle_enter", NULL
};

/* Of these the second argument is the name, and the first what it is looked up in. */
static const char *const readers[] = { "json_get", "json_at",     "json_text", "json_text_or",
                                       "json_int", "json_int_or", "json_bool", NULL };

static const char *const stored[] = { "body", "reply", NULL };

static bool is_one_of(struct str text, const char *const *names)
{
    while (*names && !str_is(text, *names))
        names++;
    return *names;
}

static void free_map(void *map)
{
    map_free(map);
}

struct sources *sources_new(struct arena *a)
{
    struct sources *s = arena_new_of(a, struct sources);

    s->arena = a;
    s->units = map_new();
    arena_defer(a, free_map, s->units);
    return s;
}

/* A call whose arguments are being looked at. */
struct frame {
    struct str callee; /* absent: a plain parenthesis */
    size_t argument;
    const struct token *begin; /* the first token behind the parenthesis */
    bool in_stored;            /* its first argument is something stored */
};

struct scan {
    struct sources *sources;
    struct unit *unit;
    struct frame frames[LIMIT_CALLS];
    size_t depth;
};

static void add_word(struct scan *s, struct word **list, struct word word)
{
    struct word *w = arena_new_of(s->sources->arena, struct word);

    *w = word;
    w->next = *list;
    *list = w;
}

static const struct frame *call_of(const struct scan *s)
{
    for (size_t i = s->depth; i > 0; i--)
        if (s->frames[i - 1].callee.at)
            return &s->frames[i - 1];
    return NULL;
}

/* json_copy(json_get(params, "X")): the call is all that another one copies. */
static bool is_copied(const struct scan *s, const struct frame *call)
{
    const struct frame *outer = call - 1;

    return call > s->frames && str_is(outer->callee, "json_copy") && outer->argument == 0;
}

static bool is_name(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isalnum((unsigned char)text.at[i]) && text.at[i] != '.' && text.at[i] != '_')
            return false;
    return text.len && isalpha((unsigned char)text.at[0]);
}

static void see_text(struct scan *s, struct str text)
{
    const struct frame *call = call_of(s);
    struct word word = { .whole = false };

    if (!is_name(text) || (call && is_one_of(call->callee, writers)))
        return;
    if (call && is_one_of(call->callee, readers)) {
        if (call->argument != 1 || call->in_stored)
            return;
        word.whole = is_copied(s, call);
    } else if (call) {
        word.passed = call->callee;
    }
    /* Each part of a path is read. */
    while (text.at) {
        word.text = str_cut(&text, '.');
        add_word(s, &s->unit->reads, word);
    }
}

/* json_copy(given) of one thing by its name, or json_copy(json_get(given, names[i])). */
static bool copies_whole(const struct token *t)
{
    if (!str_is(t->text, "json_copy") || !token_is(t + 1, '('))
        return false;
    if (str_is(t[2].text, "json_get")) {
        while (!token_is(t, ','))
            t++;
        return t[1].type == TOKEN_name;
    }
    return t[2].type == TOKEN_name && token_is(t + 3, ')') && !is_one_of(t[2].text, stored);
}

static void see_name(struct scan *s, const struct token *t)
{
    struct frame *call = s->depth ? &s->frames[s->depth - 1] : NULL;

    if (call && call->argument == 0 && is_one_of(t->text, stored))
        call->in_stored = true;
    s->unit->copies |= copies_whole(t);
    s->unit->names_members |= str_is(t->text, "string") && token_is(t - 1, '>');
    add_word(s, &s->unit->uses, (struct word){ .text = t->text });
}

static void see_sign(struct scan *s, const struct token *t, const struct token *begin)
{
    if (token_is(t, '(') && s->depth < LIMIT_CALLS) {
        bool named = t > begin && t[-1].type == TOKEN_name;
        s->frames[s->depth++] =
            (struct frame){ .callee = named ? t[-1].text : STR_NONE, .begin = t + 1 };
    } else if (token_is(t, ')') && s->depth) {
        s->depth--;
    } else if (token_is(t, ',') && s->depth) {
        s->frames[s->depth - 1].argument++;
    }
}

/* From the brace that opens to the one that closes; returns what follows. */
static const struct token *see_braces(struct sources *sources, struct unit *unit,
                                      const struct token *t)
{
    struct scan s = { .sources = sources, .unit = unit };
    const struct token *begin = t;
    size_t braces = 0;

    do {
        if (token_is(t, '{'))
            braces++;
        else if (token_is(t, '}'))
            braces--;
        else if (unit && t->type == TOKEN_text)
            see_text(&s, t->text);
        else if (unit && t->type == TOKEN_name)
            see_name(&s, t);
        else if (unit)
            see_sign(&s, t, begin);
        t++;
    } while (braces && t->type != TOKEN_end);
    return t;
}

/* The name in "static int name(…)" and "struct x name[] =", and of ACTION(product, Name). */
static void name_unit(struct sources *s, struct unit *unit, const struct token *from,
                      const struct token *to)
{
    for (const struct token *t = from; t < to; t++) {
        unit->is_static |= str_is(t->text, "static");
        if (unit->name.at || t->type != TOKEN_name ||
            !(token_is(t + 1, '(') || token_is(t + 1, '[') || token_is(t + 1, '=')))
            continue;
        unit->name = t->text;
        if (str_is(t->text, "ACTION")) {
            unit->is_handler = true;
            unit->name =
                str_of(arena_printf(s->arena, "%.*s/%.*s", STR_ARG(t[2].text), STR_ARG(t[4].text)));
        }
    }
}

static void add_handler(struct sources *s, struct unit *unit)
{
    if (s->count == s->room) {
        size_t room = s->room ? 2 * s->room : 256;
        struct unit **handlers = arena_alloc(s->arena, room * sizeof(struct unit *));
        if (s->count)
            memcpy(handlers, s->handlers, s->count * sizeof(struct unit *));
        s->handlers = handlers;
        s->room = room;
    }
    s->handlers[s->count++] = unit;
}

static struct unit *add_unit(struct sources *s, const char *file, const struct token *from,
                             const struct token *to)
{
    struct unit *unit = arena_new_of(s->arena, struct unit);

    unit->file = file;
    unit->is_table = token_is(to - 1, '=');
    name_unit(s, unit, from, to);
    if (unit->is_handler)
        add_handler(s, unit);
    else if (unit->name.at)
        unit->next = map_put(s->units, unit->name, unit);
    return unit;
}

void sources_add(struct sources *s, const char *file, struct str text)
{
    const struct token *t = lexer_tokens(s->arena, text), *head = t;

    while (t->type != TOKEN_end) {
        if (token_is(t, '{')) {
            bool is_body = t > head && (token_is(t - 1, ')') || token_is(t - 1, '='));
            t = see_braces(s, is_body ? add_unit(s, file, head, t) : NULL, t);
            head = is_body ? t : head; /* behind a struct's members comes its table's name */
        } else {
            t++;
            head = token_is(t - 1, ';') ? t : head;
        }
    }
}

bool sources_read(struct sources *s, const char *file, struct err *err)
{
    struct str text;

    if (!file_read(s->arena, file, LIMIT_SOURCE, &text, err))
        return false;
    sources_add(s, file, text);
    return true;
}

static char whole_mark[] = "=", part_mark[] = "";

/* A walk from one handler through everything that it uses. */
struct walk {
    const struct sources *sources;
    struct map *names; /* → one of the marks */
    int number;
};

/* What a unit means by a name: a thing of its own file, or one that all may use. */
static struct unit *find_unit(const struct sources *s, const struct unit *from, struct str name)
{
    struct unit *found = NULL;

    for (struct unit *u = map_get(s->units, name); u; u = u->next) {
        if (strcmp(u->file, from->file) == 0)
            return u;
        if (!u->is_static)
            found = u;
    }
    return found;
}

/* Whether what a unit names may be copied whole: by itself, or by the function that it is given to. */
static bool keeps(const struct walk *w, const struct unit *unit, const struct word *word)
{
    const struct unit *callee = word->passed.at ? find_unit(w->sources, unit, word->passed) : NULL;

    return word->whole || unit->copies || (callee && callee->copies);
}

/* Gives what it reads to a function beside it that copies all members. */
static bool gives_away(const struct walk *w, const struct unit *unit)
{
    for (const struct word *use = unit->uses; use; use = use->next) {
        const struct unit *used = find_unit(w->sources, unit, use->text);
        if (used && used->copies && used->names_members && strcmp(used->file, unit->file) == 0)
            return true;
    }
    return false;
}

static void note_all(struct walk *w, const struct unit *unit, bool copied)
{
    for (const struct word *r = unit->reads; r; r = r->next) {
        bool whole = copied || keeps(w, unit, r);
        if (whole || !map_get(w->names, r->text))
            map_put(w->names, r->text, whole ? whole_mark : part_mark);
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as functions use each other */
static void visit(struct walk *w, struct unit *unit)
{
    unit->visit = w->number;
    note_all(w, unit, gives_away(w, unit));
    for (const struct word *use = unit->uses; use; use = use->next) {
        struct unit *used = find_unit(w->sources, unit, use->text);
        if (used && used->is_table && unit->copies)
            note_all(w, used, true);
        if (used && used->visit != w->number)
            visit(w, used);
    }
}

static int by_name(const void *a, const void *b)
{
    struct str left = (*(struct unit *const *)a)->name, right = (*(struct unit *const *)b)->name;
    size_t least = left.len < right.len ? left.len : right.len;
    int order = memcmp(left.at, right.at, least);

    return order ? order : (left.len > right.len) - (left.len < right.len);
}

struct names {
    struct arena *arena;
    const char **at;
    size_t count;
};

static bool collect(void *arg, struct str name, void *value)
{
    struct names *names = arg;

    names->at[names->count++] =
        arena_printf(names->arena, "%s%.*s", (const char *)value, STR_ARG(name));
    return true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_names(struct sources *s, struct unit *handler, struct buf *code)
{
    struct walk w = { .sources = s, .names = map_new(), .number = ++s->walks };
    struct names names = { .arena = s->arena };

    visit(&w, handler);
    names.at = arena_alloc(s->arena, (map_count(w.names) + 1) * sizeof(const char *));
    map_each(w.names, collect, &names);
    map_free(w.names);
    qsort(names.at, names.count, sizeof(const char *), by_text);
    buf_printf(code, "static const char *const names_%d[] = {\n", w.number);
    for (size_t i = 0; i < names.count; i++)
        buf_printf(code, "    \"%s\",\n", names.at[i]);
    buf_add_text(code, "    NULL,\n};\n");
}

void sources_write(struct sources *s, struct buf *code)
{
    if (s->count)
        qsort(s->handlers, s->count, sizeof(struct unit *), by_name);
    buf_add_text(code,
                 "/* Made by readgen from the sources of the handlers. */\n#include <stddef.h>\n\n"
                 "#include \"mockalb/catalog/reads.h\"\n\n");
    for (size_t i = 0; i < s->count; i++)
        write_names(s, s->handlers[i], code);
    buf_add_text(code, "\nconst struct handler_reads handler_reads[] = {\n");
    for (size_t i = 0; i < s->count; i++) {
        struct str name = s->handlers[i]->name, product = str_cut(&name, '/');
        buf_printf(code, "    { \"%.*s\", \"%.*s\", names_%zu },\n", STR_ARG(product),
                   STR_ARG(name), i + 1);
    }
    buf_add_text(code, "    { NULL, NULL, NULL },\n};\n");
}
