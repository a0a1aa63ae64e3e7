#include <string.h>

#include "base/json.h"
#include "runner/kube/rule_tree.h"
#include "runner/kube/rule_types.h"

#include "base/banned.h"

#define MESSAGE_BYTES 2048

struct definition {
    struct faults *faults;
    const char
        *loose; /* the path below which there is no old value to compare with; NULL: none yet */
};

static bool has_breaks(const char *text)
{
    return strpbrk(text, "\r\n");
}

static bool is_blank(const char *text)
{
    return !str_trim(str_of(text)).len;
}

static void check_message(struct faults *f, const cJSON *says, const char *path)
{
    const char *rule = json_text_or(says, "rule", ""), *message = json_text_or(says, "message", "");
    const char *at = arena_printf(f->arena, "%s.message", path);

    if (is_blank(rule))
        fault_required(f, arena_printf(f->arena, "%s.rule", path), "rule is not specified");
    else if (*message && is_blank(message))
        fault_invalid(f, at, message, "message must be non-empty if specified");
    else if (strlen(message) > MESSAGE_BYTES)
        fault_invalid(f, at, arena_printf(f->arena, "%.10s...", message),
                      "message must have a maximum length of 2048 characters");
    else if (has_breaks(arena_strz(f->arena, str_trim(str_of(message)))))
        fault_invalid(f, at, message, "message must not contain line breaks");
    else if (!*message && has_breaks(arena_strz(f->arena, str_trim(str_of(rule)))))
        fault_required(f, at, "message must be specified if rule contains line breaks");
}

static void check_members(struct faults *f, const struct rule *r, const char *path)
{
    const char *field = json_text_or(r->says, "fieldPath", "");
    const char *reason = json_text(r->says, "reason");
    const char *message = json_text_or(r->says, "messageExpression", "");
    const char *at = arena_printf(f->arena, "%s.fieldPath", path);

    if (*message && is_blank(message))
        fault_required(f, arena_printf(f->arena, "%s.messageExpression", path),
                       "messageExpression must be non-empty if specified");
    if (reason && strcmp(reason, "FieldValueInvalid") != 0 &&
        strcmp(reason, "FieldValueForbidden") != 0 && strcmp(reason, "FieldValueRequired") != 0 &&
        strcmp(reason, "FieldValueDuplicate") != 0)
        fault_unsupported(f, arena_printf(f->arena, "%s.reason", path), reason,
                          "\"FieldValueDuplicate\", \"FieldValueForbidden\", "
                          "\"FieldValueInvalid\", \"FieldValueRequired\"");
    if (*field && is_blank(field))
        fault_invalid(f, at, field, "fieldPath must be non-empty if specified");
    else if (has_breaks(field))
        fault_invalid(f, at, field, "fieldPath must not contain line breaks");
    else if (r->field_is_wrong)
        fault_invalid(f, at, field, "fieldPath must be a valid path");
}

static void check_compiled(const struct definition *d, const struct rule *r, const char *path)
{
    struct faults *f = d->faults;
    const cJSON *optional = json_get(r->says, "optionalOldSelf");

    if (r->why)
        fault_invalid_json(f, arena_printf(f->arena, "%s.rule", path), r->says, r->why);
    if (r->message_why)
        fault_invalid_json(f, arena_printf(f->arena, "%s.messageExpression", path), r->says,
                           strstr(r->message_why, "compilation failed") == r->message_why
                               ? arena_printf(f->arena, "messageExpression %s", r->message_why)
                               : r->message_why);
    if (r->transition && d->loose)
        fault_invalid(f, arena_printf(f->arena, "%s.rule", path), json_text_or(r->says, "rule", ""),
                      arena_printf(f->arena,
                                   "oldSelf cannot be used on the uncorrelatable portion of the "
                                   "schema within %s",
                                   d->loose));
    else if (optional && r->condition && !r->transition)
        fault_invalid_json(f, arena_printf(f->arena, "%s.optionalOldSelf", path), optional,
                           "may not be set if oldSelf is not used in rule");
}

static void check_rules(const struct definition *d, const struct rules *rules, const char *path)
{
    struct faults *f = d->faults;
    const char *at = arena_printf(f->arena, "%s." RULES, path);

    if (rules->count && !rules->type) {
        fault_invalid_json(
            f, at, json_get(rules->schema, RULES),
            arena_printf(f->arena,
                         "rule declared on schema that does not support validation "
                         "rules type: '%s' x-kubernetes-preserve-unknown-fields: "
                         "'%s'",
                         json_text_or(rules->schema, "type", ""),
                         json_bool(rules->schema, RULES_UNKNOWN) ? "true" : "false"));
        return;
    }
    for (size_t i = 0; i < rules->count; i++) {
        const char *each = arena_printf(f->arena, "%s[%zu]", at, i);
        check_message(f, rules->at[i].says, each);
        check_members(f, &rules->at[i], each);
        check_compiled(d, &rules->at[i], each);
    }
}

static void walk(const struct definition *d, const struct rules *rules, const char *path)
{
    struct arena *a = d->faults->arena;
    bool keyed = json_is_text(json_get(rules->schema, RULES_LIST), "map");
    struct definition inner = *d;

    check_rules(d, rules, path);
    for (size_t i = 0; i < rules->member_count; i++)
        walk(d, rules->members[i], arena_printf(a, "%s.properties[%s]", path, rules->names[i]));
    if (rules->others)
        walk(d, rules->others, arena_printf(a, "%s.additionalProperties", path));
    if (!keyed && !inner.loose)
        inner.loose = path;
    if (rules->items)
        walk(&inner, rules->items, arena_printf(a, "%s.items", path));
}

void rules_check_definition(struct faults *f, const cJSON *schema, const char *path)
{
    const struct definition d = { f, NULL };
    const struct rules *rules = rules_compile(f->arena, schema);

    if (rules)
        walk(&d, rules, path);
}
