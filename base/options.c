#include "base/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#include "base/banned.h"

enum { MAX_OPTIONS = 64, NAME_ROOM = 128, HELP_COLUMN = 26, HELP_WIDTH = 80 };

struct reading {
    const struct option_set *set;
    void *fill;
    const char **argv;
    int argc, at;   /* at: the next argument */
    uint64_t given; /* a bit for each option that was on the command line */
    bool help;
    struct err *err;
};

static char env_char(char c)
{
    static const char from[] = "abcdefghijklmnopqrstuvwxyz-", to[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    const char *at = c ? strchr(from, c) : NULL;

    if (at)
        return to[at - from];
    return c;
}

/* "$ALBSPEC_LOG_LEVEL", without the $ */
static void env_name(const struct option_set *set, const struct option *o, char ret[NAME_ROOM])
{
    size_t len = 0;
    const char *const parts[] = { set->env_prefix, "_", o->name };

    for (size_t i = 0; i < 3; i++) {
        for (const char *c = parts[i]; *c && len < NAME_ROOM - 1; c++)
            ret[len++] = env_char(*c);
    }
    ret[len] = '\0';
}

static void add_duration(struct buf *b, int64_t ms)
{
    static const struct {
        int64_t ms;
        const char *unit;
    } units[] = { { 3600000, "h" }, { 60000, "m" }, { 1000, "s" }, { 1, "ms" } };
    size_t i = 0;

    while (ms % units[i].ms != 0 || ms < units[i].ms) {
        if (units[i].ms == 1)
            break;
        i++;
    }
    buf_printf(b, "%lld%s", (long long)(ms / units[i].ms), units[i].unit);
}

static void add_number(struct buf *b, const struct option *o, int64_t value)
{
    if (o->type == OPTION_duration)
        add_duration(b, value);
    else
        buf_printf(b, "%lld", (long long)value);
}

static bool has_bounds(const struct option *o)
{
    return (o->type == OPTION_int || o->type == OPTION_duration) && (o->min || o->max);
}

/* "0 to 65535"; "at least 1s" */
static void add_bounds(struct buf *b, const struct option *o)
{
    if (o->max == INT64_MAX)
        buf_add_text(b, "at least ");
    add_number(b, o, o->min);
    if (o->max == INT64_MAX)
        return;
    buf_add_text(b, " to ");
    add_number(b, o, o->max);
}

static void *field_of(const struct reading *r, const struct option *o)
{
    return (char *)r->fill + o->offset;
}

static bool set_flag(struct reading *r, const struct option *o, const char *from, const char *value)
{
    static const char *const yes[] = { "true", "1", "yes", "on" };
    static const char *const no[] = { "false", "0", "no", "off" };
    bool *field = field_of(r, o);

    for (size_t i = 0; i < 4; i++) {
        if (!strcmp(value, yes[i]) || !strcmp(value, no[i])) {
            *field = !strcmp(value, yes[i]);
            return true;
        }
    }
    return err_set(r->err, "%s: '%s' is neither true nor false", from, value);
}

static bool set_number(struct reading *r, const struct option *o, const char *from,
                       const char *value)
{
    bool is_int = o->type == OPTION_int;
    int64_t number;

    if (!(is_int ? str_int : str_duration)(str_of(value), &number))
        return err_set(r->err, "%s: '%s' is not a %s", from, value,
                       is_int ? "whole number"
                              : "duration: give a number with a unit, like 500ms, 10s, 2m or 1h");
    if (has_bounds(o) && (number < o->min || number > o->max)) {
        struct buf bounds = BUF_LIMIT(128);

        add_bounds(&bounds, o);
        err_set(r->err, "%s: %s is out of range: give %s", from, value, bounds.at);
        buf_done(&bounds);
        return false;
    }
    memcpy(field_of(r, o), &number, sizeof number);
    return true;
}

static bool set_choice(struct reading *r, const struct option *o, const char *from,
                       const char *value)
{
    char words[256];
    const char *names[32] = { NULL };
    size_t count = 0, len = strlen(o->metavar);
    const char *near;
    must(len < sizeof words);

    memcpy(words, o->metavar, len + 1);
    for (char *c = words; c; count++) {
        must(count < 31);
        names[count] = c;
        if (!strncmp(value, c, strcspn(c, "|")) && strlen(value) == strcspn(c, "|")) {
            memcpy(field_of(r, o), &value, sizeof value);
            return true;
        }
        c = strchr(c, '|');
        if (c)
            *c++ = '\0';
    }
    near = str_nearest(str_of(value), names);
    if (near)
        return err_set(r->err, "%s: there is no '%s', did you mean '%s'? (%s)", from, value, near,
                       o->metavar);
    return err_set(r->err, "%s: there is no '%s', give one of %s", from, value, o->metavar);
}

static bool add_item(struct reading *r, const struct option *o, const char *from, const char *value)
{
    struct option_list *list = field_of(r, o);
    size_t room = sizeof list->items / sizeof list->items[0];

    if (list->count == room)
        return err_set(r->err, "%s: given more than %zu times", from, room);
    list->items[list->count++] = value;
    return true;
}

/* from is how messages call the place: "--port", "$ALBSPEC_PORT". */
static bool set_value(struct reading *r, const struct option *o, const char *from,
                      const char *value)
{
    switch (o->type) {
    case OPTION_flag:
        return set_flag(r, o, from, value);
    case OPTION_int:
    case OPTION_duration:
        return set_number(r, o, from, value);
    case OPTION_choice:
        return set_choice(r, o, from, value);
    case OPTION_list:
        return add_item(r, o, from, value);
    case OPTION_text:
        break;
    }
    memcpy(field_of(r, o), &value, sizeof value);
    return true;
}

static void clear_field(struct reading *r, const struct option *o)
{
    static const size_t sizes[] = {
        [OPTION_flag] = sizeof(bool),     [OPTION_text] = sizeof(char *),
        [OPTION_int] = sizeof(int64_t),   [OPTION_duration] = sizeof(int64_t),
        [OPTION_choice] = sizeof(char *), [OPTION_list] = sizeof(struct option_list),
    };

    memset(field_of(r, o), 0, sizes[o->type]);
}

static void set_fallbacks(struct reading *r)
{
    struct err *err = r->err;
    struct err ours = { "" };

    r->err = &ours;
    for (const struct option *o = r->set->options; o->name; o++) {
        must(o - r->set->options < MAX_OPTIONS);
        clear_field(r, o);
        must(!o->fallback || set_value(r, o, o->name, o->fallback));
    }
    r->err = err;
}

/* An empty variable is as one that is not set. */
static bool read_environment(struct reading *r)
{
    char name[NAME_ROOM + 1] = "$";

    for (const struct option *o = r->set->options; r->set->env_prefix && o->name; o++) {
        const char *value;

        env_name(r->set, o, name + 1);
        value = getenv(name + 1);
        if (!value || !*value)
            continue;
        clear_field(r, o);
        if (!set_value(r, o, name, value))
            return false;
    }
    return true;
}

static bool give(struct reading *r, const struct option *o, const char *from, const char *value)
{
    uint64_t bit = UINT64_C(1) << (o - r->set->options);

    if (!(r->given & bit))
        clear_field(r, o);
    r->given |= bit;
    return set_value(r, o, from, value);
}

static bool take_value(struct reading *r, const struct option *o, const char *from,
                       const char **ret_value)
{
    const char *next = r->at < r->argc ? r->argv[r->at] : NULL;
    const char *metavar = o->metavar ? o->metavar : "VALUE";

    if (!next)
        return err_set(r->err, "%s needs a value: %s %s", from, from, metavar);
    if (!strncmp(next, "--", 2))
        return err_set(r->err, "%s needs a value before %s (if that is the value: --%s=%s)", from,
                       next, o->name, next);
    *ret_value = next;
    r->at++;
    return true;
}

static bool unknown_option(struct reading *r, struct str name)
{
    const char *names[MAX_OPTIONS + 2] = { NULL };
    const char *near;
    size_t count = 0;

    for (const struct option *o = r->set->options; o->name; o++)
        names[count++] = o->name;
    names[count] = "help";
    near = str_nearest(name, names);
    if (near)
        return err_set(r->err, "unknown option --%.*s, did you mean --%s?", STR_ARG(name), near);
    return err_set(r->err, "unknown option --%.*s: '%s --help' lists all", STR_ARG(name),
                   r->set->program);
}

static bool read_long(struct reading *r, const char *arg)
{
    struct str rest = str_of(arg + 2);
    struct str name = str_cut(&rest, '=');
    const struct option *o = r->set->options;
    char from[NAME_ROOM];
    const char *value = rest.at;

    while (o->name && !str_is(name, o->name))
        o++;
    if (!o->name)
        return unknown_option(r, name);
    snprintf(from, sizeof from, "--%s", o->name);
    if (!value && o->type == OPTION_flag)
        value = "true";
    if (!value && !take_value(r, o, from, &value))
        return false;
    return give(r, o, from, value);
}

static const struct option *find_letter(const struct option_set *set, char letter)
{
    for (const struct option *o = set->options; o->name; o++) {
        if (o->letter && o->letter == letter)
            return o;
    }
    return NULL;
}

/* -qv: flags one after the other; the first that takes a value takes the rest. */
static bool read_letters(struct reading *r, const char *arg)
{
    for (const char *c = arg + 1; *c && !r->help; c++) {
        const struct option *o = find_letter(r->set, *c);
        char from[] = { '-', *c, '\0' };
        const char *value = *(c + 1) == '=' ? c + 2 : c + 1;

        if (!o && *c == 'h') {
            r->help = true;
            return true;
        }
        if (!o)
            return err_set(r->err, "unknown option %s in %s: '%s --help' lists all", from, arg,
                           r->set->program);
        if (o->type == OPTION_flag && *(c + 1) != '=') {
            if (!give(r, o, from, "true"))
                return false;
            continue;
        }
        if (!*value && !take_value(r, o, from, &value))
            return false;
        return give(r, o, from, value);
    }
    return true;
}

static bool asks_for_help(int argc, const char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (!strcmp(argv[i], "--help"))
            return true;
    }
    return false;
}

static bool read_arguments(struct reading *r, size_t *ret_count)
{
    size_t words = 0;
    bool options = true;

    while (r->at < r->argc && !r->help) {
        const char *arg = r->argv[r->at++];
        bool ok = true;

        if (options && !strcmp(arg, "--"))
            options = false;
        else if (options && !strncmp(arg, "--", 2))
            ok = read_long(r, arg);
        else if (options && arg[0] == '-' && arg[1])
            ok = read_letters(r, arg);
        else
            r->argv[words++] = arg;
        if (!ok)
            return false;
    }
    *ret_count = words;
    return true;
}

/* NOLINTNEXTLINE(readability-function-size): a main calls it once, with all that it has */
bool options_read(const struct option_set *set, int argc, const char **argv, void *fill,
                  size_t *ret_count, bool *ret_help, struct err *err)
{
    struct reading r = { .set = set, .fill = fill, .argv = argv, .argc = argc, .err = err };
    size_t count = 0;

    set_fallbacks(&r);
    r.help = asks_for_help(argc, argv);
    if (!r.help && (!read_environment(&r) || !read_arguments(&r, &count)))
        return false;
    *ret_count = r.help ? 0 : count;
    *ret_help = r.help;
    return true;
}

/* Adds words, each line after the first indented; column is where the text begins. */
static void add_wrapped(struct buf *b, struct str text, size_t indent, size_t column)
{
    size_t start = column;

    while (text.len) {
        struct str word = str_cut(&text, ' ');

        if (!word.len)
            continue;
        if (column > start && column + 1 + word.len > HELP_WIDTH) {
            buf_printf(b, "\n%*s", (int)indent, "");
            column = start = indent;
        } else if (column > start) {
            buf_add_char(b, ' ');
            column++;
        }
        buf_add(b, word);
        column += word.len;
    }
    buf_add_char(b, '\n');
}

/* What it does, then in parentheses what it may be and where else it comes from. */
static void describe(struct buf *b, const struct option_set *set, const struct option *o)
{
    const char *sep = " (";
    char env[NAME_ROOM];

    buf_add_text(b, o->about);
    if (has_bounds(o)) {
        buf_add_text(b, sep);
        add_bounds(b, o);
        sep = "; ";
    }
    if (o->type == OPTION_list) {
        buf_printf(b, "%smay be repeated", sep);
        sep = "; ";
    }
    if (o->fallback && o->type != OPTION_flag) {
        buf_printf(b, "%sdefault %s", sep, o->fallback);
        sep = "; ";
    }
    if (set->env_prefix) {
        env_name(set, o, env);
        buf_printf(b, "%s$%s", sep, env);
        sep = "; ";
    }
    if (*sep == ';')
        buf_add_char(b, ')');
}

static void add_row(struct buf *to, struct str left, struct str about)
{
    buf_add(to, left);
    if (left.len + 2 > HELP_COLUMN)
        buf_printf(to, "\n%*s", HELP_COLUMN, "");
    else
        buf_printf(to, "%*s", (int)(HELP_COLUMN - left.len), "");
    add_wrapped(to, about, HELP_COLUMN, HELP_COLUMN);
}

void options_help(const struct option_set *set, struct buf *to)
{
    struct buf left = BUF_LIMIT(1024), about = BUF_LIMIT(4096);

    buf_printf(to, "Usage: %s %s\n\n", set->program, set->synopsis ? set->synopsis : "[options]");
    add_wrapped(to, str_of(set->about), 0, 0);
    buf_add_text(to, "\nOptions:\n");
    for (const struct option *o = set->options; o->name; o++) {
        if (!o->about)
            continue;
        buf_reset(&left);
        buf_reset(&about);
        if (o->letter)
            buf_printf(&left, "  -%c, --%s", o->letter, o->name);
        else
            buf_printf(&left, "      --%s", o->name);
        if (o->type != OPTION_flag)
            buf_printf(&left, " %s", o->metavar ? o->metavar : "VALUE");
        describe(&about, set, o);
        add_row(to, buf_str(&left), buf_str(&about));
    }
    add_row(to, find_letter(set, 'h') ? STR("      --help") : STR("  -h, --help"),
            STR("Shows this and ends."));
    if (set->examples)
        buf_printf(to, "\nExamples:\n%s", set->examples);
    buf_done(&left);
    buf_done(&about);
}

void options_print_help(const struct option_set *set)
{
    struct buf help = BUF_LIMIT(1u << 16);

    options_help(set, &help);
    fputs(buf_str(&help).at, stdout);
    buf_done(&help);
}
