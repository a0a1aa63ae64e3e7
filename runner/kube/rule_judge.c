#include <string.h>

#include "base/json.h"
#include "runner/kube/rule_tree.h"
#include "runner/kube/rule_types.h"

#include "base/banned.h"

/* The real API's limits, in its units of cost: of one rule, and of all of one object. */
#define COST_RULE   1000000
#define COST_OBJECT 10000000

#define MESSAGE_BYTES (5u << 10) /* that an expression may make */

struct judging {
    struct faults *faults;
    struct arena *scratch; /* of one rule */
    int64_t budget;
    bool over; /* no further rule runs */
};

/* A value, and the one that it was, as far as that can be told. */
struct place {
    const cJSON *now, *old;
    const char *path;
    const struct place *outer;
};

/* As it was before the write, itself or with all that is around it. */
static bool is_untouched(const struct place *p)
{
    while (p && !p->old)
        p = p->outer;
    return p && json_equal(p->now, p->old);
}

static const char *said_of(struct arena *a, const cJSON *says)
{
    const char *message = json_text_or(says, "message", "");

    return arena_strz(a, str_trim(str_of(*message ? message : json_text_or(says, "rule", ""))));
}

static void refuse(struct judging *j, const struct rules *of, const char *path, const char *detail)
{
    fault_invalid(j->faults, *path ? path : "<nil>", json_text_or(of->schema, "type", ""), detail);
}

static struct cel_value run(struct judging *j, const struct rules *of, const struct rule *rule,
                            const struct cel_program *program, const struct place *p)
{
    struct cel_value values[RULE_VARIABLES], v;
    struct run run;

    run_init(&run, j->scratch, COST_RULE);
    values[RULE_self] = value_of_json(&run, p->now, of->type);
    values[RULE_old_self] =
        p->old ? value_of_json(&run, p->old, of->type) : (struct cel_value){ .kind = CEL_null };
    if (rule->optional)
        values[RULE_old_self] = value_optional(&run, p->old ? &values[RULE_old_self] : NULL);
    v = values[RULE_self].kind == CEL_error ? values[RULE_self] : cel_run(program, &run, values);
    j->budget -= (int64_t)run.cost;
    if (run.over)
        v.text = STR("operation cancelled: actual cost limit exceeded");
    return v;
}

static bool is_cost(const struct cel_value *error)
{
    return str_starts(error->text, STR("operation cancelled"));
}

static void refuse_error(struct judging *j, const struct rules *of, const struct rule *rule,
                         const struct cel_value *error, const char *path)
{
    struct arena *a = j->faults->arena;
    const char *said = said_of(a, rule->says), *why = arena_strz(a, error->text);

    if (is_cost(error)) {
        j->over = true;
        why = arena_printf(a,
                           "'%s': no further validation rules will be run due to call cost exceeds "
                           "limit for rule: %s",
                           why, said);
    } else if (str_starts(error->text, STR("no such overload"))) {
        why = arena_printf(a,
                           "'%s': call arguments did not match a supported operator, function or "
                           "macro signature for rule: %s",
                           why, said);
    } else {
        why = arena_printf(a, "%s evaluating rule: %s", why, said);
    }
    refuse(j, of, path, why);
}

/* What messageExpression makes; NULL when that is no message. */
static const char *message_of(struct judging *j, const struct rules *of, const struct rule *rule,
                              const struct place *p)
{
    struct cel_value v;
    struct str text;

    if (!rule->message || (cel_program_uses(rule->message, RULE_old_self) && !p->old))
        return NULL;
    v = run(j, of, rule, rule->message, p);
    if (v.kind != CEL_string)
        return NULL;
    text = str_trim(v.text);
    if (!text.len || text.len > MESSAGE_BYTES || memchr(text.at, '\n', text.len))
        return NULL;
    return arena_strz(j->faults->arena, text);
}

static const char *default_message(struct arena *a, const cJSON *says)
{
    const char *said = said_of(a, says);

    return *json_text_or(says, "message", "") ? said : arena_printf(a, "failed rule: %s", said);
}

static void refuse_by(struct judging *j, const struct rules *of, const struct rule *rule,
                      const struct place *p)
{
    struct faults *f = j->faults;
    const char *reason = json_text_or(rule->says, "reason", "");
    const char *detail = message_of(j, of, rule, p), *path = p->path;

    if (!detail)
        detail = default_message(f->arena, rule->says);
    if (*rule->field)
        path = arena_printf(f->arena, "%s%s%s", path, *path && rule->field[0] != '[' ? "." : "",
                            rule->field);
    if (!*path)
        path = "<nil>";
    if (!strcmp(reason, "FieldValueForbidden"))
        fault_forbidden(f, path, detail);
    else if (!strcmp(reason, "FieldValueRequired"))
        fault_required(f, path, detail);
    else if (!strcmp(reason, "FieldValueDuplicate"))
        fault_duplicate(f, path, json_text_or(of->schema, "type", ""));
    else
        refuse(j, of, path, detail);
}

static void judge_rule(struct judging *j, const struct rules *of, const struct rule *rule,
                       const struct place *p)
{
    struct cel_value v;

    if (!rule->condition || (rule->transition && !p->old && !rule->optional))
        return;
    v = run(j, of, rule, rule->condition, p);
    if (j->budget < 0) {
        refuse(j, of, p->path,
               "validation failed due to running out of cost budget, no further validation rules "
               "will be run");
        j->over = true;
    } else if (v.kind != CEL_bool) {
        refuse_error(j, of, rule, &v, p->path);
    } else if (!v.yes && (rule->transition || !is_untouched(p))) {
        refuse_by(j, of, rule, p);
    }
    arena_reset(j->scratch);
}

static void judge(struct judging *j, const struct rules *rules, const struct place *p);

static bool same_keys(const cJSON *keys, const cJSON *a, const cJSON *b)
{
    const cJSON *key;

    cJSON_ArrayForEach(key, keys)
    {
        if (!cJSON_IsString(key) ||
            !json_equal(json_get(a, key->valuestring), json_get(b, key->valuestring)))
            return false;
    }
    return true;
}

/* Only in a list that is a map an item has an old self: the one of the same keys. */
static const cJSON *old_item(const cJSON *schema, const cJSON *old, const cJSON *item)
{
    const cJSON *keys = json_get(schema, RULES_KEYS), *each;

    if (!json_is_text(json_get(schema, RULES_LIST), "map") || !cJSON_IsArray(old))
        return NULL;
    cJSON_ArrayForEach(each, old)
    {
        if (same_keys(keys, each, item))
            return each;
    }
    return NULL;
}

static void judge_items(struct judging *j, const struct rules *rules, const struct place *p)
{
    struct arena *a = j->faults->arena;
    const cJSON *item;
    int i = 0;

    cJSON_ArrayForEach(item, p->now)
    {
        const struct place inner = { item, old_item(rules->schema, p->old, item),
                                     arena_printf(a, "%s[%d]", p->path, i++), p };
        judge(j, rules->items, &inner);
    }
}

static void judge_member(struct judging *j, const struct rules *rules, const struct place *p,
                         const cJSON *item, bool key)
{
    struct arena *a = j->faults->arena;
    const cJSON *old = cJSON_IsObject(p->old) ? json_get(p->old, item->string) : NULL;
    const char *path = key        ? arena_printf(a, "%s[%s]", p->path, item->string)
                       : *p->path ? arena_printf(a, "%s.%s", p->path, item->string)
                                  : item->string;
    const struct place inner = { item, cJSON_IsNull(old) ? NULL : old, path, p };

    judge(j, rules, &inner);
}

static void judge_members(struct judging *j, const struct rules *rules, const struct place *p)
{
    const cJSON *item;

    for (size_t i = 0; i < rules->member_count; i++) {
        item = json_get(p->now, rules->names[i]);
        if (item)
            judge_member(j, rules->members[i], p, item, false);
    }
    for (item = rules->others ? p->now->child : NULL; item; item = item->next)
        judge_member(j, rules->others, p, item, true);
}

static void judge(struct judging *j, const struct rules *rules, const struct place *p)
{
    if (cJSON_IsNull(p->now))
        return;
    for (size_t i = 0; i < rules->count && !j->over; i++)
        judge_rule(j, rules, &rules->at[i], p);
    if (j->over)
        return;
    if (cJSON_IsArray(p->now) && rules->items)
        judge_items(j, rules, p);
    else if (cJSON_IsObject(p->now))
        judge_members(j, rules, p);
}

void rules_judge(struct faults *f, const struct rules *rules, const cJSON *object,
                 const cJSON *before)
{
    struct judging j = { .faults = f, .scratch = arena_new(), .budget = COST_OBJECT };
    const struct place root = { object, before, "", NULL };

    judge(&j, rules, &root);
    arena_free(j.scratch);
}
