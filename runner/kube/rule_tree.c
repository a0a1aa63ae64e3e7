#include "runner/kube/rule_tree.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/rule_types.h"

#include "base/banned.h"

static const struct cel_type *optional_of(struct arena *a, const struct cel_type *type)
{
    struct cel_type *t = arena_new_of(a, struct cel_type);

    *t = *cel_type_plain(CEL_optional);
    t->of = type;
    return t;
}

/* One step of a fieldPath: .name, or ['name']. False: there is none. */
static bool take_step(struct str *path, struct buf *name)
{
    bool quoted = str_starts(*path, STR("['"));

    buf_reset(name);
    if (!quoted && !str_starts(*path, STR(".")))
        return false;
    *path = str_skip(*path, quoted ? 2 : 1);
    while (path->len && (quoted ? path->at[0] != '\'' : !strchr(".[]", path->at[0]))) {
        if (quoted && path->at[0] == '\\' && path->len > 1)
            *path = str_skip(*path, 1);
        buf_add_char(name, path->at[0]);
        *path = str_skip(*path, 1);
    }
    if (quoted && !str_starts(*path, STR("']")))
        return false;
    *path = str_skip(*path, quoted ? 2 : 0);
    return name->len > 0;
}

/* The fieldPath as messages have it: "a.b[key]". NULL: the schema has no such field. */
static const char *field_of(struct arena *a, const cJSON *schema, struct str path)
{
    struct buf name = BUF_LIMIT(1024), field = BUF_LIMIT(4096);
    const char *text = NULL;
    bool ok = true;

    while (ok && path.len) {
        const cJSON *properties = json_get(schema, "properties");
        ok = take_step(&path, &name);
        if (!ok)
            break;
        if (properties) {
            schema = json_get(properties, name.at);
            buf_printf(&field, "%s%s", field.len ? "." : "", name.at);
        } else {
            schema = json_get(schema, "additionalProperties");
            buf_printf(&field, "[%s]", name.at);
        }
        ok = cJSON_IsObject(schema) && buf_ok(&field);
    }
    if (ok)
        text = arena_strz(a, buf_str(&field));
    buf_done(&name);
    buf_done(&field);
    return text;
}

/* NULL, or what is wrong with it. */
static const char *compile(struct arena *a, const cJSON *text, const struct cel_variable *variables,
                           enum cel_kind wanted, const struct cel_program **ret)
{
    const char *why;

    *ret = cel_compile(a, str_of(text->valuestring), variables, RULE_VARIABLES, &why);
    if (!*ret)
        return arena_printf(a, "compilation failed: %s", why);
    return cel_program_type(*ret)->kind == wanted ? NULL
           : wanted == CEL_bool                   ? "cel expression must evaluate to a bool"
                                                  : "messageExpression must evaluate to a string";
}

static void compile_rule(struct arena *a, const struct rules *of, const cJSON *says, struct rule *r)
{
    const cJSON *condition = json_get(says, "rule"), *message = json_get(says, "messageExpression");
    const char *field = json_text_or(says, "fieldPath", "");
    struct cel_variable variables[RULE_VARIABLES] = { { "self", of->type },
                                                      { "oldSelf", of->type } };

    *r = (struct rule){ .says = says, .optional = json_bool(says, "optionalOldSelf") };
    r->field = field_of(a, of->schema, str_trim(str_of(field)));
    r->field_is_wrong = !r->field;
    if (!r->field)
        r->field = "";
    if (r->optional)
        variables[RULE_old_self].type = optional_of(a, of->type);
    if (!cJSON_IsString(condition) || !str_trim(str_of(condition->valuestring)).len)
        return;
    r->why = compile(a, condition, variables, CEL_bool, &r->condition);
    if (r->why)
        r->condition = NULL;
    else
        r->transition = cel_program_uses(r->condition, RULE_old_self);
    if (cJSON_IsString(message) && str_trim(str_of(message->valuestring)).len)
        r->message_why = compile(a, message, variables, CEL_string, &r->message);
    if (r->message_why)
        r->message = NULL;
}

static bool has_rules(const cJSON *schema)
{
    const cJSON *each;

    if (!cJSON_IsObject(schema))
        return false;
    if (cJSON_GetArraySize(json_get(schema, RULES)) || has_rules(json_get(schema, "items")) ||
        has_rules(json_get(schema, "additionalProperties")))
        return true;
    cJSON_ArrayForEach(each, json_get(schema, "properties"))
    {
        if (has_rules(each))
            return true;
    }
    return false;
}

size_t rules_bytes(const cJSON *schema)
{
    const cJSON *each;
    size_t bytes = 0;

    if (!cJSON_IsObject(schema))
        return 0;
    cJSON_ArrayForEach(each, json_get(schema, RULES)) bytes +=
        strlen(json_text_or(each, "rule", "")) +
        strlen(json_text_or(each, "messageExpression", ""));
    cJSON_ArrayForEach(each, json_get(schema, "properties")) bytes += rules_bytes(each);
    return bytes + rules_bytes(json_get(schema, "items")) +
           rules_bytes(json_get(schema, "additionalProperties"));
}

static const struct rules *make(struct arena *a, const cJSON *schema, const struct cel_type *type);

static const struct rules *make_inner(struct arena *a, const cJSON *schema,
                                      const struct cel_type *type)
{
    if (!has_rules(schema))
        return NULL;
    if (!type)
        type = rule_type(a, schema, json_bool(schema, RULES_WHOLE));
    return make(a, schema, type);
}

/* The type of a member as its object has it: the same one, so that both sides of a rule agree. */
static const struct cel_type *member_type(const struct cel_type *of, const char *member)
{
    for (size_t i = 0; of && of->kind == CEL_object && i < of->field_count; i++) {
        if (!strcmp(of->fields[i].member, member))
            return of->fields[i].type;
    }
    return NULL;
}

static void make_members(struct arena *a, struct rules *r)
{
    const cJSON *properties = json_get(r->schema, "properties"), *each;
    size_t room = (size_t)cJSON_GetArraySize(properties);

    r->members = arena_alloc(a, (room + 1) * sizeof(struct rules *));
    r->names = arena_alloc(a, (room + 1) * sizeof(const char *));
    cJSON_ArrayForEach(each, properties)
    {
        const struct rules *inner = make_inner(a, each, member_type(r->type, each->string));
        if (!inner)
            continue;
        r->names[r->member_count] = each->string;
        r->members[r->member_count++] = inner;
    }
}

static const struct rules *make(struct arena *a, const cJSON *schema, const struct cel_type *type)
{
    const cJSON *list = json_get(schema, RULES), *each;
    struct rules *r = arena_new_of(a, struct rules);
    const struct cel_type *of =
        type && (type->kind == CEL_list || type->kind == CEL_map) ? type->of : NULL;

    r->schema = schema;
    r->type = type;
    r->at = arena_alloc(a, ((size_t)cJSON_GetArraySize(list) + 1) * sizeof(struct rule));
    cJSON_ArrayForEach(each, list)
    {
        if (type)
            compile_rule(a, r, each, &r->at[r->count]);
        else
            r->at[r->count] = (struct rule){ .says = each };
        r->count++;
    }
    r->items = make_inner(a, json_get(schema, "items"), of);
    r->others = make_inner(a, json_get(schema, "additionalProperties"), of);
    make_members(a, r);
    return r;
}

const struct rules *rules_compile(struct arena *a, const cJSON *schema)
{
    return has_rules(schema) ? make(a, schema, rule_type(a, schema, true)) : NULL;
}
