#include "runner/oracle/compare.h"

#include "base/json.h"
#include "base/str.h"

#include "base/banned.h"

struct row {
    const char *label, *expected, *found; /* a head has a label only */
    struct row *next;
};

struct comparison {
    struct arena *arena;
    struct row *first, **end;
    bool differs;
};

struct comparison *comparison_new(struct arena *a)
{
    struct comparison *c = arena_new_of(a, struct comparison);

    c->arena = a;
    c->end = &c->first;
    return c;
}

static struct row *push(struct comparison *c, const char *label)
{
    struct row *row = arena_new_of(c->arena, struct row);

    row->label = arena_strz(c->arena, str_of(label));
    *c->end = row;
    c->end = &row->next;
    return row;
}

void comparison_head(struct comparison *c, const char *text)
{
    push(c, text);
}

void comparison_row(struct comparison *c, const char *label, const char *expected,
                    const char *found)
{
    struct row *row = push(c, label);

    row->expected = expected ? arena_strz(c->arena, str_of(expected)) : "(none)";
    row->found = found ? arena_strz(c->arena, str_of(found)) : "(none)";
    if (!expected || !found || !str_is(str_of(expected), found))
        c->differs = true;
}

static size_t count_of(const char *const *names, const char *name)
{
    size_t count = 0;

    for (; *names; names++)
        count += str_is(str_of(*names), name);
    return count;
}

/* Whether names[at] is the nth of its kind with n beyond what the other side has. */
static bool is_beyond(const char *const *names, size_t at, const char *const *other)
{
    size_t before = 0;

    for (size_t i = 0; i < at; i++)
        before += str_is(str_of(names[i]), names[at]);
    return before >= count_of(other, names[at]);
}

void comparison_sets(struct comparison *c, const char *label, const char *const *expected,
                     const char *const *found)
{
    for (size_t i = 0; expected[i]; i++)
        comparison_row(c, label, expected[i], is_beyond(expected, i, found) ? NULL : expected[i]);
    for (size_t i = 0; found[i]; i++)
        if (is_beyond(found, i, expected))
            comparison_row(c, label, NULL, found[i]);
    if (!expected[0] && !found[0])
        comparison_row(c, label, "(none)", "(none)");
}

static const char *scalar_text(struct comparison *c, const cJSON *item)
{
    struct buf text = BUF_LIMIT(4096);

    if (!item)
        return NULL;
    if (cJSON_IsString(item))
        return item->valuestring;
    json_print(&text, item);
    const char *kept = arena_strz(c->arena, buf_str(&text));
    buf_done(&text);
    return kept;
}

static bool has_children(const cJSON *item)
{
    return item && (cJSON_IsObject(item) || cJSON_IsArray(item)) && item->child;
}

/* The child of another tree that stands at the same place. */
static const cJSON *partner_of(const cJSON *child, int at, const cJSON *other)
{
    return child->string ? json_get(other, child->string) : cJSON_GetArrayItem(other, at);
}

static const char *path_of(struct comparison *c, const char *path, const cJSON *child, int at)
{
    const char *name = child->string ? child->string : arena_printf(c->arena, "%d", at);

    return arena_printf(c->arena, "%s%s%s", path, *path ? "." : "", name);
}

void comparison_changes(struct comparison *c, const char *path, const cJSON *expected,
                        const cJSON *found)
{
    int at = 0;

    if (expected && found && json_equal(expected, found))
        return;
    if (!has_children(expected) && !has_children(found)) {
        comparison_row(c, path, scalar_text(c, expected), scalar_text(c, found));
        return;
    }
    for (const cJSON *e = expected ? expected->child : NULL; e; e = e->next, at++)
        comparison_changes(c, path_of(c, path, e, at), e, partner_of(e, at, found));
    at = 0;
    for (const cJSON *f = found ? found->child : NULL; f; f = f->next, at++)
        if (!partner_of(f, at, expected))
            comparison_changes(c, path_of(c, path, f, at), NULL, f);
}

bool comparison_is_same(const struct comparison *c)
{
    return !c->differs;
}

void comparison_print(const struct comparison *c, struct buf *to_expected, struct buf *to_found)
{
    int width = 0;
    bool below = false;

    for (const struct row *row = c->first; row; row = row->next)
        if (row->expected && (int)strlen(row->label) > width)
            width = (int)strlen(row->label);
    for (const struct row *row = c->first; row; row = row->next) {
        const char *indent = below ? "  " : "";
        if (!row->expected) {
            buf_printf(to_expected, "%s\n", row->label);
            buf_printf(to_found, "%s\n", row->label);
            below = true;
            continue;
        }
        buf_printf(to_expected, "%s%-*s  %s\n", indent, width, row->label, row->expected);
        buf_printf(to_found, "%s%-*s  %s\n", indent, width, row->label, row->found);
    }
}
