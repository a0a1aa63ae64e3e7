/*
 * A case is known by its area and name, a check by its requirement and line within it: so a report of
 * one controller, cluster or day is laid beside that of another.
 */
#include <stddef.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/map.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"

#include "base/banned.h"

struct settings {
    bool cases;
};

static const struct option options[] = {
    { .name = "cases",
      .type = OPTION_flag,
      .offset = offsetof(struct settings, cases),
      .about = "Only the verdicts of whole cases, not those of their checks." },
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec compare",
    .synopsis = "[options] A.json B.json",
    .about = "Shows the verdicts in which two JSON reports of albspec run differ. Exit code 0: in "
             "none; 1: in some; 2: one of them is no such report.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples = "  albspec run --report json=a.json; albspec run --target mine.yaml --report "
                "json=b.json\n"
                "  albspec compare a.json b.json\n",
};

struct comparison {
    struct arena *arena;
    struct map *first, *second; /* what is judged → its verdict */
    struct buf text;
    size_t same, different;
};

static cJSON *load(struct arena *a, const char *file, struct err *err)
{
    struct str text;
    struct err why;
    cJSON *report;

    if (!file_read(a, file, LIMIT_STATE_BYTES, &text, err))
        return NULL;
    report = json_parse(text, &why);
    if (!report) {
        err_set(err, "%s: %s", file, why.text);
        return NULL;
    }
    arena_json(a, report);
    if (cJSON_IsArray(json_get(report, "cases")))
        return report;
    err_set(err, "%s: this is no report of albspec run --report json=FILE", file);
    return NULL;
}

static void note(struct comparison *c, struct map *to, const char *what, const cJSON *judged)
{
    const char *verdict = json_text_or(judged, "verdict", "?");

    map_put(to, str_of(what), arena_strz(c->arena, str_of(verdict)));
}

static void note_report(struct comparison *c, struct map *to, const cJSON *report, bool checks)
{
    const cJSON *one, *check;

    cJSON_ArrayForEach(one, json_get(report, "cases"))
    {
        const char *name = arena_printf(c->arena, "%s/%s", json_text_or(one, "area", "?"),
                                        json_text_or(one, "name", "?"));
        note(c, to, name, one);
        if (!checks)
            continue;
        cJSON_ArrayForEach(check, json_get(one, "checks"))
        {
            note(c, to,
                 arena_printf(c->arena, "%s:%d %s", name, (int)json_int(check, "line"),
                              json_text_or(check, "id", "")),
                 check);
        }
    }
}

static void tell(struct comparison *c, struct str what, const char *before, const char *after)
{
    c->different++;
    buf_printf(&c->text, "%-6s %-6s %.*s\n", before ? before : "-", after ? after : "-",
               STR_ARG(what));
}

static bool compare_one(void *arg, struct str what, void *before)
{
    struct comparison *c = arg;
    const char *after = map_get(c->second, what);

    if (after && strcmp(before, after) == 0)
        c->same++;
    else
        tell(c, what, before, after);
    return true;
}

static bool tell_new(void *arg, struct str what, void *after)
{
    struct comparison *c = arg;

    if (!map_get(c->first, what))
        tell(c, what, NULL, after);
    return true;
}

static int compare(struct comparison *c, const char *const *files, bool checks)
{
    const cJSON *first, *second;
    struct err err;

    first = load(c->arena, files[0], &err);
    second = first ? load(c->arena, files[1], &err) : NULL;
    if (!second)
        return console_refuse(EXIT_usage, err.text);
    note_report(c, c->first, first, checks);
    note_report(c, c->second, second, checks);
    map_each(c->first, compare_one, c);
    map_each(c->second, tell_new, c);
    buf_printf(&c->text, "%zu verdicts are the same, %zu differ\n", c->same, c->different);
    return console_print(&c->text, c->different ? EXIT_failed : EXIT_passed);
}

int command_compare(int argc, const char **argv)
{
    struct comparison c = { .text = BUF_LIMIT(LIMIT_STATE_BYTES) };
    struct settings s = { 0 };
    size_t words;
    int code;

    if (!console_options(&option_set, argc, argv, &s, &words, &code))
        return code;
    if (words != 2)
        return console_refuse(EXIT_usage, "albspec compare wants two JSON reports: A.json B.json");
    c.arena = arena_new();
    c.first = map_new();
    c.second = map_new();
    code = compare(&c, argv + 1, !s.cases);
    map_free(c.second);
    map_free(c.first);
    arena_free(c.arena);
    return code;
}
