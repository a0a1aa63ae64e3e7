#include "mockalb/gateway/validate.h"

#include <errno.h>
#include <math.h>
#include <regex.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/map.h"
#include "base/must.h"
#include "base/utf8.h"

#include "base/banned.h"

#define EXACT_INTEGER INT64_C(9007199254740992) /* 2^53: beyond it a tree's numbers are not exact */

struct patterns {
    struct map *compiled; /* text → regex_t */
    const struct maximum *maxima;
};

struct patterns *patterns_new(const struct maximum *maxima)
{
    struct patterns *p = must_alloc(sizeof(*p));

    p->compiled = map_new();
    p->maxima = maxima;
    return p;
}

static bool free_pattern(void *arg, struct str key, void *value)
{
    (void)arg;
    (void)key;
    regfree(value);
    free(value);
    return true;
}

void patterns_free(struct patterns *p)
{
    if (!p)
        return;
    map_each(p->compiled, free_pattern, NULL);
    map_free(p->compiled);
    free(p);
}

static const regex_t *compiled(struct patterns *p, const char *pattern)
{
    regex_t *r = map_get(p->compiled, str_of(pattern));

    if (r)
        return r;
    r = must_alloc(sizeof(*r));
    must(regcomp(r, pattern, REG_EXTENDED | REG_NOSUB) == 0); /* catgen has tried it */
    map_put(p->compiled, str_of(pattern), r);
    return r;
}

struct check {
    struct call *call;
    struct patterns *patterns;
};

/* Where a value stands: Rules.2.Priority. */
struct place {
    const struct place *up;
    const char *name;    /* NULL: an element of a list */
    int index;           /* of the element, from 1 */
    const cJSON *object; /* in which its siblings are; NULL for an element */
};

static const char *path_of(struct check *c, const struct place *place)
{
    const char *own = place->name ? place->name : arena_printf(c->call->arena, "%d", place->index);

    return place->up ? arena_printf(c->call->arena, "%s.%s", path_of(c, place->up), own) : own;
}

static const struct api_error *illegal(struct check *c, const struct place *place)
{
    return refuse(c->call, ERR_illegal_param, path_of(c, place));
}

static const struct api_error *check_node(struct check *c, const struct param *p, cJSON *item,
                                          const struct place *place);

static bool is_in(const char *text, const char *const *values)
{
    while (*values && !str_eq_nocase(str_of(text), str_of(*values)))
        values++;
    return *values;
}

/* The value of a sibling, or of a parameter of an enclosing level, as text. */
static const char *value_seen_from(struct check *c, const struct place *place, const char *name)
{
    for (; place; place = place->up) {
        const cJSON *item = place->object ? json_get(place->object, name) : NULL;
        if (!item)
            continue;
        if (cJSON_IsString(item))
            return item->valuestring;
        if (cJSON_IsBool(item))
            return cJSON_IsTrue(item) ? "true" : "false";
        if (cJSON_IsNumber(item))
            return arena_printf(c->call->arena, "%.15g", item->valuedouble);
    }
    return NULL;
}

static bool is_required(struct check *c, const struct param *p, const struct place *place)
{
    bool holds = false;

    if (p->required)
        return true;
    for (const struct condition *w = p->required_when; w && w->param; w++) {
        const char *value = value_seen_from(c, place, w->param);
        if (w->begins_group && holds)
            return true;
        holds = (w->begins_group || holds) && value && is_in(value, w->values);
    }
    return holds;
}

static const struct api_error *check_length(struct check *c, const struct param *p,
                                            const char *text, const struct place *place)
{
    size_t length = utf8_length(text);

    if ((p->has_min_length && length < p->min_length) ||
        (p->has_max_length && length > p->max_length))
        return illegal(c, place);
    return NULL;
}

static bool begins_or_holds_banned(const struct param *p, const char *text)
{
    for (const char *const *v = p->not_prefix; v && *v; v++) {
        if (str_starts(str_of(text), str_of(*v)))
            return true;
    }
    for (const char *const *v = p->not_contains; v && *v; v++) {
        if (strstr(text, *v))
            return true;
    }
    return false;
}

/* Where Chinese characters count as letters, each of their bytes is matched as one. */
static bool matches(struct check *c, const struct param *p, const char *text)
{
    char *letters = arena_strz(c->call->arena, str_of(text));

    for (char *at = letters; p->cjk && *at; at++) {
        if ((unsigned char)*at >= 0x80)
            *at = 'a';
    }
    return regexec(compiled(c->patterns, p->pattern), letters, 0, NULL, 0) == 0;
}

/* Of several for one quota the last holds. */
static double max_of(const struct check *c, const struct param *p)
{
    double max = p->max;

    for (const struct maximum *m = c->patterns->maxima; p->quota && m && m->quota; m++) {
        if (strcmp(m->quota, p->quota) == 0)
            max = m->number;
    }
    return max;
}

static bool is_in_bounds(const struct check *c, const struct param *p, double value)
{
    return !(p->has_min && value < p->min) && !(p->has_max && value > max_of(c, p));
}

/* The whole text as a number; a JSON number never is infinite. */
static bool read_number(const char *text, double *ret)
{
    char *end;

    if (!*text || strspn(text, "0123456789+-.eE") != strlen(text))
        return false;
    *ret = strtod(text, &end);
    return *end == '\0' && isfinite(*ret);
}

static const struct api_error *check_text(struct check *c, const struct param *p, cJSON *item,
                                          const struct place *place)
{
    const char *text = item->valuestring;
    double number;

    if (!*text && p->allow_empty)
        return NULL;
    if (p->has_min || p->has_max) {
        if (!read_number(text, &number) || !is_in_bounds(c, p, number))
            return illegal(c, place);
    }
    for (const char *const *v = p->values; v && *v; v++) {
        if (str_eq_nocase(str_of(text), str_of(*v))) {
            must(cJSON_SetValuestring(item, *v)); /* of the same length */
            return NULL;
        }
    }
    if (p->values || begins_or_holds_banned(p, text) || (p->pattern && !matches(c, p, text)))
        return illegal(c, place);
    return check_length(c, p, text, place);
}

/* In place, so that the tree keeps its order. */
static void become_number(cJSON *item, double value)
{
    free(item->valuestring);
    item->valuestring = NULL;
    item->type = cJSON_Number;
    cJSON_SetNumberHelper(item, value);
}

static void become_boolean(cJSON *item, bool value)
{
    free(item->valuestring);
    item->valuestring = NULL;
    item->type = value ? cJSON_True : cJSON_False;
}

static const struct api_error *check_number(struct check *c, const struct param *p, cJSON *item,
                                            const struct place *place)
{
    int64_t whole;
    double value;

    if (p->type == PARAM_integer) {
        if (!str_int(str_of(item->valuestring), &whole) || whole > EXACT_INTEGER ||
            whole < -EXACT_INTEGER)
            return illegal(c, place);
        value = (double)whole;
    } else if (!read_number(item->valuestring, &value)) {
        return illegal(c, place);
    }
    if (!is_in_bounds(c, p, value) || (p->values && !is_in(item->valuestring, p->values)))
        return illegal(c, place);
    become_number(item, value);
    return NULL;
}

static const struct api_error *check_boolean(struct check *c, cJSON *item,
                                             const struct place *place)
{
    struct str text = str_of(item->valuestring);

    if (!str_eq_nocase(text, STR("true")) && !str_eq_nocase(text, STR("false")))
        return illegal(c, place);
    become_boolean(item, str_eq_nocase(text, STR("true")));
    return NULL;
}

static const struct api_error *check_list(struct check *c, const struct param *p, cJSON *list,
                                          const struct place *place)
{
    struct place element = { place, NULL, 0, NULL };
    unsigned count = (unsigned)cJSON_GetArraySize(list);
    cJSON *item;

    if ((p->has_min_items && count < p->min_items) || (p->has_max_items && count > p->max_items))
        return refuse(c->call, ERR_illegal_size, path_of(c, place));
    cJSON_ArrayForEach(item, list)
    {
        const struct api_error *error;
        element.index++;
        error = check_node(c, p->items, item, &element);
        if (error)
            return error;
    }
    return NULL;
}

static const struct api_error *check_map(struct check *c, const struct param *p, cJSON *map,
                                         const struct place *place)
{
    cJSON *item;

    cJSON_ArrayForEach(item, map)
    {
        struct place element = { place, item->string, 0, map };
        const struct api_error *error = check_node(c, p->items, item, &element);
        if (error)
            return error;
    }
    return NULL;
}

/* Empty values of these types are as good as none, and so are empty filters of actions that only read. */
static bool means_nothing(struct check *c, const struct param *p, const cJSON *item)
{
    if (!cJSON_IsString(item) || *item->valuestring || p->allow_empty)
        return false;
    return p->type != PARAM_string || p->required || !action_is_write(c->call->action);
}

static bool is_empty_list(const cJSON *item)
{
    return cJSON_IsArray(item) && !item->child;
}

static const struct api_error *check_member(struct check *c, const struct param *p, cJSON *object,
                                            const struct place *up)
{
    cJSON *item = cJSON_GetObjectItemCaseSensitive(object, p->name);
    struct place place = { up, p->called ? p->called : p->name, 0, object };
    const struct api_error *error;

    if (item && means_nothing(c, p, item)) {
        json_drop(object, p->name);
        item = NULL;
    }
    if ((!item || is_empty_list(item)) && is_required(c, p, &place))
        return refuse(c->call, up ? ERR_missing_nested : ERR_missing_param, path_of(c, &place));
    error = item ? check_node(c, p, item, &place) : NULL;
    if (error && p->withdrawn) {
        json_drop(object, p->name);
        return NULL;
    }
    return error;
}

static const struct api_error *check_fields(struct check *c, const struct param *fields,
                                            cJSON *object, const struct place *up)
{
    const struct api_error *error = NULL;

    for (const struct param *p = fields; !error && p && p->name; p++)
        error = check_member(c, p, object, up);
    return error;
}

/* The decoder has seen to it that lists are lists, objects objects, and all else text. */
static const struct api_error *check_node(struct check *c, const struct param *p, cJSON *item,
                                          const struct place *place)
{
    switch (p->type) {
    case PARAM_array:
        return check_list(c, p, item, place);
    case PARAM_map:
        return check_map(c, p, item, place);
    case PARAM_object:
        return check_fields(c, p->fields, item, place);
    case PARAM_boolean:
        return check_boolean(c, item, place);
    case PARAM_integer:
    case PARAM_number:
        return check_number(c, p, item, place);
    case PARAM_string:
    case PARAM_any:
        break;
    }
    return check_text(c, p, item, place);
}

const struct api_error *validate_params(struct call *call, struct patterns *patterns, cJSON *params)
{
    struct check c = { call, patterns };

    return check_fields(&c, call->action->params, params, NULL);
}
