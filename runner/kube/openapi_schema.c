#include "runner/kube/openapi_schema.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/openapi_custom.h"
#include "runner/kube/traits.h"

#include "base/banned.h"

#define KIND_MARK "x-kubernetes-group-version-kind"
#define META      "io.k8s.apimachinery.pkg.apis.meta.v1."

/* Where the parts of symbols of messages.def live in the real API. */
static const struct {
    const char *symbol, *name;
} packages[] = {
    { "meta_", META },
    { "util_IntOrString", "io.k8s.apimachinery.pkg.util.intstr.IntOrString" },
    { "util_Quantity", "io.k8s.apimachinery.pkg.api.resource.Quantity" },
    { "core_", "io.k8s.api.core.v1." },
    { "apps_", "io.k8s.api.apps.v1." },
    { "scale_", "io.k8s.api.autoscaling.v1." },
    { "lease_", "io.k8s.api.coordination.v1." },
    { "slice_", "io.k8s.api.discovery.v1." },
    { "events_", "io.k8s.api.events.v1." },
    { "net_", "io.k8s.api.networking.v1." },
    { "ext_", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1." },
    { "beta_", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1beta1." },
};

static const char *name_of(const struct openapi_doc *d, const struct message *m)
{
    for (size_t i = 0; i < sizeof(packages) / sizeof(packages[0]); i++) {
        size_t len = strlen(packages[i].symbol);
        if (!strncmp(m->name, packages[i].symbol, len))
            return arena_printf(d->arena, "%s%s", packages[i].name, m->name + len);
    }
    return m->name;
}

void openapi_add_ref(const struct openapi_doc *d, cJSON *to, const char *name)
{
    json_add_text(
        to, "$ref",
        arena_printf(d->arena, "#/%s/%s", d->v2 ? "definitions" : "components/schemas", name));
}

cJSON *openapi_kind(const char *group, const char *version, const char *kind)
{
    cJSON *item = cJSON_CreateObject();

    json_add_text(item, "group", group);
    json_add_text(item, "kind", kind);
    json_add_text(item, "version", version);
    return item;
}

static cJSON *new_type(const char *type, const char *format)
{
    cJSON *schema = cJSON_CreateObject();

    json_add_text(schema, "type", type);
    if (format)
        json_add_text(schema, "format", format);
    return schema;
}

static void add_words(const struct openapi_doc *d, cJSON *to, const char *name, const char *words)
{
    struct str rest = str_of(words);
    cJSON *list;

    if (!rest.len)
        return;
    list = json_add_array(to, name);
    while (rest.at)
        json_push_text(list, arena_strz(d->arena, str_cut(&rest, ' ')));
}

static void add_either(cJSON *to, const char *one, const char *other)
{
    cJSON *list = json_add_array(to, "oneOf");

    json_push(list, new_type(one, NULL));
    json_push(list, new_type(other, NULL));
}

static const char *describe(struct openapi_doc *d, const struct message *m);

static cJSON *new_ref(struct openapi_doc *d, const struct message *m)
{
    cJSON *schema = cJSON_CreateObject();

    openapi_add_ref(d, schema, describe(d, m));
    return schema;
}

static cJSON *new_map(cJSON *take_value)
{
    cJSON *schema = new_type("object", NULL);

    json_add(schema, "additionalProperties", take_value);
    return schema;
}

/* Of one value of a field. */
static cJSON *new_value(struct openapi_doc *d, const struct field *f)
{
    switch (f->type) {
    case FIELD_bytes:
        return new_type("string", "byte");
    case FIELD_bool:
        return new_type("boolean", NULL);
    case FIELD_int:
        return new_type("integer", f->wide ? "int64" : "int32");
    case FIELD_real:
        return new_type("number", "double");
    case FIELD_message:
    case FIELD_inline:
        return new_ref(d, f->of);
    case FIELD_map:
        return new_map(new_type("string", NULL));
    case FIELD_map_bytes:
        return new_map(new_type("string", "byte"));
    case FIELD_map_messages:
        return new_map(new_ref(d, f->of));
    case FIELD_text:
        break;
    }
    return new_type("string", NULL);
}

/* How the member is merged. */
static void add_traits(const struct openapi_doc *d, cJSON *schema, const struct message *m,
                       const char *member, bool list)
{
    const char *keys = trait_list_keys(m, member), *key = trait_merge_key(m, member);
    const char *strategy = trait_strategy(m, member);

    if (list)
        json_add_text(schema, "x-kubernetes-list-type", !keys ? "atomic" : *keys ? "map" : "set");
    add_words(d, schema, "x-kubernetes-list-map-keys", keys);
    if (trait_is_whole_map(m, member))
        json_add_text(schema, "x-kubernetes-map-type", "atomic");
    if (key && *key)
        json_add_text(schema, "x-kubernetes-patch-merge-key", key);
    if (strategy)
        json_add_text(schema, "x-kubernetes-patch-strategy", strategy);
}

/* In 3.0 nothing may stand beside a reference. */
static cJSON *with_company(const struct openapi_doc *d, cJSON *take_ref)
{
    cJSON *schema;

    if (d->v2)
        return take_ref;
    schema = cJSON_CreateObject();
    json_push(json_add_array(schema, "allOf"), take_ref);
    return schema;
}

static cJSON *new_array(cJSON *take_items)
{
    cJSON *schema = new_type("array", NULL);

    json_add(schema, "items", take_items);
    return schema;
}

static void describe_field(struct openapi_doc *d, cJSON *properties, const struct message *m,
                           const struct field *f)
{
    cJSON *schema = new_value(d, f);

    if (f->repeated)
        schema = new_array(schema);
    else if (f->type == FIELD_message && trait_strategy(m, f->name))
        schema = with_company(d, schema);
    add_traits(d, schema, m, f->name, f->repeated);
    json_add(properties, f->name, schema);
}

static cJSON *new_look(enum look look)
{
    switch (look) {
    case LOOK_list:
        return new_array(new_type("object", NULL));
    case LOOK_texts:
        return new_array(new_type("string", NULL));
    case LOOK_text:
        return new_type("string", NULL);
    case LOOK_int:
        return new_type("integer", "int64");
    case LOOK_object:
    case LOOK_gone:
        break;
    }
    return new_type("object", NULL);
}

/* What messages.def leaves out is there all the same, and a client may send it. */
static void describe_skipped(struct openapi_doc *d, cJSON *properties, const struct message *m)
{
    const struct skipped *s;

    for (unsigned i = 0; (s = trait_skipped(m, i)); i++) {
        bool list = s->look == LOOK_list || s->look == LOOK_texts;
        if (s->look != LOOK_gone)
            add_traits(d, json_add(properties, s->member, new_look(s->look)), m, s->member, list);
    }
}

static void describe_fields(struct openapi_doc *d, cJSON *properties, const struct message *m)
{
    for (const struct field *f = m->fields; f->number; f++) {
        if (f->type == FIELD_inline)
            describe_fields(d, properties, f->of);
        else
            describe_field(d, properties, m, f);
    }
    describe_skipped(d, properties, m);
}

static void describe_object(struct openapi_doc *d, cJSON *schema, const struct message *m)
{
    json_add_text(schema, "type", "object");
    if (m->fields->number)
        describe_fields(d, json_add_object(schema, "properties"), m);
    add_words(d, schema, "required", trait_required(m));
    if (trait_is_whole(m))
        json_add_text(schema, "x-kubernetes-map-type", "atomic");
}

static void describe_form(struct openapi_doc *d, cJSON *schema, const struct message *m)
{
    switch (m->form) {
    case FORM_plain:
        describe_object(d, schema, m);
        break;
    case FORM_time:
    case FORM_micro_time:
        json_add_text(schema, "type", "string");
        json_add_text(schema, "format", "date-time");
        break;
    case FORM_quantity:
        if (d->v2)
            json_add_text(schema, "type", "string");
        else
            add_either(schema, "string", "number");
        break;
    case FORM_int_or_string:
        if (d->v2)
            json_add_text(schema, "type", "string");
        else
            add_either(schema, "integer", "string");
        json_add_text(schema, "format", "int-or-string");
        break;
    case FORM_raw:
        if (!strcmp(m->name, "meta_FieldsV1"))
            json_add_text(schema, "type", "object");
        break;
    case FORM_or_list: /* anything: the API does not say more */
    case FORM_or_bool:
    case FORM_or_texts:
        break;
    }
}

static const char *describe(struct openapi_doc *d, const struct message *m)
{
    const char *name = name_of(d, m);

    if (!json_get(d->schemas, name))
        describe_form(d, json_add_object(d->schemas, name), m);
    return name;
}

static void add_own_members(cJSON *schema)
{
    cJSON *properties = json_mutable(schema, "properties");

    if (!cJSON_IsObject(properties))
        properties = json_add_object(schema, "properties");
    json_set(properties, "apiVersion", new_type("string", NULL));
    json_set(properties, "kind", new_type("string", NULL));
}

static void mark(cJSON *schema, cJSON *take_kind)
{
    cJSON *marks = json_mutable(schema, KIND_MARK);

    json_push(marks ? marks : json_add_array(schema, KIND_MARK), take_kind);
}

/* Of one of the API's own kinds; NULL when it was described already. */
static cJSON *describe_own(struct openapi_doc *d, const struct message *m, const char **ret_name)
{
    bool known = json_get(d->schemas, name_of(d, m));
    cJSON *schema;

    *ret_name = describe(d, m);
    if (known && json_get(json_get(d->schemas, *ret_name), KIND_MARK))
        return NULL;
    schema = cJSON_GetObjectItemCaseSensitive(d->schemas, *ret_name);
    add_own_members(schema);
    return schema;
}

static const char *custom_name(const struct openapi_doc *d, const struct resource *r,
                               const char *kind)
{
    struct str rest = str_of(r->group);
    const char *package = "";

    while (rest.at) {
        struct str part = str_cut(&rest, '.');
        package = arena_printf(d->arena, "%.*s.%s", STR_ARG(part), package);
    }
    return arena_printf(d->arena, "%s%s.%s", package, r->version, kind);
}

static void require(cJSON *schema, const char *name)
{
    cJSON *list = json_mutable(schema, "required");

    if (!json_has_text(list, name))
        json_push_text(list ? list : json_add_array(schema, "required"), name);
}

static void add_embedded(struct openapi_doc *d, cJSON *schema)
{
    cJSON *each;

    cJSON_ArrayForEach(each, json_get(schema, "properties")) add_embedded(d, each);
    each = json_mutable(schema, "items");
    if (each)
        add_embedded(d, each);
    each = json_mutable(schema, "additionalProperties");
    if (cJSON_IsObject(each))
        add_embedded(d, each);
    if (!openapi_is_embedded(schema, d->v2))
        return;
    add_own_members(schema);
    json_set(json_mutable(schema, "properties"), "metadata", new_ref(d, message_object_meta()));
    require(schema, "kind");
    require(schema, "apiVersion");
}

static const char *describe_custom(struct openapi_doc *d, const struct resource *r)
{
    const char *name = custom_name(d, r, r->kind);
    cJSON *schema;

    if (json_get(d->schemas, name))
        return name;
    schema = openapi_custom_schema(r, d->v2);
    if (schema) {
        add_embedded(d, schema);
        add_own_members(schema);
        json_set(json_mutable(schema, "properties"), "metadata", new_ref(d, message_object_meta()));
    } else {
        schema = new_type("object", NULL);
    }
    mark(schema, openapi_kind(r->group, r->version, r->kind));
    json_add(d->schemas, name, schema);
    return name;
}

const char *openapi_object(struct openapi_doc *d, const struct resource *r)
{
    const struct message *m = resource_is_custom(r) ? NULL : message_of(r->api_version, r->kind);
    const char *name;
    cJSON *schema;

    if (!m)
        return describe_custom(d, r);
    schema = describe_own(d, m, &name);
    if (schema)
        mark(schema, openapi_kind(r->group, r->version, r->kind));
    return name;
}

const char *openapi_list(struct openapi_doc *d, const struct resource *r)
{
    const char *item = openapi_object(d, r), *name;
    cJSON *schema, *properties, *ref;

    name = resource_is_custom(r) ? custom_name(d, r, r->list_kind)
                                 : arena_printf(d->arena, "%sList", item);
    if (json_get(d->schemas, name))
        return name;
    schema = new_type("object", NULL);
    json_push_text(json_add_array(schema, "required"), "items");
    add_own_members(schema);
    properties = json_mutable(schema, "properties");
    ref = cJSON_CreateObject();
    openapi_add_ref(d, ref, item);
    json_add(properties, "items", new_array(ref));
    json_add(properties, "metadata", new_ref(d, message_list_meta()));
    mark(schema, openapi_kind(r->group, r->version, r->list_kind));
    json_add(d->schemas, name, schema);
    return name;
}

/* A message that is no resource, under its own kind. */
static const char *describe_kind(struct openapi_doc *d, const char *group, const char *version,
                                 const char *kind)
{
    const char *api_version = *group ? arena_printf(d->arena, "%s/%s", group, version) : version;
    const char *name;
    cJSON *schema = describe_own(d, message_of(api_version, kind), &name);

    if (schema)
        mark(schema, openapi_kind(group, version, kind));
    return name;
}

const char *openapi_scale(struct openapi_doc *d)
{
    return describe_kind(d, "autoscaling", "v1", "Scale");
}

const char *openapi_status(struct openapi_doc *d)
{
    return describe_kind(d, "", "v1", "Status");
}

/* They belong to every version of every group that is built in. */
const char *openapi_delete_options(struct openapi_doc *d)
{
    const char *name, *last = "";
    cJSON *schema = describe_own(d, message_of("", "DeleteOptions"), &name);

    for (size_t i = 0; schema && i < RESOURCE_custom; i++) {
        const struct resource *r = kinds_at(d->kinds, i);
        if (strcmp(last, r->api_version) != 0)
            mark(schema, openapi_kind(r->group, r->version, "DeleteOptions"));
        last = r->api_version;
    }
    return name;
}

const char *openapi_patch(struct openapi_doc *d)
{
    static const char name[] = META "Patch";

    if (!json_get(d->schemas, name))
        json_add(d->schemas, name, new_type("object", NULL));
    return name;
}
