#include "mockalb/gateway/faults.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "base/str.h"

#include "base/banned.h"

enum { MAX_FAULTS = 200 };

struct fault {
    cJSON *spec;
    int64_t times, after; /* what is left; times < 0: for ever */
    struct fault *next;
};

struct faults {
    struct fault *first;
    size_t count;
    int64_t page_size;
};

struct faults *faults_new(void)
{
    return must_alloc(sizeof(struct faults));
}

void faults_clear(struct faults *f)
{
    while (f->first) {
        struct fault *fault = f->first;
        f->first = fault->next;
        cJSON_Delete(fault->spec);
        free(fault);
    }
    f->count = 0;
    f->page_size = 0;
}

void faults_free(struct faults *f)
{
    if (!f)
        return;
    faults_clear(f);
    free(f);
}

static bool is_known(const char *name)
{
    static const char *const names[] = { "action", "code",     "status", "times",
                                         "after",  "pageSize", NULL };

    for (const char *const *n = names; *n; n++)
        if (str_is(str_of(name), *n))
            return true;
    return false;
}

static bool is_count(const cJSON *fault, const char *name, int64_t least)
{
    const cJSON *item = json_get(fault, name);

    return !item || (cJSON_IsNumber(item) && json_int(fault, name) >= least);
}

static bool check(const cJSON *fault, struct err *err)
{
    if (!cJSON_IsObject(fault))
        return err_set(err, "a fault is an object: {\"action\": \"CreateRules\", \"code\": "
                            "\"Throttling.User\", \"times\": 2}");
    for (const cJSON *item = fault->child; item; item = item->next)
        if (!is_known(item->string))
            return err_set(err,
                           "a fault has no %s; it has action, code, status, times, after, pageSize",
                           item->string);
    if (!is_count(fault, "times", 1) || !is_count(fault, "after", 0) ||
        !is_count(fault, "pageSize", 1) || !is_count(fault, "status", 400))
        return err_set(err, "times and pageSize are numbers from 1, after from 0, status from 400");
    if (!json_text(fault, "action") && !json_get(fault, "pageSize"))
        return err_set(err, "a fault needs an action, or * for all of them");
    return true;
}

bool faults_add(struct faults *f, const cJSON *spec, struct err *err)
{
    struct fault **last = &f->first;

    if (!check(spec, err))
        return false;
    if (json_get(spec, "pageSize")) {
        f->page_size = json_int(spec, "pageSize");
        return true;
    }
    if (f->count == MAX_FAULTS)
        return err_set(err, "there are %d faults already", MAX_FAULTS);
    while (*last)
        last = &(*last)->next;
    *last = must_alloc(sizeof(**last));
    (*last)->spec = json_copy(spec);
    (*last)->times = json_int_or(spec, "times", -1);
    (*last)->after = json_int_or(spec, "after", 0);
    f->count++;
    return true;
}

cJSON *faults_list(const struct faults *f)
{
    cJSON *list = cJSON_CreateArray();

    for (const struct fault *fault = f->first; fault; fault = fault->next) {
        cJSON *item = json_push(list, json_copy(fault->spec));
        if (fault->times >= 0)
            json_set(item, "times", cJSON_CreateNumber((double)fault->times));
        if (fault->after > 0)
            json_set(item, "after", cJSON_CreateNumber((double)fault->after));
    }
    return list;
}

static bool is_about(const struct fault *fault, const char *action)
{
    struct str rest = str_of(json_text_or(fault->spec, "action", ""));

    while (rest.at) {
        struct str name = str_cut(&rest, '|');
        if (str_is(name, "*") || str_is(name, action))
            return true;
    }
    return false;
}

static int status_of(const struct fault *fault, const char *code)
{
    for (int id = 0; id < ERR_COUNT; id++)
        if (str_is(str_of(code), error_code((enum error_id)id)))
            return (int)json_int_or(fault->spec, "status", error_status((enum error_id)id));
    return (int)json_int_or(fault->spec, "status", 400);
}

static const struct api_error *new_error(struct call *call, int status, const char *code)
{
    struct api_error *error = arena_new_of(call->arena, struct api_error);

    error->id = ERR_internal_error;
    error->status = status;
    error->code = arena_strz(call->arena, str_of(code));
    error->message =
        arena_printf(call->arena, "The call fails with %s because a fault was set.", error->code);
    return error;
}

const struct api_error *faults_strike(struct faults *f, struct call *call, const char *action,
                                      bool *ret_lost)
{
    for (struct fault *fault = f->first; fault; fault = fault->next) {
        const char *code = json_text(fault->spec, "code");
        if (!fault->times || !is_about(fault, action))
            continue;
        if (fault->after > 0) {
            fault->after--;
            continue;
        }
        if (fault->times > 0)
            fault->times--;
        if (code)
            return new_error(call, status_of(fault, code), code);
        *ret_lost = true;
        return NULL;
    }
    return NULL;
}

const struct api_error *faults_lost(struct call *call)
{
    return new_error(call, 503, "ServiceUnavailable");
}

int64_t faults_page_size(const struct faults *f)
{
    return f->page_size;
}
