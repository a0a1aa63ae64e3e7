#include "runner/texts.h"

#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "reports/layout.h"
#include "reports/text.h"

#include "base/banned.h"

enum { ID_LENGTH = 18 }; /* of what follows the prefix of an id that the mock made */

/* ---- what stays ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_of_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z');
}

static size_t run_of(struct str s, bool (*is_of_run)(char c))
{
    size_t len = 0;

    while (len < s.len && is_of_run(s.at[len]))
        len++;
    return len;
}

/* How many bytes there are an id, or the begin of one that was cut off; ret_own: behind its prefix. */
static size_t id_length(struct str s, size_t *ret_own)
{
    static const char *const prefixes[] = { "sgp-", "rule-", "lsn-", "alb-", "acl-" };

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        struct str prefix = str_of(prefixes[i]);
        if (!str_starts(s, prefix))
            continue;
        struct str own = str_skip(s, prefix.len);
        *ret_own = run_of(own, is_of_word);
        bool is_cut = str_starts(str_skip(own, *ret_own), STR("..."));
        return *ret_own == ID_LENGTH || is_cut ? prefix.len + *ret_own : 0;
    }
    return 0;
}

static bool is_time(struct str s)
{
    static const char shape[] = "00:00:00.000";

    if (s.len < sizeof(shape) - 1)
        return false;
    for (size_t i = 0; shape[i]; i++) {
        if (shape[i] == '0' ? !is_digit(s.at[i]) : s.at[i] != shape[i])
            return false;
    }
    return true;
}

/* The number of a call stands before its time, or has a mark: "14 12:00:01.123", "14 at 12:00:01.123", "#14". */
static size_t call_length(struct str s, bool has_mark)
{
    size_t digits = run_of(s, is_digit);

    if (has_mark)
        return digits;
    struct str rest = str_skip(s, digits);

    if (str_starts(rest, STR(" at ")))
        rest = str_skip(rest, sizeof(" at") - 1);
    return digits && str_starts(rest, STR(" ")) && is_time(str_skip(rest, 1)) ? digits : 0;
}

static const char *steady(struct arena *a, const char *text)
{
    struct buf to = BUF_LIMIT(LIMIT_BODY_BYTES);
    struct str rest = str_of(text);
    const char *copy;
    bool begins = true;

    while (rest.len) {
        size_t own, id = begins ? id_length(rest, &own) : 0;
        size_t call = begins ? call_length(rest, to.len && to.at[to.len - 1] == '#') : 0;
        size_t taken = 1;
        if (id) {
            buf_printf(&to, "%.*s%.*s", (int)(id - own), rest.at, (int)own, "xxxxxxxxxxxxxxxxxx");
            taken = id;
        } else if (call) {
            buf_add_char(&to, 'N');
            taken = call;
        } else if (begins && is_time(rest)) {
            buf_add_text(&to, "hh:mm:ss.mmm");
            taken = sizeof("hh:mm:ss.mmm") - 1;
        } else {
            buf_add_char(&to, rest.at[0]);
        }
        begins = !is_of_word(rest.at[taken - 1]) && rest.at[taken - 1] != '-';
        rest = str_skip(rest, taken);
    }
    copy = arena_strz(a, buf_str(&to));
    buf_done(&to);
    return copy;
}

static const char *steady_or_none(struct arena *a, const char *text)
{
    return text ? steady(a, text) : NULL;
}

static struct check_result steady_check(struct arena *a, const struct check_result *c)
{
    struct check_result s = *c;

    s.took_ms = 0;
    s.reason = steady_or_none(a, c->reason);
    s.expected = steady_or_none(a, c->expected);
    s.found = steady_or_none(a, c->found);
    s.call = steady_or_none(a, c->call);
    return s;
}

/* Which calls were the last, and how many, is of one run alone: as many as there is room for. */
static const char *steady_calls(const char *calls)
{
#define LINE "N hh:mm:ss.mmm ...\n"
    return calls && calls[0] ? LINE LINE LINE LINE LINE : calls;
#undef LINE
}

/*
 * Of what there was no room for nothing is shown but how much it is, and that may depend on when the check
 * was looked at: a defect that waiting cannot mend is told at once, whatever else it is about to do.
 */
static void add_steady_line(struct buf *to, struct str line)
{
    struct str words = str_trim(line);
    size_t digits = run_of(str_skip(words, 1), is_digit);
    bool is_rest = str_starts(words, STR("(")) && digits &&
                   str_is(str_skip(words, digits + 1), " more lines)");

    if (is_rest)
        buf_printf(to, "%.*s(N more lines)\n", (int)(words.at - line.at), line.at);
    else
        buf_printf(to, "%.*s\n", STR_ARG(line));
}

static const char *steady_lines(struct arena *a, struct str text)
{
    struct buf to = BUF_LIMIT(LIMIT_BODY_BYTES);
    const char *copy;

    while (text.len)
        add_steady_line(&to, str_cut(&text, '\n'));
    copy = arena_strz(a, buf_str(&to));
    buf_done(&to);
    return copy;
}

/* ---- the text ---- */

static bool is_about(const struct check_result *c, const char *const *ids)
{
    if (c->verdict != VERDICT_fail && c->verdict != VERDICT_note)
        return false;
    for (; *ids; ids++) {
        if (strstr(c->id, *ids))
            return true;
    }
    return false;
}

const char *text_of_defect(struct arena *a, const struct case_result *c, const char *const *ids,
                           const char *suites)
{
    struct buf text = BUF_LIMIT(LIMIT_BODY_BYTES);
    const struct text_style style = { .color = false };
    struct case_result told = *c;
    struct check_result check = { .id = "" };
    size_t at = 0, len = strlen(suites);
    const char *copy;

    while (at < c->count && !is_about(&c->checks[at], ids))
        at++;
    if (at == c->count)
        return "";
    check = steady_check(a, &c->checks[at]);
    told.checks = &check;
    told.count = 1;
    told.calls = steady_calls(c->calls);
    if (strncmp(c->file, suites, len) == 0)
        told.file = arena_printf(a, "suites%s", c->file + len);
    text_case_begin(&text, &style, &told);
    text_check(&text, &style, &told, &check);
    text_case_end(&text, &style, &told);
    copy = steady_lines(a, str_trim(buf_str(&text)));
    buf_done(&text);
    return copy;
}

const char *text_defect(struct arena *a, const char *text)
{
    struct str rest = str_of(text);
    int line = 0;

    while (rest.len) {
        struct str each = str_cut(&rest, '\n');
        line++;
        if (layout_width(each) > TEXT_MAX_WIDTH)
            return arena_printf(a, "line %d has more than %d columns", line, TEXT_MAX_WIDTH);
    }
    if (line > TEXT_MAX_LINES)
        return arena_printf(a, "it has %d lines, more than %d", line, TEXT_MAX_LINES);
    return NULL;
}

static const char *file_of(struct arena *a, const char *dir, const char *mutant)
{
    return arena_printf(a, "%s/%s.txt", dir, mutant);
}

/* The first line that differs. */
static void add_difference(struct buf *to, struct str kept, struct str now)
{
    int line = 0;
    struct str was, is;

    do {
        was = str_cut(&kept, '\n');
        is = str_cut(&now, '\n');
        line++;
    } while (str_eq(was, is) && (kept.len || now.len));
    buf_printf(to, "line %d is otherwise\n  kept: %.*s\n  now:  %.*s\n", line, STR_ARG(was),
               STR_ARG(is));
}

void text_compare(struct arena *a, const char *dir, const char *mutant, const char *text,
                  struct buf *wrong)
{
    const char *file = file_of(a, dir, mutant), *defect = text_defect(a, text);
    struct err err = { "" };
    struct str kept;

    if (defect)
        buf_printf(wrong, "%s: the text of %s: %s\n", file, mutant, defect);
    if (!file_read(a, file, LIMIT_BODY_BYTES, &kept, &err)) {
        buf_printf(wrong, "%s\n", err.text);
    } else if (!str_is(kept, text)) {
        buf_printf(wrong, "%s: ", file);
        add_difference(wrong, kept, str_of(text));
    }
}

bool text_keep(struct arena *a, const char *dir, const char *mutant, const char *text,
               struct err *err)
{
    return file_write(file_of(a, dir, mutant), str_of(text), err);
}
