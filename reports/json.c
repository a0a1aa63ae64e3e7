#include "base/json.h"
#include "base/arena.h"
#include "base/clock.h"
#include "reports/case_json.h"
#include "reports/formats.h"
#include "reports/profile.h"

#include "base/banned.h"

/* Raised when a member changes its meaning or goes; new members come without. */
enum { SCHEMA_VERSION = 1 };

static void add_counts(cJSON *to, const struct run_result *r)
{
    struct report_counts counts = report_count(r);
    cJSON *json = json_add_object(to, "counts");

    for (int v = 0; v < VERDICT_COUNT; v++)
        json_add_int(json, verdict_name((enum verdict)v), (int64_t)counts.of[v]);
}

static void write_json(const struct run_result *r, struct buf *to)
{
    cJSON *json = cJSON_CreateObject();
    struct arena *a = arena_new();
    char started[CLOCK_ISO_ROOM];
    cJSON *cases;

    clock_iso_ms(r->started_ms, started);
    json_add_int(json, "schema", SCHEMA_VERSION);
    json_add_text(json, "program", "albspec");
    json_add_text(json, "version", r->version);
    json_add_text(json, "controller", r->subject);
    json_add_text(json, "seed", arena_printf(a, "%llu", (unsigned long long)r->seed));
    json_add_text(json, "started", started);
    json_add_int(json, "tookMs", r->took_ms);
    add_counts(json, r);
    profile_add_json(json, r);
    cases = json_add_array(json, "cases");
    for (size_t i = 0; i < r->count; i++)
        json_push(cases, case_result_json(&r->cases[i]));
    json_print_pretty(to, json);
    buf_add_char(to, '\n');
    cJSON_Delete(json);
    arena_free(a);
}

const struct report_type report_json = { "json", ".json", "everything, for programs", write_json };
