#include "runner/kube/names.h"

#include <arpa/inet.h>

#include "base/banned.h"

#define TEXT_LABEL                                                                                 \
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "   \
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex "     \
    "used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
#define TEXT_SUBDOMAIN                                                                             \
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "   \
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "  \
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define TEXT_SERVICE                                                                               \
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "   \
    "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "           \
    "'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
#define TEXT_QUALIFIED                                                                             \
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end "  \
    "with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for " \
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define TEXT_VALUE                                                                                 \
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "    \
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value', " \
    " or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
#define TEXT_CONFIG_KEY                                                                            \
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. "           \
    "'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
#define TEXT_WILDCARD                                                                              \
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, "      \
    "which must consist of lower case alphanumeric characters, '-' or '.' and end with an "        \
    "alphanumeric character (e.g. '*.example.com', regex used for validation is "                  \
    "'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower_alnum(char c)
{
    return is_lower(c) || is_digit(c);
}

static bool is_alnum(char c)
{
    return is_lower_alnum(c) || (c >= 'A' && c <= 'Z');
}

/* [a-z0-9]([-a-z0-9]*[a-z0-9])? */
static bool is_label(struct str s)
{
    if (!s.len || !is_lower_alnum(s.at[0]) || !is_lower_alnum(s.at[s.len - 1]))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!is_lower_alnum(s.at[i]) && s.at[i] != '-')
            return false;
    }
    return true;
}

/* ([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9] */
static bool is_word(struct str s)
{
    if (!s.len || !is_alnum(s.at[0]) || !is_alnum(s.at[s.len - 1]))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!is_alnum(s.at[i]) && s.at[i] != '-' && s.at[i] != '_' && s.at[i] != '.')
            return false;
    }
    return true;
}

static bool is_subdomain(struct str s)
{
    struct str rest = s;

    if (!s.len)
        return false;
    while (rest.at) {
        if (!is_label(str_cut(&rest, '.')))
            return false;
    }
    return true;
}

const char *name_fault_subdomain(struct str s)
{
    if (s.len > 253)
        return "must be no more than 253 characters";
    return is_subdomain(s) ? NULL : TEXT_SUBDOMAIN;
}

const char *name_fault_label(struct str s)
{
    if (s.len > 63)
        return "must be no more than 63 characters";
    return is_label(s) ? NULL : TEXT_LABEL;
}

const char *name_fault_service(struct str s)
{
    if (s.len > 63)
        return "must be no more than 63 characters";
    return is_label(s) && is_lower(s.at[0]) ? NULL : TEXT_SERVICE;
}

const char *name_fault_qualified(struct str s)
{
    struct str name = s;
    size_t slash;

    if (str_find(s, '/', &slash)) {
        struct str prefix = { s.at, slash };
        name = str_skip(s, slash + 1);
        if (str_find(name, '/', &slash))
            return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and "
                   "must start and end with an alphanumeric character (e.g. 'MyName',  or "
                   "'my.name',  or '123-abc', regex used for validation is "
                   "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain "
                   "prefix and '/' (e.g. 'example.com/MyName')";
        if (!prefix.len)
            return "prefix part must be non-empty";
        if (prefix.len > 253)
            return "prefix part must be no more than 253 characters";
        if (!is_subdomain(prefix))
            return "prefix part " TEXT_SUBDOMAIN;
    }
    if (!name.len)
        return "name part must be non-empty";
    if (name.len > 63)
        return "name part must be no more than 63 characters";
    return is_word(name) ? NULL : TEXT_QUALIFIED;
}

const char *name_fault_label_value(struct str s)
{
    if (s.len > 63)
        return "must be no more than 63 characters";
    return !s.len || is_word(s) ? NULL : TEXT_VALUE;
}

const char *name_fault_config_key(struct str s)
{
    if (s.len > 253)
        return "must be no more than 253 characters";
    for (size_t i = 0; i < s.len; i++) {
        if (!is_alnum(s.at[i]) && s.at[i] != '-' && s.at[i] != '_' && s.at[i] != '.')
            return TEXT_CONFIG_KEY;
    }
    return s.len ? NULL : TEXT_CONFIG_KEY;
}

const char *name_fault_port(struct str s)
{
    bool letter = false;

    if (s.len > 15)
        return "must be no more than 15 characters";
    if (!is_label(s))
        return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
    for (size_t i = 0; i < s.len; i++) {
        letter = letter || is_lower(s.at[i]);
        if (i && s.at[i] == '-' && s.at[i - 1] == '-')
            return "must not contain consecutive hyphens";
    }
    return letter ? NULL : "must contain at least one letter (a-z)";
}

const char *name_fault_wildcard(struct str s)
{
    if (s.len > 253)
        return "must be no more than 253 characters";
    return str_starts(s, STR("*.")) && is_subdomain(str_skip(s, 2)) ? NULL : TEXT_WILDCARD;
}

static bool parses(int family, struct str s)
{
    char text[INET6_ADDRSTRLEN];
    unsigned char address[16];

    if (!s.len || s.len >= sizeof(text))
        return false;
    memcpy(text, s.at, s.len);
    text[s.len] = '\0';
    return inet_pton(family, text, address) == 1;
}

bool name_is_ipv6(struct str s)
{
    return parses(AF_INET6, s);
}

bool name_is_ip(struct str s)
{
    return parses(AF_INET, s) || name_is_ipv6(s);
}
