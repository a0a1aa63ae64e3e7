#include "base/regex.h"
#include "runner/cel/functions.h"

#include "base/banned.h"

#define LABEL     "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
#define SUBDOMAIN LABEL "(\\." LABEL ")*"
#define QUALIFIED "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"

/* What Kubernetes calls by name: how long it may be, and what it looks like. */
static const struct {
    const char *name, *pattern, *fault;
    size_t most;
} formats[] = {
    { "dns1123Label", LABEL,
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
      "must start and end with an alphanumeric character",
      63 },
    { "dns1123Subdomain", SUBDOMAIN,
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
      "'.', and must start and end with an alphanumeric character",
      253 },
    { "dns1035Label", "[a-z]([-a-z0-9]*[a-z0-9])?",
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
      "alphabetic character, and end with an alphanumeric character",
      63 },
    { "qualifiedName", "(" SUBDOMAIN "/)?" QUALIFIED,
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end "
      "with an alphanumeric character",
      317 },
    { "dns1123LabelPrefix", LABEL "-?", "a lowercase RFC 1123 label prefix is expected", 63 },
    { "dns1123SubdomainPrefix", SUBDOMAIN "[-.]?",
      "a lowercase RFC 1123 subdomain prefix is expected", 253 },
    { "dns1035LabelPrefix", "[a-z]([-a-z0-9]*[a-z0-9])?-?", "a DNS-1035 label prefix is expected",
      63 },
    { "labelValue", "(" QUALIFIED ")?",
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
      "'.', and must start and end with an alphanumeric character",
      63 },
    { "uri", "([A-Za-z][-A-Za-z0-9+.]*:)?//?[^\\s]*", "invalid URI", 8192 },
    { "uuid", "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}",
      "does not match the UUID format", 36 },
    { "byte", "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", "invalid base64",
      1u << 20 },
    { "date", "", "invalid date", 10 },
    { "datetime", "", "invalid datetime", 64 },
};
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

static struct cel_value format_value(const char *name)
{
    return (struct cel_value){ .kind = CEL_format, .text = str_of(name) };
}

#define FORMAT(fn, place)                                                                          \
    struct cel_value fn(struct run *r, const struct cel_value *args, size_t count)                 \
    {                                                                                              \
        (void)r;                                                                                   \
        (void)args;                                                                                \
        (void)count;                                                                               \
        return format_value(formats[place].name);                                                  \
    }

FORMAT(fn_format_dns1123_label, 0)
FORMAT(fn_format_dns1123_subdomain, 1)
FORMAT(fn_format_dns1035_label, 2)
FORMAT(fn_format_qualified_name, 3)
FORMAT(fn_format_dns1123_label_prefix, 4)
FORMAT(fn_format_dns1123_subdomain_prefix, 5)
FORMAT(fn_format_dns1035_label_prefix, 6)
FORMAT(fn_format_label_value, 7)
FORMAT(fn_format_uri, 8)
FORMAT(fn_format_uuid, 9)
FORMAT(fn_format_byte, 10)
FORMAT(fn_format_date, 11)
FORMAT(fn_format_datetime, 12)

struct cel_value fn_format_named(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value v;

    (void)count;
    for (size_t i = 0; i < FORMATS; i++) {
        if (!str_is(args[0].text, formats[i].name))
            continue;
        v = format_value(formats[i].name);
        return value_optional(r, &v);
    }
    return value_optional(r, NULL);
}

static bool fits(struct run *r, size_t i, struct str text)
{
    struct regex_match m = { 0 };
    const struct regex *regex;
    struct moment moment;
    const char *why;

    if (text.len > formats[i].most)
        return false;
    if (!*formats[i].pattern)
        return str_is(str_of(formats[i].name), "date") ? moment_read_date(text, &moment)
                                                       : moment_read(text, &moment);
    regex =
        regex_new(r->arena, str_of(arena_printf(r->arena, "^(?:%s)$", formats[i].pattern)), &why);
    run_charge(r, regex ? regex_size(regex) / 10 : 0);
    run_count(r, regex ? regex_size(regex) : 0);
    return regex && regex_next(regex, text, &m, REGEX_STEPS_MOST) == REGEX_found;
}

/* Nothing, or what is wrong. */
struct cel_value fn_format_validate(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value *fault, list;
    size_t i = 0;

    (void)count;
    while (i < FORMATS && !str_is(args[0].text, formats[i].name))
        i++;
    if (i == FORMATS || fits(r, i, args[1].text))
        return value_optional(r, NULL);
    fault = run_alloc(r, sizeof(*fault));
    if (!fault)
        return value_error(r, "too much memory");
    *fault = value_text(str_of(formats[i].fault));
    list = value_list(r, fault, 1);
    return list.kind == CEL_error ? list : value_optional(r, &list);
}
