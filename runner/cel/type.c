#include "runner/cel/type.h"

#include "base/banned.h"

static const struct {
    const char *shown; /* in messages of the checker */
    const char *named; /* by expressions */
} kinds[] = {
    [CEL_error] = { "!error!", "error" },
    [CEL_dyn] = { "dyn", "dyn" },
    [CEL_null] = { "null", "null_type" },
    [CEL_bool] = { "bool", "bool" },
    [CEL_int] = { "int", "int" },
    [CEL_uint] = { "uint", "uint" },
    [CEL_double] = { "double", "double" },
    [CEL_string] = { "string", "string" },
    [CEL_bytes] = { "bytes", "bytes" },
    [CEL_timestamp] = { "timestamp", "google.protobuf.Timestamp" },
    [CEL_duration] = { "duration", "google.protobuf.Duration" },
    [CEL_list] = { "list", "list" },
    [CEL_map] = { "map", "map" },
    [CEL_object] = { "object", "object" },
    [CEL_type] = { "type", "type" },
    [CEL_optional] = { "optional_type", "optional_type" },
    [CEL_url] = { "kubernetes.URL", "kubernetes.URL" },
    [CEL_ip] = { "net.IP", "net.IP" },
    [CEL_cidr] = { "net.CIDR", "net.CIDR" },
    [CEL_quantity] = { "kubernetes.Quantity", "kubernetes.Quantity" },
    [CEL_format] = { "kubernetes.NamedFormat", "kubernetes.NamedFormat" },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const struct cel_type plain[KINDS] = {
#define PLAIN(kind)                                                                                \
    [kind] = { kind, CEL_LIST_atomic, &plain[CEL_dyn], &plain[CEL_dyn], NULL, 0, NULL }
    PLAIN(CEL_error),  PLAIN(CEL_dyn),  PLAIN(CEL_null),     PLAIN(CEL_bool),
    PLAIN(CEL_int),    PLAIN(CEL_uint), PLAIN(CEL_double),   PLAIN(CEL_string),
    PLAIN(CEL_bytes),  PLAIN(CEL_list), PLAIN(CEL_map),      PLAIN(CEL_timestamp),
    PLAIN(CEL_object), PLAIN(CEL_type), PLAIN(CEL_duration), PLAIN(CEL_optional),
    PLAIN(CEL_url),    PLAIN(CEL_ip),   PLAIN(CEL_cidr),     PLAIN(CEL_quantity),
    PLAIN(CEL_format),
#undef PLAIN
};

const struct cel_type *cel_type_plain(enum cel_kind kind)
{
    return &plain[kind];
}

const struct cel_field *cel_type_field(const struct cel_type *object, struct str name)
{
    for (size_t i = 0; i < object->field_count; i++) {
        if (str_is(name, object->fields[i].name))
            return &object->fields[i];
    }
    return NULL;
}

static bool same_object(const struct cel_type *a, const struct cel_type *b)
{
    return a == b || (a->fields == b->fields && a->field_count == b->field_count);
}

/* Null stands for what may be absent as a whole, and for nothing that has a value of its own. */
static bool takes_null(enum cel_kind kind)
{
    return kind == CEL_object || kind == CEL_timestamp || kind == CEL_duration ||
           kind >= CEL_optional;
}

bool cel_type_fits(const struct cel_type *wanted, const struct cel_type *given)
{
    for (;;) {
        if (wanted->kind <= CEL_dyn || given->kind <= CEL_dyn)
            return true;
        if (given->kind == CEL_null && wanted->kind != CEL_null)
            return takes_null(wanted->kind);
        if (wanted->kind != given->kind)
            return false;
        if (wanted->kind == CEL_object)
            return same_object(wanted, given);
        if (wanted->kind != CEL_list && wanted->kind != CEL_map && wanted->kind != CEL_optional)
            return true;
        if (wanted->kind == CEL_map && wanted->key->kind > CEL_dyn && given->key->kind > CEL_dyn &&
            wanted->key->kind != given->key->kind)
            return false;
        wanted = wanted->of;
        given = given->of;
    }
}

void cel_type_print(struct buf *b, const struct cel_type *t)
{
    size_t open = 0;

    for (;; t = t->of) {
        buf_add_text(b, kinds[t->kind].shown);
        if (t->kind != CEL_list && t->kind != CEL_map && t->kind != CEL_optional &&
            t->kind != CEL_type)
            break;
        buf_add_char(b, '(');
        if (t->kind == CEL_map)
            buf_printf(b, "%s, ", kinds[t->key->kind].shown);
        open++;
    }
    while (open--)
        buf_add_char(b, ')');
}

const char *cel_kind_name(enum cel_kind kind)
{
    return kinds[kind].named;
}

bool cel_kind_named(struct str name, enum cel_kind *ret_kind)
{
    for (size_t i = CEL_null; i < KINDS; i++) {
        if (i == CEL_object || !str_is(name, kinds[i].named))
            continue;
        *ret_kind = (enum cel_kind)i;
        return true;
    }
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_reserved(struct str name)
{
    static const char *const reserved[] = {
        "true",     "false",   "null",   "in",        "as",       "break",  "const",
        "continue", "else",    "for",    "if",        "function", "import", "let",
        "loop",     "package", "return", "namespace", "var",      "void",   "while",
    };

    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
        if (str_is(name, reserved[i]))
            return true;
    }
    return false;
}

bool cel_escape(struct buf *b, struct str member)
{
    if (is_reserved(member)) {
        buf_printf(b, "__%.*s__", STR_ARG(member));
        return true;
    }
    if (!member.len || !(is_letter(member.at[0])))
        return false;
    for (size_t i = 0; i < member.len; i++) {
        char c = member.at[i];
        if (c == '_' && i + 1 < member.len && member.at[i + 1] == '_') {
            buf_add_text(b, "__underscores__");
            i++;
        } else if (c == '.') {
            buf_add_text(b, "__dot__");
        } else if (c == '-') {
            buf_add_text(b, "__dash__");
        } else if (c == '/') {
            buf_add_text(b, "__slash__");
        } else if (is_letter(c) || (c >= '0' && c <= '9')) {
            buf_add_char(b, c);
        } else {
            return false;
        }
    }
    return true;
}
