#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/banned.h"

bool regex_is_valid(struct str pattern)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len, PCRE2_UTF, &error, &offset, NULL);

    pcre2_code_free(code);
    return code != NULL;
}

bool regex_finds(struct str pattern, struct str text)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len, PCRE2_UTF, &error, &offset, NULL);
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    pcre2_match_data *found = code ? pcre2_match_data_create(1, NULL) : NULL;
    bool ok = false;

    if (found && limits) {
        pcre2_set_match_limit(limits, REGEX_STEPS_MOST);
        ok = pcre2_match(code, (PCRE2_SPTR)text.at, text.len, 0, 0, found, limits) >= 0;
    }
    pcre2_match_data_free(found);
    pcre2_match_context_free(limits);
    pcre2_code_free(code);
    return ok;
}

/* A compiled pattern is of the library's own type: this name only hides it. */
struct regex {
    pcre2_code *code;
};

/* What RE2 does not have, and where it begins; NULL: nothing. */
static const char *foreign_at(struct str pattern, size_t at)
{
    static const char *const groups[] = { "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?|", "(?&", "(?R",
                                          "(?#", "(?(", "(?P=", "(?P>", "(?C", "(?+", "(*" };
    struct str rest = str_skip(pattern, at);

    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        if (str_starts(rest, str_of(groups[i])))
            return groups[i];
    }
    if (rest.len > 1 && rest.at[0] == '\\' && rest.at[1] &&
        strchr("123456789kgGKRXuZHNV", rest.at[1]))
        return "escape sequence";
    if (rest.len > 1 && rest.at[1] == '+' && strchr("*+?}", rest.at[0]))
        return "nested repetition operator";
    return NULL;
}

/* x{1000} is the most that RE2 repeats. */
static bool repeats_too_often(struct str pattern, size_t at)
{
    unsigned count = 0;

    for (at++; at < pattern.len; at++) {
        char c = pattern.at[at];
        if (c >= '0' && c <= '9')
            count = count > 1000 ? count : count * 10 + (unsigned)(c - '0');
        else if (c == ',' && count <= 1000)
            count = 0;
        else
            break;
    }
    return count > 1000;
}

static const char *foreign_in(struct str pattern)
{
    bool set = false;

    for (size_t at = 0; at < pattern.len; at++) {
        const char *foreign = set ? NULL : foreign_at(pattern, at);
        if (foreign)
            return foreign;
        if (!set && pattern.at[at] == '{' && repeats_too_often(pattern, at))
            return "invalid repeat count";
        if (pattern.at[at] == '\\')
            at++;
        else if (pattern.at[at] == '[' && !set)
            set = true;
        else if (pattern.at[at] == ']')
            set = false;
    }
    return NULL;
}

static void free_code(void *code)
{
    pcre2_code_free(code);
}

const struct regex *regex_new(struct arena *a, struct str pattern, const char **ret_why)
{
    const char *foreign = foreign_in(pattern);
    struct regex *r = arena_new_of(a, struct regex);
    PCRE2_UCHAR message[120];
    PCRE2_SIZE offset;
    int error;

    if (foreign) {
        *ret_why = arena_printf(a, "invalid or unsupported Perl syntax: `%s`", foreign);
        return NULL;
    }
    r->code = pcre2_compile((PCRE2_SPTR)(pattern.at ? pattern.at : ""), pattern.len,
                            PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C, &error,
                            &offset, NULL);
    if (!r->code) {
        pcre2_get_error_message(error, message, sizeof(message));
        *ret_why = arena_strz(a, str_of((const char *)message));
        return NULL;
    }
    arena_defer(a, free_code, r->code);
    return r;
}

static size_t next_character(struct str text, size_t at)
{
    for (at++; at < text.len && (text.at[at] & 0xc0) == 0x80;)
        at++;
    return at;
}

size_t regex_size(const struct regex *r)
{
    size_t size = 0;

    pcre2_pattern_info(r->code, PCRE2_INFO_SIZE, &size);
    return size;
}

enum regex_result regex_next(const struct regex *r, struct str text, struct regex_match *m,
                             unsigned steps)
{
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    pcre2_match_data *found = pcre2_match_data_create(1, NULL);
    bool after_empty = m->any && m->start == m->end;
    size_t from = after_empty ? next_character(text, m->end) : m->end;
    enum regex_result result = REGEX_absent;
    int rc = PCRE2_ERROR_NOMATCH;

    if (found && limits && from <= text.len) {
        pcre2_set_match_limit(limits, steps);
        rc = pcre2_match(r->code, (PCRE2_SPTR)(text.at ? text.at : ""), text.len, from, 0, found,
                         limits);
    }
    if (rc >= 0) {
        const PCRE2_SIZE *place = pcre2_get_ovector_pointer(found);
        *m = (struct regex_match){ place[0], place[1], true };
        result = REGEX_found;
    } else if (rc != PCRE2_ERROR_NOMATCH) {
        result = REGEX_costly;
    }
    pcre2_match_data_free(found);
    pcre2_match_context_free(limits);
    return result;
}
