#include "runner/merge.h"

#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "reports/case_json.h"
#include "reports/profile.h"

#include "base/banned.h"

enum { MAX_CASES = 20000 };

struct merge {
    struct arena *arena;
    struct run_result run;
    struct case_result *cases;
};

static bool has_case(const struct merge *m, const struct case_result *c)
{
    for (size_t i = 0; i < m->run.count; i++)
        if (strcmp(m->cases[i].area, c->area) == 0 && strcmp(m->cases[i].name, c->name) == 0)
            return true;
    return false;
}

static bool add_cases(struct merge *m, const char *file, const cJSON *list, struct err *err)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, list)
    {
        const struct case_result *c = case_result_of(m->arena, item);
        if (!c || m->run.count == MAX_CASES)
            return err_set(err, "%s: its cases make no sense", file);
        if (has_case(m, c))
            return err_set(err, "%s: %s/%s is in an earlier part too", file, c->area, c->name);
        m->cases[m->run.count++] = *c;
    }
    return true;
}

bool merge_add(struct merge *m, const char *file, struct err *err)
{
    struct str text;
    cJSON *json;
    int64_t seed = 0, started;

    if (!file_read(m->arena, file, LIMIT_STATE_BYTES, &text, err))
        return false;
    json = arena_json(m->arena, json_parse(text, err));
    if (!cJSON_IsArray(json_get(json, "cases")))
        return err_set(err, "%s: this is no JSON report of a run", file);
    str_int(str_of(json_text_or(json, "seed", "0")), &seed);
    m->run.seed = (uint64_t)seed;
    m->run.subject = json_text_or(json, "controller", "?");
    m->run.version = json_text_or(json, "version", ALBKIT_VERSION);
    if (clock_parse_iso(json_text_or(json, "started", ""), &started) &&
        (!m->run.started_ms || started < m->run.started_ms))
        m->run.started_ms = started;
    if (json_int(json, "tookMs") > m->run.took_ms)
        m->run.took_ms = json_int(json, "tookMs"); /* they ran side by side */
    profile_take_json(m->arena, json, &m->run);
    return add_cases(m, file, json_get(json, "cases"), err);
}

struct merge *merge_new(struct arena *a)
{
    struct merge *m = arena_new_of(a, struct merge);

    *m = (struct merge){ .arena = a };
    m->cases = arena_alloc(a, MAX_CASES * sizeof(*m->cases));
    m->run.cases = m->cases;
    return m;
}

const struct run_result *merge_result(const struct merge *m)
{
    return &m->run;
}
