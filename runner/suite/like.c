#include "runner/suite/like.h"

#include "base/json.h"

#include "base/banned.h"

/*
 * Elements of lists are paired by searching augmenting paths, so that a list is
 * like another whenever any pairing works. When none does, what is left over is
 * paired with the found element that has most in common with it, for the text.
 */

struct pairing {
    const cJSON *const *expected, *const *found;
    int expected_count, found_count;
    int *of_found; /* which expected element took it; -1: none */
    bool *visited;
};

static bool is_any(const cJSON *expected)
{
    return json_is_text(expected, "*");
}

static const cJSON *const *children(struct arena *a, const cJSON *of, int *ret_count)
{
    int count = cJSON_GetArraySize(of), at = 0;
    const cJSON **list = arena_alloc(a, (size_t)(count + 1) * sizeof(const cJSON *));

    for (const cJSON *item = of ? of->child : NULL; item; item = item->next)
        list[at++] = item;
    *ret_count = count;
    return list;
}

static bool is_like(struct arena *a, const cJSON *expected, const cJSON *found);

static bool take(struct arena *a, struct pairing *p, int e)
{
    for (int f = 0; f < p->found_count; f++) {
        if (p->visited[f] || !is_like(a, p->expected[e], p->found[f]))
            continue;
        p->visited[f] = true;
        if (p->of_found[f] < 0 || take(a, p, p->of_found[f])) {
            p->of_found[f] = e;
            return true;
        }
    }
    return false;
}

/* Pairs as many as can be; returns how many. */
static int pair_up(struct arena *a, struct pairing *p, const cJSON *expected, const cJSON *found)
{
    int paired = 0;

    p->expected = children(a, expected, &p->expected_count);
    p->found = children(a, found, &p->found_count);
    p->of_found = arena_alloc(a, (size_t)(p->found_count + 1) * sizeof(int));
    p->visited = arena_alloc(a, (size_t)(p->found_count + 1) * sizeof(bool));
    for (int f = 0; f < p->found_count; f++)
        p->of_found[f] = -1;
    for (int e = 0; e < p->expected_count; e++) {
        for (int f = 0; f < p->found_count; f++)
            p->visited[f] = false;
        paired += take(a, p, e);
    }
    return paired;
}

static bool is_like(struct arena *a, const cJSON *expected, const cJSON *found)
{
    struct pairing p;

    if (cJSON_IsNull(expected))
        return !found || cJSON_IsNull(found);
    if (is_any(expected))
        return found && !cJSON_IsNull(found);
    if (cJSON_IsArray(expected))
        return cJSON_IsArray(found) &&
               pair_up(a, &p, expected, found) == cJSON_GetArraySize(expected);
    if (!cJSON_IsObject(expected))
        return found && json_equal(expected, found);
    for (const cJSON *item = expected->child; item; item = item->next)
        if (!is_like(a, item, json_get(found, item->string)))
            return false;
    return cJSON_IsObject(found);
}

bool like(const cJSON *expected, const cJSON *found)
{
    struct arena *a = arena_new();
    bool result = is_like(a, expected, found);

    arena_free(a);
    return result;
}

/* How many scalars of the expected tree are found as they should be. */
static int score(struct arena *a, const cJSON *expected, const cJSON *found)
{
    int sum = 0;

    if (!cJSON_IsObject(expected))
        return is_like(a, expected, found);
    for (const cJSON *item = expected->child; item; item = item->next)
        sum += score(a, item, json_get(found, item->string));
    return sum;
}

/* ---- both sides as lines ---- */

struct sides {
    struct arena *arena;
    struct buf *expected, *found;
};

static void show_scalar(struct buf *to, const cJSON *value)
{
    struct buf text = BUF_LIMIT(4096);

    if (!value) {
        buf_add(to, STR("(absent)"));
        return;
    }
    if (cJSON_IsString(value) && *value->valuestring) {
        struct str s = str_of(value->valuestring);
        int64_t number = 0;
        bool quoted = str_int(s, &number) || str_is(s, "true") || str_is(s, "false") ||
                      str_is(s, "null") || memchr(s.at, '\n', s.len);
        if (!quoted) {
            buf_add(to, s);
            return;
        }
    }
    json_print(&text, value);
    buf_add(to, buf_str(&text));
    buf_done(&text);
}

/* One line on each side: the head ("  name: " or "- ") and what stands there. */
static void show_line(struct sides *s, int indent, const char *head, const cJSON *expected,
                      const cJSON *found)
{
    buf_printf(s->expected, "%*s%s", indent, "", head);
    buf_printf(s->found, "%*s%s", indent, "", head);
    if (is_any(expected))
        buf_add(s->expected, STR("(anything)"));
    else if (cJSON_IsNull(expected))
        buf_add(s->expected, STR("(absent)"));
    else
        show_scalar(s->expected, expected);
    if (is_any(expected) && found && !cJSON_IsNull(found))
        buf_add(s->found, STR("(anything)"));
    else
        show_scalar(s->found, cJSON_IsNull(expected) && cJSON_IsNull(found) ? NULL : found);
    buf_add_char(s->expected, '\n');
    buf_add_char(s->found, '\n');
}

static bool is_tree(const cJSON *item)
{
    return item && (cJSON_IsObject(item) || cJSON_IsArray(item)) && item->child;
}

static void show_tree(struct sides *s, int indent, const cJSON *expected, const cJSON *found);

/* A member or an element that has more below it. */
static void show_below(struct sides *s, int indent, const char *head, const cJSON *expected,
                       const cJSON *found)
{
    bool fits = cJSON_IsObject(expected) ? cJSON_IsObject(found) : cJSON_IsArray(found);

    buf_printf(s->expected, "%*s%s\n", indent, "", head);
    if (fits || !found)
        buf_printf(s->found, "%*s%s%s\n", indent, "", head, found ? "" : " (absent)");
    else
        buf_printf(s->found, "%*s%s (not a %s)\n", indent, "", head,
                   cJSON_IsObject(expected) ? "map" : "list");
    show_tree(s, indent + 2, expected, fits ? found : NULL);
}

static void show_list(struct sides *s, int indent, const cJSON *expected, const cJSON *found)
{
    struct pairing p;

    pair_up(s->arena, &p, expected, cJSON_IsArray(found) ? found : NULL);
    for (int e = 0; e < p.expected_count; e++) {
        int best = -1, best_score = -1;
        for (int f = 0; f < p.found_count && (best < 0 || p.of_found[best] != e); f++) {
            int now = p.of_found[f] >= 0 ? -1 : score(s->arena, p.expected[e], p.found[f]);
            if (p.of_found[f] == e || now > best_score) {
                best = f;
                best_score = now;
            }
        }
        const cJSON *partner = best < 0 ? NULL : p.found[best];
        if (best >= 0)
            p.of_found[best] = e;
        if (is_tree(p.expected[e]))
            show_below(s, indent, "-", p.expected[e], partner);
        else
            show_line(s, indent, "- ", p.expected[e], partner);
    }
}

static void show_tree(struct sides *s, int indent, const cJSON *expected, const cJSON *found)
{
    if (cJSON_IsArray(expected)) {
        show_list(s, indent, expected, found);
        return;
    }
    for (const cJSON *item = expected->child; item; item = item->next) {
        const cJSON *partner = json_get(found, item->string);
        if (is_tree(item))
            show_below(s, indent, arena_printf(s->arena, "%s:", item->string), item, partner);
        else
            show_line(s, indent, arena_printf(s->arena, "%s: ", item->string), item, partner);
    }
}

bool like_show(struct arena *a, const cJSON *expected, const cJSON *found, struct buf *to_expected,
               struct buf *to_found)
{
    struct sides s = { .arena = a, .expected = to_expected, .found = to_found };

    if (!is_tree(expected))
        show_line(&s, 0, "", expected, found);
    else
        show_tree(&s, 0, expected, found);
    return is_like(a, expected, found);
}
