#include "runner/kube/selector.h"

#include <ctype.h>

#include "base/json.h"
#include "base/limits.h"
#include "runner/kube/names.h"

#include "base/banned.h"

enum op { OP_in, OP_not_in, OP_exists, OP_absent, OP_above, OP_below };

struct value {
    const char *text;
    const struct value *next;
};

struct requirement {
    enum op op;
    const char *key; /* a label's name; a field's path */
    const struct value *values;
    int64_t number; /* of OP_above and OP_below */
    const struct requirement *next;
};

/* Fields besides metadata's. Paths are those of the stored form. */
static const struct {
    enum resource_id id;
    const char *label, *path;
} fields[] = {
    /* clang-format off */
    { RESOURCE_events,     "involvedObject.kind",            "involvedObject.kind" },
    { RESOURCE_events,     "involvedObject.namespace",       "involvedObject.namespace" },
    { RESOURCE_events,     "involvedObject.name",            "involvedObject.name" },
    { RESOURCE_events,     "involvedObject.uid",             "involvedObject.uid" },
    { RESOURCE_events,     "involvedObject.apiVersion",      "involvedObject.apiVersion" },
    { RESOURCE_events,     "involvedObject.resourceVersion", "involvedObject.resourceVersion" },
    { RESOURCE_events,     "involvedObject.fieldPath",       "involvedObject.fieldPath" },
    { RESOURCE_events,     "reason",                         "reason" },
    { RESOURCE_events,     "reportingComponent",             "reportingComponent" },
    { RESOURCE_events,     "source",                         "source.component" },
    { RESOURCE_events,     "type",                           "type" },
    { RESOURCE_events_v1,  "regarding.kind",                 "involvedObject.kind" },
    { RESOURCE_events_v1,  "regarding.namespace",            "involvedObject.namespace" },
    { RESOURCE_events_v1,  "regarding.name",                 "involvedObject.name" },
    { RESOURCE_events_v1,  "regarding.uid",                  "involvedObject.uid" },
    { RESOURCE_events_v1,  "reason",                         "reason" },
    { RESOURCE_events_v1,  "reportingController",            "reportingComponent" },
    { RESOURCE_events_v1,  "type",                           "type" },
    { RESOURCE_namespaces, "status.phase",                   "status.phase" },
    { RESOURCE_nodes,      "spec.unschedulable",             "spec.unschedulable" },
    { RESOURCE_pods,       "spec.nodeName",                  "spec.nodeName" },
    { RESOURCE_pods,       "spec.restartPolicy",             "spec.restartPolicy" },
    { RESOURCE_pods,       "spec.schedulerName",             "spec.schedulerName" },
    { RESOURCE_pods,       "spec.serviceAccountName",        "spec.serviceAccountName" },
    { RESOURCE_pods,       "spec.hostNetwork",               "spec.hostNetwork" },
    { RESOURCE_pods,       "status.phase",                   "status.phase" },
    { RESOURCE_pods,       "status.podIP",                   "status.podIP" },
    { RESOURCE_pods,       "status.nominatedNodeName",       "status.nominatedNodeName" },
    { RESOURCE_secrets,    "type",                           "type" },
    { RESOURCE_services,   "spec.clusterIP",                 "spec.clusterIP" },
    { RESOURCE_services,   "spec.type",                      "spec.type" },
    /* clang-format on */
};

struct parser {
    struct arena *arena;
    struct str whole, rest;
    struct err *err;
};

static bool complain(struct parser *p, const char *what)
{
    return err_set(p->err, "unable to parse requirement: %s in '%.*s'", what,
                   (int)(p->whole.len < 300 ? p->whole.len : 300), p->whole.at);
}

static void skip_blanks(struct parser *p)
{
    while (p->rest.len && isspace((unsigned char)*p->rest.at))
        p->rest = str_skip(p->rest, 1);
}

static bool take(struct parser *p, const char *token)
{
    skip_blanks(p);
    if (!str_starts(p->rest, str_of(token)))
        return false;
    p->rest = str_skip(p->rest, strlen(token));
    return true;
}

/* A key, a value, or one of the words "in" and "notin". */
static struct str take_word(struct parser *p)
{
    struct str word;
    size_t len = 0;

    skip_blanks(p);
    while (len < p->rest.len && !strchr("=!<>,() \t\r\n", p->rest.at[len]))
        len++;
    word = (struct str){ p->rest.at, len };
    p->rest = str_skip(p->rest, len);
    return word;
}

static bool add_value(struct parser *p, struct requirement *q, struct str text)
{
    struct value *v = arena_new_of(p->arena, struct value);

    if (name_fault_label_value(text))
        return complain(p, "a value is no valid label value");
    v->text = arena_strz(p->arena, text);
    v->next = q->values;
    q->values = v;
    return true;
}

static bool parse_set(struct parser *p, struct requirement *q)
{
    if (!take(p, "("))
        return complain(p, "'in' and 'notin' want values in parentheses");
    do {
        if (!add_value(p, q, take_word(p)))
            return false;
    } while (take(p, ","));
    return take(p, ")") || complain(p, "a ')' is missing");
}

static bool parse_number(struct parser *p, struct requirement *q, enum op op)
{
    q->op = op;
    return str_int(take_word(p), &q->number) || complain(p, "'>' and '<' want an integer");
}

static bool parse_condition(struct parser *p, struct requirement *q)
{
    if (take(p, "!=")) {
        q->op = OP_not_in;
        return add_value(p, q, take_word(p));
    }
    if (take(p, "==") || take(p, "=")) {
        q->op = OP_in;
        return add_value(p, q, take_word(p));
    }
    if (take(p, ">"))
        return parse_number(p, q, OP_above);
    if (take(p, "<"))
        return parse_number(p, q, OP_below);

    struct str word = take_word(p);
    if (str_is(word, "in") || str_is(word, "notin")) {
        q->op = str_is(word, "in") ? OP_in : OP_not_in;
        return parse_set(p, q);
    }
    q->op = OP_exists;
    return !word.len || complain(p, "an operator is missing");
}

static bool parse_requirement(struct parser *p, struct requirement *q)
{
    bool absent = take(p, "!");
    struct str key = take_word(p);

    if (name_fault_qualified(key))
        return complain(p, "a key is no valid label key");
    q->key = arena_strz(p->arena, key);
    if (absent) {
        q->op = OP_absent;
        return true;
    }
    return parse_condition(p, q);
}

bool filter_parse_labels(struct filter *f, struct arena *a, struct str text, struct err *err)
{
    struct parser p = { a, text, text, err };
    unsigned count = 0;

    skip_blanks(&p);
    if (!p.rest.len)
        return true;
    do {
        struct requirement *q = arena_new_of(a, struct requirement);
        if (++count > LIMIT_KUBE_SELECTOR)
            return complain(&p, "too many requirements");
        if (!parse_requirement(&p, q))
            return false;
        q->next = f->labels;
        f->labels = q;
    } while (take(&p, ","));
    skip_blanks(&p);
    return !p.rest.len || complain(&p, "a ',' is missing");
}

static const char *field_path(const struct resource *r, struct str label)
{
    if (str_is(label, "metadata.name"))
        return "metadata.name";
    if (str_is(label, "metadata.namespace"))
        return "metadata.namespace";
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (fields[i].id == r->id && str_is(label, fields[i].label))
            return fields[i].path;
    }
    return NULL;
}

static void add_field(struct filter *f, struct arena *a, enum op op, const char *path,
                      const char *value)
{
    struct requirement *q = arena_new_of(a, struct requirement);
    struct value *v = arena_new_of(a, struct value);

    v->text = value;
    *q = (struct requirement){ .op = op, .key = path, .values = v, .next = f->fields };
    f->fields = q;
}

/* Up to the next comma that has no backslash before it; the backslashes are taken away. */
static struct str take_term(struct arena *a, struct str *rest)
{
    char *term = arena_strz(a, *rest);
    size_t from = 0, to = 0;

    while (from < rest->len && rest->at[from] != ',') {
        if (rest->at[from] == '\\' && from + 1 < rest->len)
            from++;
        term[to++] = rest->at[from++];
    }
    term[to] = '\0';
    *rest = from < rest->len ? str_skip(*rest, from + 1) : STR_NONE;
    return (struct str){ term, to };
}

static struct str shortened(struct str s)
{
    return (struct str){ s.at, s.len < 200 ? s.len : 200 };
}

static bool parse_term(struct filter *f, struct arena *a, const struct resource *r, struct str term,
                       struct err *err)
{
    struct str label, value;
    const char *path;
    size_t equals;
    bool differs;

    if (!str_find(term, '=', &equals))
        return err_set(err, "invalid selector: can't understand '%.*s'", STR_ARG(shortened(term)));
    differs = equals && term.at[equals - 1] == '!';
    label = (struct str){ term.at, equals - differs };
    value = str_skip(term, equals + 1);
    if (!differs && str_starts(value, STR("=")))
        value = str_skip(value, 1);
    path = field_path(r, label);
    if (!path)
        return err_set(err, "field label not supported: %.*s", STR_ARG(shortened(label)));
    add_field(f, a, differs ? OP_not_in : OP_in, path, arena_strz(a, value));
    return true;
}

bool filter_parse_fields(struct filter *f, struct arena *a, const struct resource *r,
                         struct str text, struct err *err)
{
    struct str rest = text;
    unsigned count = 0;

    while (rest.len) {
        struct str term = take_term(a, &rest);
        if (++count > LIMIT_KUBE_SELECTOR)
            return err_set(err, "a field selector may have %u terms", LIMIT_KUBE_SELECTOR);
        if (term.len && !parse_term(f, a, r, term, err))
            return false;
    }
    return true;
}

void filter_add_name(struct filter *f, struct arena *a, struct str name)
{
    add_field(f, a, OP_in, "metadata.name", arena_strz(a, name));
}

static bool has_value(const struct requirement *q, const char *text)
{
    for (const struct value *v = q->values; v; v = v->next) {
        if (!strcmp(v->text, text))
            return true;
    }
    return false;
}

static bool label_holds(const struct requirement *q, const char *text)
{
    int64_t number;

    switch (q->op) {
    case OP_in:
        return text && has_value(q, text);
    case OP_not_in:
        return !text || !has_value(q, text);
    case OP_exists:
        return text;
    case OP_absent:
        return !text;
    case OP_above:
        return text && str_int(str_of(text), &number) && number > q->number;
    case OP_below:
        return text && str_int(str_of(text), &number) && number < q->number;
    }
    return false;
}

/* An absent field is an empty one; an absent boolean is false. */
static bool field_holds(const struct requirement *q, const cJSON *object)
{
    const cJSON *item = json_at(object, q->key);
    const char *text = "";

    if (cJSON_IsString(item))
        text = item->valuestring;
    else if (cJSON_IsBool(item) || !strcmp(q->key, "spec.unschedulable") ||
             !strcmp(q->key, "spec.hostNetwork"))
        text = cJSON_IsTrue(item) ? "true" : "false";
    return has_value(q, text) == (q->op == OP_in);
}

bool filter_matches(const struct filter *f, const cJSON *object)
{
    const cJSON *labels = f->labels ? json_at(object, "metadata.labels") : NULL;

    for (const struct requirement *q = f->labels; q; q = q->next) {
        if (!label_holds(q, cJSON_GetStringValue(json_get(labels, q->key))))
            return false;
    }
    for (const struct requirement *q = f->fields; q; q = q->next) {
        if (!field_holds(q, object))
            return false;
    }
    return true;
}
