#include "runner/suite/vars.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/map.h"

#include "base/banned.h"

struct vars {
    struct arena *arena;
    struct map *values; /* name → struct str */
};

/* What stands at the begin of a text: plain bytes, or one ${name}, or "$${" for "${". */
struct piece {
    struct str plain, name; /* one of them is absent */
};

static void free_map(void *map)
{
    map_free(map);
}

struct vars *vars_new(struct arena *a)
{
    struct vars *v = arena_new_of(a, struct vars);

    v->arena = a;
    v->values = map_new();
    arena_defer(a, free_map, v->values);
    return v;
}

void vars_set(struct vars *v, struct str name, struct str value)
{
    struct str *kept = arena_new_of(v->arena, struct str);

    *kept = arena_str(v->arena, value);
    map_put(v->values, name, kept);
}

struct str vars_get(const struct vars *v, struct str name)
{
    const struct str *value = map_get(v->values, name);

    return value ? *value : STR_NONE;
}

struct name_list {
    struct arena *arena;
    const char **names;
    size_t count;
};

static bool add_name(void *arg, struct str key, void *value)
{
    struct name_list *list = arg;

    (void)value;
    list->names[list->count++] = arena_strz(list->arena, key);
    return true;
}

const char *const *vars_names(const struct vars *v, struct arena *a)
{
    struct name_list list = { .arena = a };

    list.names = arena_alloc(a, (map_count(v->values) + 1) * sizeof(*list.names));
    map_each(v->values, add_name, &list);
    return list.names;
}

static bool is_open(struct str s)
{
    return str_starts(s, STR("${"));
}

/* Takes one piece from *rest, which is not empty. An open "${" without "}" is plain. */
static struct piece cut_piece(struct str *rest)
{
    size_t at = 0, end = 0;

    if (str_starts(*rest, STR("$${"))) {
        struct piece p = { .plain = STR("${") };
        *rest = str_skip(*rest, 3);
        return p;
    }
    if (is_open(*rest) && str_find(*rest, '}', &end)) {
        struct piece p = { .name = { rest->at + 2, end - 2 } };
        *rest = str_skip(*rest, end + 1);
        return p;
    }
    for (at = 1; at < rest->len && rest->at[at] != '$'; at++)
        ;
    struct piece p = { .plain = { rest->at, at } };
    *rest = str_skip(*rest, at);
    return p;
}

static bool unknown_name(const struct vars *v, const char *place, struct str name, struct err *err)
{
    struct arena *a = arena_new();
    const char *const *names = vars_names(v, a);
    const char *near = str_nearest(name, names);
    struct buf known = BUF_LIMIT(400);

    for (size_t i = 0; names[i]; i++)
        buf_printf(&known, "%s%s", i ? ", " : "", names[i]);
    if (near)
        err_set(err, "%sunknown variable ${%.*s}, did you mean ${%s}?", place, STR_ARG(name), near);
    else
        err_set(err, "%sunknown variable ${%.*s}; known here: %.*s", place, STR_ARG(name),
                STR_ARG(known.len ? buf_str(&known) : STR("none")));
    buf_done(&known);
    arena_free(a);
    return false;
}

bool vars_expand(const struct vars *v, struct arena *a, struct str text, struct str *ret,
                 struct err *err)
{
    struct buf out = BUF_LIMIT(LIMIT_YAML_BYTES);

    while (text.len) {
        struct piece p = cut_piece(&text);
        struct str value = p.name.at ? vars_get(v, p.name) : p.plain;
        if (!value.at) {
            buf_done(&out);
            return unknown_name(v, "", p.name, err);
        }
        buf_add(&out, value);
    }
    *ret = arena_str(a, buf_str(&out));
    if (!buf_ok(&out))
        err_set(err, "a text is longer than %u bytes with its variables in", LIMIT_YAML_BYTES);
    bool ok = buf_ok(&out);
    buf_done(&out);
    return ok;
}

static cJSON *expand_text(const struct vars *v, struct arena *a, const char *text, struct err *err)
{
    struct str value = STR_NONE;

    if (!vars_expand(v, a, str_of(text), &value, err))
        return NULL;
    return cJSON_CreateString(arena_strz(a, value));
}

/* A new tree, the caller's; depth is bounded by the reader of the YAML. */
static cJSON *expand_tree(const struct vars *v, struct arena *a, const cJSON *in, struct err *err)
{
    if (cJSON_IsString(in))
        return expand_text(v, a, in->valuestring, err);
    if (!cJSON_IsArray(in) && !cJSON_IsObject(in))
        return json_copy(in);

    cJSON *out = cJSON_IsArray(in) ? cJSON_CreateArray() : cJSON_CreateObject();
    for (const cJSON *item = in->child; item; item = item->next) {
        struct str name = str_of(item->string);
        cJSON *value = NULL;
        if (!item->string || vars_expand(v, a, name, &name, err))
            value = expand_tree(v, a, item, err);
        if (!value) {
            cJSON_Delete(out);
            return NULL;
        }
        if (item->string)
            json_set(out, arena_strz(a, name), value);
        else
            json_push(out, value);
    }
    return out;
}

cJSON *vars_json(const struct vars *v, struct arena *a, const struct node *n, struct err *err)
{
    cJSON *plain = node_json(n);
    cJSON *out = expand_tree(v, a, plain, err);

    cJSON_Delete(plain);
    return out ? arena_json(a, out) : NULL;
}

static bool check_text(const struct vars *v, const char *file, const struct node *n,
                       struct err *err)
{
    struct str text = n->text;
    size_t end = 0;
    int line = n->line + str_find(text, '\n', &end); /* a block begins below its "|" */

    while (text.len) {
        struct piece p = cut_piece(&text);
        if (p.plain.at) {
            for (size_t i = 0; i < p.plain.len; i++)
                line += p.plain.at[i] == '\n';
            continue;
        }
        if (vars_get(v, p.name).at)
            continue;
        char place[256];
        snprintf(place, sizeof(place), "%.200s:%d: ", file, line);
        return unknown_name(v, place, p.name, err);
    }
    return true;
}

bool vars_check(const struct vars *v, const char *place, const struct node *n, struct err *err)
{
    if (n->type == NODE_text)
        return check_text(v, place, n, err);
    for (const struct node *child = n->head; child; child = child->next) {
        if (child->key && !check_text(v, place, child->key, err))
            return false;
        if (!vars_check(v, place, child, err))
            return false;
    }
    return true;
}
