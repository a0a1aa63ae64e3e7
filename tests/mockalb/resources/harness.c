#include "harness.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "base/yaml.h"
#include "mockalb/gateway/call.h"
#include "mockalb/gateway/shape.h"
#include "mockalb/gateway/validate.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/rights.h"

#include "tests/test.h"

#include "base/banned.h"

static cJSON *quoted(struct world *w, const char *text)
{
    char *copy = arena_strz(w->arena, str_of(text));
    struct err err;

    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    cJSON *json = json_parse(str_of(copy), &err);
    if (!json) {
        fprintf(stderr, "%s\nin: %s\n", err.text, text);
        abort();
    }
    return arena_json(w->arena, json);
}

cJSON *tree(struct world *w, const char *text)
{
    return json_copy(quoted(w, text));
}

bool seed(struct world *w, const char *text, struct err *err)
{
    return cloud_seed(w->cloud, quoted(w, text), err);
}

struct world *world_add(struct world *w, const char *document)
{
    struct err err;

    if (seed(w, document, &err))
        return w;
    fprintf(stderr, "%s\n", err.text);
    abort();
}

void check_shown(struct world *w, shown_fn *shown, const char *id, const char *const (*members)[2],
                 size_t count)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_str_eq(shown(w, id, members[i][0]), members[i][1]);
}

static struct world *world_of(const char *lifecycle, const struct quotas *quotas, unsigned denied)
{
    struct world *w = must_alloc(sizeof(*w));
    struct cloud_options options = { .region = "cn-hangzhou",
                                     .edition = "Standard",
                                     .account = "1000000000000001",
                                     .lifecycle = lifecycle,
                                     .quotas = quotas,
                                     .denied = denied };

    w->arena = arena_new();
    w->clock = clock_new(true);
    w->store = store_new(w->clock);
    random_init(&w->random, 1);
    w->cloud = cloud_new(w->store, w->clock, &w->random, &options);
    w->patterns = patterns_new(quotas ? quotas->maxima : NULL);
    w->region = "cn-hangzhou";
    w->host = "127.0.0.1:8080";
    w->code = "";
    return w;
}

static struct world *seeded(struct world *w)
{
    struct err err;
    const struct node *document = yaml_load(w->arena, CLOUD_YAML, &err);

    if (!document || !cloud_seed(w->cloud, arena_json(w->arena, node_json(document)), &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    return w;
}

struct world *world_empty(void)
{
    return world_of("instant", NULL, 0);
}

struct world *world_new(void)
{
    return seeded(world_of("instant", NULL, 0));
}

struct world *world_with(const struct quotas *quotas)
{
    return seeded(world_of("instant", quotas, 0));
}

struct world *world_denied(const char *kinds)
{
    unsigned denied = 0;
    struct err err;

    must(rights_deny(&denied, kinds, &err));
    return seeded(world_of("instant", NULL, denied));
}

struct world *world_realistic(void)
{
    return seeded(world_of("realistic", NULL, 0));
}

struct world *world_realistic_with(const struct quotas *quotas)
{
    return seeded(world_of("realistic", quotas, 0));
}

void world_free(struct world *w)
{
    cloud_free(w->cloud);
    store_free(w->store);
    clock_free(w->clock);
    patterns_free(w->patterns);
    arena_free(w->arena);
    free(w);
}

static const struct action *action_named(struct world *w, const char *name)
{
    struct str rest = str_of(name), first = str_cut(&rest, ':');
    const char *product = rest.at ? arena_strz(w->arena, first) : "alb";
    const char *action_name = rest.at ? rest.at : name;

    for (size_t i = 0; catalog_products[i]; i++) {
        const struct action *action = strcmp(catalog_products[i]->name, product) == 0
                                          ? catalog_action(catalog_products[i], action_name)
                                          : NULL;
        if (action && action->run)
            return action;
    }
    fprintf(stderr, "no action %s\n", name);
    abort();
}

/* As the decoder hands parameters over: all that is no list or object is text. */
static void become_texts(cJSON *item)
{
    cJSON *child;

    cJSON_ArrayForEach(child, item)
    {
        char number[32];
        cJSON *text = NULL;
        snprintf(number, sizeof(number), "%.15g", child->valuedouble);
        if (cJSON_IsNumber(child))
            text = cJSON_CreateString(number);
        else if (cJSON_IsBool(child))
            text = cJSON_CreateString(cJSON_IsTrue(child) ? "true" : "false");
        else
            become_texts(child);
        if (!text)
            continue;
        if (child->string)
            text->string = must_copy(child->string);
        cJSON_ReplaceItemViaPointer(item, child, text);
        child = text;
    }
}

static const struct api_error *run(struct call *call, struct patterns *patterns, cJSON *params)
{
    const struct api_error *refusal = rights_check(call);

    become_texts(params);
    if (!refusal)
        refusal = validate_params(call, patterns, params);
    return refusal ? refusal : call->action->run(call);
}

/*
 * Every refusal goes as one line into the file that ANSWERS names, if it names one: what was refused
 * is held against errors_by_action.txt when all tests of resources have run.
 */
static void record(const struct action *action, const struct api_error *refusal)
{
    const char *path = getenv("ANSWERS");
    FILE *file = path ? fopen(path, "a") : NULL;

    if (!file)
        return;
    fprintf(file, "%s %s %d %s %s\n", action->product->name, action->name, refusal->status,
            refusal->code, refusal->message);
    fclose(file);
}

static const char *call_action(struct world *w, const char *name, cJSON *params)
{
    struct call call = {
        .arena = w->arena,
        .action = action_named(w, name),
        .params = params,
        .region = w->region,
        .caller = "mockalb",
        .account = "1000000000000001",
        .request_id = "00000000-0000-4000-8000-000000000000",
        .host = w->host,
        .store = w->store,
        .clock = w->clock,
        .random = &w->random,
        .cloud = w->cloud,
        .reply = arena_json(w->arena, cJSON_CreateObject()),
    };

    clock_advance(w->clock, 0);
    store_begin(w->store);
    const struct api_error *refusal = run(&call, w->patterns, params);
    if (refusal) {
        store_rollback(w->store);
        record(call.action, refusal);
    } else {
        store_commit(w->store);
    }
    const char *defect =
        refusal || w->loose ? NULL : shape_defect(w->arena, call.action->reply, call.reply);
    if (defect) {
        fprintf(stderr, "the reply of %s: %s\n", name, defect);
        abort();
    }
    if (!refusal && !w->loose && !call.job_id != !(call.action->flags & ACTION_FLAG_job)) {
        fprintf(stderr, "%s %s\n", name, call.job_id ? "started a job" : "started no job");
        abort();
    }
    w->code = refusal ? refusal->code : "";
    w->message = refusal ? refusal->message : "";
    w->status = refusal ? refusal->status : 200;
    w->reply = call.reply;
    w->job = call.job_id;
    return w->code;
}

char *world_print(struct world *w, const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = arena_alloc(w->arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

const char *answer(struct world *w, const char *action, const char *params, ...)
{
    va_list args;

    va_start(args, params);
    const char *text = world_print(w, params, args);
    va_end(args);
    return call_action(w, action, quoted(w, text));
}

const char *answer_tree(struct world *w, const char *action, cJSON *take_params)
{
    return call_action(w, action, arena_json(w->arena, take_params));
}

const char *get(struct world *w, const char *path, const char *action, const char *params, ...)
{
    va_list args;

    va_start(args, params);
    const char *text = world_print(w, params, args);
    va_end(args);
    if (*call_action(w, action, quoted(w, text))) {
        fprintf(stderr, "%s %s: %s: %s\n", action, text, w->code, w->message);
        abort();
    }
    return reply_text(w, path);
}

const char *reply_text(const struct world *w, const char *path)
{
    return json_text_or(w->reply, path, "");
}

int reply_count(const struct world *w, const char *path)
{
    return cJSON_GetArraySize(json_at(w->reply, path));
}

const struct object *find(const struct world *w, const char *kind, const char *id)
{
    return store_find(w->store, kind_named(kind), id);
}

const char *state_of(const struct world *w, const char *kind, const char *id)
{
    const struct object *o = find(w, kind, id);

    return o ? lifecycle_state(o) : "";
}

int count(const struct world *w, const char *kind)
{
    return (int)store_count(w->store, kind_named(kind), NULL);
}

const char *rule_to(struct world *w, int priority, const char *path, const char *group)
{
    return arena_printf(
        w->arena,
        "'Priority':%d,'RuleName':'rule-%d','RuleConditions':[{'Type':'Host','HostConfig':"
        "{'Values':['example.com']}},{'Type':'Path','PathConfig':{'Values':['%s']}}],"
        "'RuleActions':[{'Order':1,'Type':'ForwardGroup','ForwardGroupConfig':"
        "{'ServerGroupTuples':[{'ServerGroupId':'%s'}]}}]",
        priority, priority, path, group);
}
