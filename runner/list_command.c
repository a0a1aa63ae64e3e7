#include <stddef.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/library.h"
#include "runner/rows.h"

#include "base/banned.h"

struct settings {
    const char *format, *data;
};

static const struct option options[] = {
    ROW_FORMAT(offsetof(struct settings, format), "For people, or for programs."),
    ROW_DATA(offsetof(struct settings, data), "suites/ and fixtures/"),
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec list",
    .synopsis = "[options] [case | area | tag | requirement | file] ...",
    .about = "Shows cases: all of them, or those that the words choose, with the requirements that "
             "each proves.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples = "  albspec list\n"
                "  albspec list A-06\n"
                "  albspec list --format json scenarios\n",
};

enum { MAX_IDS = 1000 };

struct ids {
    const char *at[MAX_IDS];
    size_t count;
};

static void add_id(struct ids *to, const char *id)
{
    for (size_t i = 0; i < to->count; i++) {
        if (strcmp(to->at[i], id) == 0)
            return;
    }
    if (to->count < MAX_IDS)
        to->at[to->count++] = id;
}

static void find_ids(const struct spec_case *c, struct ids *to)
{
    to->count = 0;
    for (const struct step *s = c->steps; s; s = s->next) {
        for (const char *const *id = s->proves; *id; id++)
            add_id(to, *id);
    }
}

static void add_words(struct buf *to, const char *before, const char *const *words, size_t count)
{
    size_t column = strlen(before);

    buf_add_text(to, before);
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(words[i]);
        if (column + 1 + len > 80) {
            buf_printf(to, "\n%*s", (int)strlen(before), "");
            column = strlen(before);
        }
        buf_printf(to, " %s", words[i]);
        column += 1 + len;
    }
    buf_add_char(to, '\n');
}

static size_t count_words(const char *const *words)
{
    size_t count = 0;

    while (words[count])
        count++;
    return count;
}

static void add_text(struct buf *to, const struct spec_case *c, struct ids *ids)
{
    find_ids(c, ids);
    buf_printf(to, "%s/%s\n    %.*s\n", c->area, c->name, STR_ARG(c->title));
    if (c->tags[0])
        add_words(to, "    tags:  ", c->tags, count_words(c->tags));
    if (ids->count)
        add_words(to, "    proves:", ids->at, ids->count);
    if (c->needs[0])
        add_words(to, "    needs: ", c->needs, count_words(c->needs));
    if (c->skip.len)
        buf_printf(to, "    skipped: %.*s\n", STR_ARG(c->skip));
}

static void add_texts(cJSON *to, const char *name, const char *const *words, size_t count)
{
    cJSON *list = json_add_array(to, name);

    for (size_t i = 0; i < count; i++)
        json_push_text(list, words[i]);
}

static cJSON *case_json(struct arena *a, const struct spec_case *c)
{
    cJSON *json = cJSON_CreateObject(), *checks;

    json_add_text(json, "name", arena_printf(a, "%s/%s", c->area, c->name));
    json_add_text(json, "file", c->file);
    json_add_text(json, "title", arena_strz(a, c->title));
    add_texts(json, "tags", c->tags, count_words(c->tags));
    add_texts(json, "needs", c->needs, count_words(c->needs));
    if (c->skip.len)
        json_add_text(json, "skip", arena_strz(a, c->skip));
    checks = json_add_array(json, "checks");
    for (const struct step *s = c->steps; s; s = s->next) {
        cJSON *check;
        if (!s->proves[0])
            continue;
        check = json_push(checks, cJSON_CreateObject());
        add_texts(check, "proves", s->proves, count_words(s->proves));
        json_add_text(check, "verb", s->verb);
        json_add_int(check, "line", s->line);
    }
    return json;
}

static void print_json(struct arena *a, const struct case_list *cases, struct buf *to)
{
    cJSON *all = cJSON_CreateObject(), *list;

    json_add_int(all, "schema", 1);
    list = json_add_array(all, "cases");
    for (size_t i = 0; i < cases->count; i++)
        json_push(list, case_json(a, cases->at[i]));
    json_print_pretty(to, all);
    buf_add_char(to, '\n');
    cJSON_Delete(all);
}

static int list(struct arena *a, const struct settings *s, const char *const *words)
{
    struct library l;
    struct case_list cases;
    struct err err;
    struct ids *ids = arena_new_of(a, struct ids);
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);

    if (!library_open(a, s->data, &l, &err))
        return console_refuse(EXIT_usage, err.text);
    cases = l.cases;
    if (*words && !cases_select(a, &l.cases, &l.language, words, &cases, &err))
        return console_refuse(EXIT_usage, err.text);
    if (strcmp(s->format, "json") == 0) {
        print_json(a, &cases, &text);
        return console_print(&text, EXIT_passed);
    }
    for (size_t i = 0; i < cases.count; i++)
        add_text(&text, cases.at[i], ids);
    buf_printf(&text, "%zu cases\n", cases.count);
    return console_print(&text, EXIT_passed);
}

int command_list(int argc, const char **argv)
{
    struct settings s;
    struct arena *a;
    size_t words;
    int code;

    if (!console_options(&option_set, argc, argv, &s, &words, &code))
        return code;
    a = arena_new();
    code = list(a, &s, argv + 1);
    arena_free(a);
    return code;
}
