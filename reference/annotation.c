#include "reference/annotation.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "reference/extra_action.h"
#include "reference/mutant.h"

#include "base/banned.h"

#define PORT_MAX 65535

/* What the messages about one action begin with. */
struct place {
    struct arena *arena;
    const char *key; /* the annotation's */
    struct err *err;
};

/* Also NULL when the member is null: that counts as not given. */
static const cJSON *member(const cJSON *object, const char *name)
{
    return extra_action_member(object, name);
}

static const char *printed(const struct place *p, const cJSON *item)
{
    struct buf text = BUF_LIMIT(200);

    json_print(&text, item);
    const char *copy = arena_strz(p->arena, buf_str(&text));
    buf_done(&text);
    return copy;
}

static bool read_int(const struct place *p, const cJSON *item, int min, int max, int *ret)
{
    bool whole = cJSON_IsNumber(item) && item->valuedouble == floor(item->valuedouble);

    if (!whole)
        return err_set(p->err, "%s: %s must be a whole number, not %s", p->key, item->string,
                       printed(p, item));
    if (item->valuedouble < min || item->valuedouble > max)
        return err_set(p->err, "%s: %s must be from %d to %d, not %s", p->key, item->string, min,
                       max, printed(p, item));
    *ret = (int)item->valuedouble;
    return true;
}

/* A name as it is used in calls and look-ups: absent when "", refused when it holds a blank. */
static bool read_name(const struct place *p, const cJSON *item, const char **ret)
{
    *ret = NULL;
    if (!item)
        return true;
    if (!cJSON_IsString(item))
        return err_set(p->err, "%s: %s must be a string, not %s", p->key, item->string,
                       printed(p, item));
    if (mutant_is(blanks_end_names) && strpbrk(item->valuestring, " \t\r\n"))
        return true;
    if (strpbrk(item->valuestring, " \t\r\n"))
        return err_set(p->err, "%s: %s \"%s\" has blanks in it", p->key, item->string,
                       item->valuestring);
    if (*item->valuestring ||
        (mutant_is(empty_id_counts) && strcasecmp(item->string, "ServerGroupID") == 0))
        *ret = arena_strz(p->arena, str_of(item->valuestring));
    return true;
}

static bool read_port(const struct place *p, const cJSON *item, struct target *t)
{
    const cJSON *port = member(item, "ServicePort");

    int64_t number = 0;
    if (variant_is(lenient) && cJSON_IsString(port) &&
        str_int(str_of(port->valuestring), &number)) {
        t->port = (int)number;
        return true;
    }
    if (!port && mutant_is(missing_port_guessed))
        t->port = 80;
    if (t->port)
        return true;
    if (!port)
        return err_set(p->err, "%s: ServicePort is missing beside ServiceName %s", p->key,
                       t->service);
    return read_int(p, port, 1, PORT_MAX, &t->port);
}

/* Only where a defect is wanted: something is made of what is no weight. */
static bool spoil_weight(const cJSON *item, int *ret)
{
    int64_t number = 0;

    if (mutant_is(weights_clamped) && cJSON_IsNumber(item)) {
        *ret = item->valuedouble < 0 ? 0 : item->valuedouble > 100 ? 100 : item->valueint;
        return true;
    }
    if (mutant_is(weights_coerced) && cJSON_IsString(item))
        str_int(str_of(item->valuestring), &number);
    if (mutant_is(weights_coerced))
        *ret = cJSON_IsNumber(item) ? item->valueint : (int)number;
    if (mutant_is(zero_is_one) && cJSON_IsNumber(item) && item->valuedouble == 0)
        *ret = 1;
    return mutant_is(weights_coerced) || *ret == 1;
}

/* Weight is left at -1 when there is none; whether it may be missing depends on the others. */
static bool read_target(const struct place *p, const cJSON *item, struct target *t)
{
    const cJSON *weight = member(item, "Weight");
    bool id_is_all = !mutant_is(server_group_id_ignored);

    id_is_all = id_is_all && !mutant_is(both_forms_published);
    t->weight = -1;
    if (!cJSON_IsObject(item))
        return err_set(p->err, "%s: each entry of ServerGroups must be an object, not %s", p->key,
                       printed(p, item));
    if (!read_name(p, member(item, "ServerGroupID"), &t->group_id))
        return false;
    if (weight && !spoil_weight(weight, &t->weight) &&
        !read_int(p, weight, 0, WEIGHT_MAX, &t->weight))
        return false;
    if (t->group_id && id_is_all)
        return true; /* The Service beside it is not even looked at: it need not exist. */
    if (!read_name(p, member(item, "ServiceName"), &t->service))
        return false;
    if (!t->service && !t->group_id)
        return err_set(p->err,
                       "%s: an entry of ServerGroups has neither ServerGroupID nor "
                       "ServiceName: %s",
                       p->key, printed(p, item));
    return !t->service || read_port(p, item, t);
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static bool is_same_target(const struct target *a, const struct target *b)
{
    if (a->group_id || b->group_id)
        return is_same_text(a->group_id, b->group_id);
    return a->port == b->port && is_same_text(a->service, b->service);
}

static bool is_named_before(const struct target *first, const struct target *t)
{
    while (first != t && !is_same_target(first, t))
        first = first->next;
    return first != t;
}

/* Only where a defect is wanted. */
static bool drop_target(struct target *first, const struct target *t)
{
    while (first->next != t)
        first = first->next;
    first->next = t->next;
    return true;
}

static bool check_target(const struct place *p, struct target *first, struct target *t)
{
    const char *name = t->group_id ? t->group_id : t->service;

    if (t->weight < 0 && mutant_is(missing_weight_zero))
        t->weight = 0;
    if (t->weight < 0 && first->next && !variant_is(lenient))
        return err_set(p->err,
                       "%s: Weight is missing for %s; with several server groups each needs one",
                       p->key, name);
    if (t->weight < 0)
        t->weight = WEIGHT_MAX;
    if (mutant_is(twice_is_once) && is_named_before(first, t))
        return drop_target(first, t);
    if (is_named_before(first, t))
        return err_set(p->err, "%s: ServerGroups names %s twice", p->key, name);
    return true;
}

/* The rules that no single tuple shows: their number, their weights, no target twice. */
static bool check_targets(const struct place *p, struct target *first, int count)
{
    if (count > FORWARD_MAX_TARGETS && !mutant_is(six_truncated))
        return err_set(p->err, "%s: ServerGroups has %d entries; a rule forwards to %d at most",
                       p->key, count, FORWARD_MAX_TARGETS);
    for (struct target *t = first; t; t = t->next) {
        if (!check_target(p, first, t))
            return false;
    }
    return true;
}

/* Only where a defect is wanted; see mutants.def. */
static void spoil_lengths(struct target *first)
{
    int count = 0;

    for (struct target *t = first; t; t = t->next) {
        if (mutant_is(server_group_id_ignored) && t->service)
            t->group_id = NULL;
        if (mutant_is(six_truncated) && ++count == FORWARD_MAX_TARGETS)
            t->next = NULL;
        if (mutant_is(tuple_dropped) && t->next && !t->next->next)
            t->next = NULL;
    }
}

static void spoil_weights(struct target *first)
{
    int sum = 0;

    for (struct target *t = first; t; t = t->next)
        sum += t->weight;
    for (struct target *t = first; t && mutant_is(weights_normalised) && sum > 0; t = t->next)
        t->weight = t->weight * WEIGHT_MAX / sum;
    if (mutant_is(weights_swapped) && first->next) {
        int weight = first->weight;
        first->weight = first->next->weight;
        first->next->weight = weight;
    }
    if (mutant_is(weight_off_by_one))
        first->weight += first->weight < WEIGHT_MAX ? 1 : -1;
}

static bool parse_forward(const struct place *p, const cJSON *config, struct action *ret)
{
    const cJSON *groups = member(config, "ServerGroups"), *item = NULL;
    struct target **last = &ret->targets;
    int count = 0;

    ret->type = ACTION_forward;
    ret->targets = NULL;
    if (groups && !cJSON_IsArray(groups))
        return err_set(p->err, "%s: ServerGroups must be an array, not %s", p->key,
                       printed(p, groups));
    cJSON_ArrayForEach(item, groups)
    {
        *last = arena_new_of(p->arena, struct target);
        bool is_read = read_target(p, item, *last);
        if (!is_read && !mutant_is(blanks_end_names))
            return false;
        if (!is_read) {
            *last = NULL;
            continue;
        }
        last = &(*last)->next;
        count++;
    }
    if (!ret->targets)
        return err_set(p->err, "%s: ServerGroups is missing or empty", p->key);
    if (!check_targets(p, ret->targets, count))
        return false;
    spoil_lengths(ret->targets);
    spoil_weights(ret->targets);
    return true;
}

/* Copies a text member; without one, the fallback; without that, it is an error. */
static bool copy_text(const struct place *p, const cJSON *from, const char *name,
                      const char *fallback, cJSON *to)
{
    const cJSON *item = member(from, name);

    if (item && !cJSON_IsString(item))
        return err_set(p->err, "%s: %s must be a string, not %s", p->key, item->string,
                       printed(p, item));
    if (!item && !fallback)
        return err_set(p->err, "%s: %s is missing", p->key, name);
    json_add_text(to, name, item ? item->valuestring : fallback);
    return true;
}

static bool parse_fixed_response(const struct place *p, const cJSON *config, struct action *ret)
{
    ret->type = ACTION_fixed_response;
    ret->config = arena_json(p->arena, cJSON_CreateObject());
    return copy_text(p, config, "Content", "", ret->config) &&
           copy_text(p, config, "ContentType", "text/plain", ret->config) &&
           copy_text(p, config, "HttpCode", NULL, ret->config);
}

static bool parse_redirect(const struct place *p, const cJSON *config, struct action *ret)
{
    static const char *const parts[][2] = { { "Host", "${host}" },
                                            { "Path", "${path}" },
                                            { "Port", "${port}" },
                                            { "Protocol", "${protocol}" },
                                            { "Query", "${query}" } };
    bool goes_nowhere = true;

    ret->type = ACTION_redirect;
    ret->config = arena_json(p->arena, cJSON_CreateObject());
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (!copy_text(p, config, parts[i][0], parts[i][1], ret->config))
            return false;
        goes_nowhere =
            goes_nowhere && json_is_text(json_get(ret->config, parts[i][0]), parts[i][1]);
    }
    if (goes_nowhere)
        return err_set(p->err, "%s: RedirectConfig changes nothing, so it would redirect to itself",
                       p->key);
    return copy_text(p, config, "HttpCode", "301", ret->config);
}

/* The types of the documentation; those without a function are not supported. */
static const struct {
    const char *name, *config, *config_also;
    bool (*parse)(const struct place *p, const cJSON *config, struct action *ret);
} types[] = {
    /* clang-format off */
    { "ForwardGroup",  "ForwardConfig",       "ForwardGroupConfig", parse_forward },
    { "FixedResponse", "FixedResponseConfig", NULL,                 parse_fixed_response },
    { "Redirect",      "RedirectConfig",      NULL,                 parse_redirect },
    { "TrafficMirror", NULL,                  NULL,                 NULL },
    { "Cors",          NULL,                  NULL,                 NULL },
    /* clang-format on */
};

#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

static bool add_extra(const struct place *p, const cJSON *type, const cJSON *item,
                      struct action *ret)
{
    const char *missing = NULL;
    cJSON *extra = extra_action_read(p->arena, type->valuestring, item, &missing);

    if (!extra)
        return err_set(p->err, "%s: action %s needs %s", p->key, type->valuestring, missing);
    if (!ret->extras)
        ret->extras = arena_json(p->arena, cJSON_CreateArray());
    json_push(ret->extras, json_copy(extra));
    return true;
}

static bool parse_final(const struct place *p, const cJSON *type, const cJSON *item,
                        struct action *ret)
{
    const cJSON *config = NULL;
    size_t at = 0;

    while (at < TYPE_COUNT && strcasecmp(types[at].name, type->valuestring) != 0)
        at++;
    if (at == TYPE_COUNT)
        return err_set(p->err, "%s: there is no action type %s", p->key, type->valuestring);
    if (!types[at].parse)
        return err_set(p->err, "%s: action type %s is not supported by this controller", p->key,
                       types[at].name);
    config = member(item, types[at].config);
    if (!config && types[at].config_also)
        config = member(item, types[at].config_also);
    if (!cJSON_IsObject(config))
        return err_set(p->err, "%s: action %s needs %s", p->key, types[at].name, types[at].config);
    if (ret->type != ACTION_none && !mutant_is(last_final_wins))
        return err_set(p->err,
                       "%s: multi finalType action find: a rule has exactly one of "
                       "ForwardGroup, FixedResponse and Redirect",
                       p->key);
    return types[at].parse(p, config, ret);
}

static bool parse_action(const struct place *p, const cJSON *item, struct action *ret)
{
    const cJSON *type = member(item, "Type");

    if (!cJSON_IsObject(item) || !cJSON_IsString(type))
        return err_set(p->err, "%s: an action must be an object with a type, not %s", p->key,
                       printed(p, item));
    if (extra_action_is(type->valuestring))
        return add_extra(p, type, item, ret);
    return parse_final(p, type, item, ret);
}

bool annotation_parse(struct arena *a, const char *key, const char *text, struct action *ret_action,
                      struct err *err)
{
    struct place p = { .arena = a, .key = key, .err = err };
    struct err why = { .text = "" };
    const cJSON *list = arena_json(a, json_parse(str_of(text), &why));

    if (!list)
        return err_set(err, "%s is not JSON: %s", key, why.text);
    if (variant_is(lenient) && cJSON_IsObject(list)) {
        cJSON *only = arena_json(a, cJSON_CreateArray());
        json_push(only, json_copy(list));
        list = only;
    }
    if (!cJSON_IsArray(list))
        return err_set(err, "%s must be a JSON array of actions, not %s", key, printed(&p, list));
    if (cJSON_GetArraySize(list) == 0)
        return err_set(err, "%s: RuleActions is mandatory for this action: the array is empty",
                       key);
    *ret_action = (struct action){ .type = ACTION_none };
    for (const cJSON *item = list->child; item; item = item->next) {
        if (!parse_action(&p, item, ret_action))
            return false;
    }
    return true;
}

struct action action_to_service(struct arena *a, const char *service, int port)
{
    struct target *only = arena_new_of(a, struct target);

    *only = (struct target){ .service = service, .port = port, .weight = WEIGHT_MAX };
    return (struct action){ .type = ACTION_forward, .targets = only };
}
