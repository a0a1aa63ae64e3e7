#include "runner/kube/trouble.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "runner/kube/body.h"
#include "runner/kube/status.h"
#include "runner/kube/verbs.h"
#include "runner/kube/watching.h"

#include "base/banned.h"

#define ROOT "/_kube/"

static bool copy_text(char *to, const cJSON *from)
{
    if (from && !cJSON_IsString(from))
        return false;
    return snprintf(to, TROUBLE_NAME, "%s", from ? from->valuestring : "") < TROUBLE_NAME;
}

static cJSON *read_trouble(const struct request *q, const cJSON *body, struct trouble *ret)
{
    int64_t times = json_int_or(body, "times", INT32_MAX);

    if (!status_has(json_int(body, "status"), &ret->status))
        return status_refuse(q->arena, STATUS_bad_request,
                             "status is one that the API refuses with: 401, 403, 404, 409, 410, "
                             "415, 422, 429, 500, 503, 504");
    if (!copy_text(ret->verb, json_get(body, "verb")) ||
        !copy_text(ret->resource, json_get(body, "resource")) || times < 1)
        return status_refuse(q->arena, STATUS_bad_request,
                             "verb and resource are names; times is a number from 1 on");
    ret->times = times;
    return NULL;
}

static cJSON *add_trouble(struct cluster *c, const struct request *q)
{
    struct trouble t = { 0 };
    cJSON *body, *no = body_object(q, &body);

    if (!no)
        no = read_trouble(q, body, &t);
    if (!no && c->trouble_count == TROUBLES)
        no = status_refuse(q->arena, STATUS_too_many_requests,
                           "there are %d troubles already: DELETE them first", TROUBLES);
    if (!no)
        c->troubles[c->trouble_count++] = t;
    return no;
}

static cJSON *act(struct cluster *c, const struct request *q, struct str what)
{
    bool posts = str_is(q->method, "POST");

    if (str_is(what, "troubles") && posts)
        return add_trouble(c, q);
    if (str_is(what, "troubles") && str_is(q->method, "DELETE"))
        c->trouble_count = 0;
    else if (str_is(what, "watches/end") && posts)
        watching_end_all(c);
    else if (str_is(what, "forget") && posts)
        store_compact(c->store);
    else
        return status_no_route(q->arena);
    return NULL;
}

bool trouble_answer(struct cluster *c, const struct request *q, struct reply *reply)
{
    cJSON *no, *answer;

    if (!str_starts(q->path, STR(ROOT)))
        return false;
    no = act(c, q, str_skip(q->path, sizeof(ROOT) - 1));
    answer = arena_json(q->arena, cJSON_CreateObject());
    json_add_int(answer, "troubles", (int64_t)c->trouble_count);
    reply_json(reply, no ? status_code(no) : 200, no ? no : answer);
    return true;
}

static bool is_meant(const char *pattern, const char *name)
{
    return !*pattern || !strcmp(pattern, name);
}

cJSON *trouble_met(struct cluster *c, struct arena *a, const char *verb, const char *resource)
{
    for (size_t i = 0; i < c->trouble_count; i++) {
        struct trouble *t = &c->troubles[i];
        enum status_id status = (enum status_id)t->status;
        if (!is_meant(t->verb, verb) || !is_meant(t->resource, resource))
            continue;
        if (--t->times == 0)
            memmove(t, t + 1, (--c->trouble_count - i) * sizeof(*t));
        return status_refuse(a, status, "trouble on request: %s %s", verb, resource);
    }
    return NULL;
}
