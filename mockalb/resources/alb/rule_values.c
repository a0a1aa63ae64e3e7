#include "mockalb/resources/alb/rule_values.h"

#include <ctype.h>
#include <string.h>

#include "base/cidr.h"
#include "base/regex.h"

#include "base/banned.h"

#define HOST_MIN   3
#define HOST_MAX   128
#define VALUE_MAX  128
#define SOURCE_MAX 64

static bool only(struct str s, const char *letters_too)
{
    for (size_t i = 0; i < s.len; i++)
        if (!isalnum((unsigned char)s.at[i]) && !strchr(letters_too, s.at[i]))
            return false;
    return !memchr(s.at, '\0', s.len);
}

static bool has_upper(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (isupper((unsigned char)s.at[i]))
            return true;
    return false;
}

/* Labels of letters, digits, wildcards and inner dashes; the last has no digit. */
static bool has_host_labels(struct str s)
{
    size_t labels = 0;

    while (s.at) {
        struct str label = str_cut(&s, '.');
        labels++;
        if (!label.len || label.at[0] == '-' || label.at[label.len - 1] == '-')
            return false;
        for (size_t i = 0; !s.at && i < label.len; i++)
            if (!islower((unsigned char)label.at[i]) && !strchr("*?", label.at[i]))
                return false;
    }
    return labels > 1;
}

bool value_is_host(struct str s)
{
    if (s.len < HOST_MIN || s.len > HOST_MAX || has_upper(s) || !only(s, "-.*=~_+\\^!$&|()[]?"))
        return false;
    if (s.at[0] != '~')
        return has_host_labels(s);
    return s.at[1] != '*' && regex_is_valid(str_skip(s, 1));
}

/*
 * Differs: the documentation's alphabet of a literal path has a $, the live service was seen to refuse it.
 */
bool value_is_path(struct str s)
{
    if (!s.len || s.len > VALUE_MAX)
        return false;
    if (s.at[0] == '/')
        return only(s, "-_.+/&~@:'*?");
    if (s.at[0] != '~' || !only(s, ".-_/=?~^*$:()[]+|"))
        return false;
    size_t mark = s.len > 1 && s.at[1] == '*' ? 2 : 1; /* ~* is a regular expression too */
    return s.len > mark && regex_is_valid(str_skip(s, mark));
}

static bool is_printable(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < ' ' || s.at[i] > '~')
            return false;
    return true;
}

bool value_is_header(struct str s)
{
    return s.len && s.len <= VALUE_MAX && is_printable(s) && s.at[0] != ' ' &&
           s.at[s.len - 1] != ' ';
}

static bool has_any(struct str s, const char *letters)
{
    for (size_t i = 0; i < s.len; i++)
        if (strchr(letters, s.at[i]))
            return true;
    return false;
}

bool value_is_query(struct str s)
{
    return s.len && s.len <= VALUE_MAX && is_printable(s) && !has_upper(s) &&
           !has_any(s, " #[]{}\\|<>&");
}

bool value_is_cookie(struct str s)
{
    return value_is_query(s) && !has_any(s, ";");
}

bool value_is_source(struct str s)
{
    char text[SOURCE_MAX];
    struct cidr block;
    struct str rest = s, address = str_cut(&rest, '/');
    int64_t bits;

    if (!s.len || s.len >= sizeof(text))
        return false;
    memcpy(text, s.at, s.len);
    text[s.len] = '\0';
    if (cidr_read(text, &block))
        return !str_is(address, "0.0.0.0");
    text[address.len] = '\0';
    return ip_is_v6(text) && (!rest.at || (str_int(rest, &bits) && bits >= 0 && bits <= 128));
}

static bool is_status_code(struct str s)
{
    int64_t code;

    return s.len == 3 && str_int(s, &code) && code >= 100 && code <= 599;
}

bool value_is_status(struct str s)
{
    struct str rest = s, first = str_cut(&rest, '-');

    return is_status_code(first) && (!rest.at || is_status_code(rest));
}

bool value_has_wildcard(struct str s)
{
    return has_any(s, "*?");
}

bool value_is_reserved_header(struct str s, bool response)
{
    static const char *const always[] = { "connection", "upgrade", "content-length",
                                          "transfer-encoding", NULL };
    static const char *const in_requests[] = {
        "slb-id",
        "slb-ip",
        "x-forwarded-for",
        "x-forwarded-proto",
        "x-forwarded-eip",
        "x-forwarded-port",
        "x-forwarded-client-srcport",
        "x-forwarded-host",
        "keep-alive",
        "te",
        "host",
        "cookie",
        "remoteip",
        "authority",
        NULL,
    };

    for (size_t i = 0; always[i]; i++)
        if (str_eq_nocase(s, str_of(always[i])))
            return true;
    for (size_t i = 0; !response && in_requests[i]; i++)
        if (str_eq_nocase(s, str_of(in_requests[i])))
            return true;
    return false;
}
