#include "runner/remote/remote.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "runner/remote/replica.h"

#include "base/banned.h"

#define MANAGER     "albspec"
#define APPLY_PATCH "application/apply-patch+yaml"
#define MERGE_PATCH "application/merge-patch+json"

enum { REQUEST_MS = 30000, HEARD_MS = 3000 };

struct remote {
    struct remote_options o;
    struct replica *replicas[REMOTE_KINDS];
};

struct remote *remote_new(const struct remote_options *o, bool follows)
{
    struct remote *r = must_alloc(sizeof(*r));

    r->o = *o;
    for (size_t i = 0; follows && i < REMOTE_KINDS; i++) {
        const struct remote_kind *k = remote_kind_at(i);
        struct replica_options replica = { .loop = o->loop,
                                           .fetch = o->fetch,
                                           .config = o->config,
                                           .kind = k,
                                           .take = o->take,
                                           .on_change = o->on_change,
                                           .arg = o->arg };
        if (strcmp(k->kind, "Event") != 0)
            replica.selector = o->selector;
        if (k->is_followed)
            r->replicas[i] = replica_new(&replica);
    }
    return r;
}

void remote_free(struct remote *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < REMOTE_KINDS; i++)
        replica_free(r->replicas[i]);
    free(r);
}

bool remote_is_synced(const struct remote *r)
{
    for (size_t i = 0; i < REMOTE_KINDS; i++)
        if (r->replicas[i] && !replica_is_synced(r->replicas[i]))
            return false;
    return true;
}

bool remote_is_refused(const struct remote *r, struct err *err)
{
    for (size_t i = 0; i < REMOTE_KINDS; i++)
        if (r->replicas[i] && replica_is_refused(r->replicas[i], err))
            return true;
    return false;
}

uint64_t remote_revision(const struct remote *r)
{
    uint64_t newest = 0;

    for (size_t i = 0; i < REMOTE_KINDS; i++) {
        uint64_t own = r->replicas[i] ? replica_revision(r->replicas[i]) : 0;
        newest = own > newest ? own : newest;
    }
    return newest;
}

/* ---- what was heard of ---- */

static const struct replica *replica_of(const struct remote *r, const char *kind)
{
    for (size_t i = 0; i < REMOTE_KINDS; i++)
        if (remote_kind_at(i) == remote_kind_named(kind))
            return r->replicas[i];
    return NULL;
}

void remote_each(const struct remote *r, const char *kind, const char *ns,
                 bool (*fn)(void *arg, const cJSON *object), void *arg)
{
    const struct replica *replica = replica_of(r, kind);
    const cJSON *list = replica ? replica_objects(replica) : NULL;

    for (const cJSON *o = list ? list->child : NULL, *next; o; o = next) {
        next = o->next;
        if ((!ns || json_is_text(json_at(o, "metadata.namespace"), ns)) && !fn(arg, o))
            return;
    }
}

const cJSON *remote_get(const struct remote *r, const char *kind, const char *ns, const char *name)
{
    const struct replica *replica = replica_of(r, kind);

    return replica ? replica_get(replica, ns, name) : NULL;
}

/* ---- calls ---- */

struct answer {
    struct arena *arena;
    bool done;
    int status;
    const cJSON *body;
    struct err *err;
    const char *what;
};

static bool is_done(void *arg)
{
    return ((struct answer *)arg)->done;
}

static void on_answer(void *arg, const struct fetch_reply *reply)
{
    struct answer *to = arg;
    cJSON *body = reply->status ? json_parse(reply->body, NULL) : NULL;

    to->done = true;
    to->status = reply->status;
    to->body = body ? arena_json(to->arena, body) : NULL;
    if (!reply->status)
        err_set(to->err, "%s", reply->error);
    else if (reply->status > 299)
        err_set(to->err, "%s: %s (%d)", to->what, json_text_or(to->body, "message", "?"),
                reply->status);
}

int remote_call(struct remote *r, struct arena *a, const struct remote_request *request,
                const cJSON **ret_body, struct err *err)
{
    const struct remote_config *c = r->o.config;
    struct answer answer = { .arena = a, .err = err };
    struct buf body = BUF_LIMIT(LIMIT_KUBE_OBJECT);
    const char *headers[4] = { "Accept: application/json" };
    struct fetch_request f = { .method = request->method,
                               .url = arena_printf(a, "%s%s", c->server, request->path),
                               .headers = headers,
                               .timeout_ms = REQUEST_MS,
                               .ca_file = c->ca_file,
                               .cert_file = c->cert_file,
                               .key_file = c->key_file,
                               .unverified = c->unverified,
                               .on_done = on_answer,
                               .arg = &answer };
    struct transfer *t;
    size_t count = 1;

    if (c->token)
        headers[count++] = arena_printf(a, "Authorization: Bearer %s", c->token);
    if (request->type) {
        headers[count] = arena_printf(a, "Content-Type: %s", request->type);
        json_print(&body, request->body);
        f.body = buf_str(&body);
    }
    answer.what = arena_printf(a, "%s %s", request->method, request->path);
    t = fetch_start(r->o.fetch, &f);
    buf_done(&body);
    if (!loop_until(r->o.loop, is_done, &answer, (int64_t)2 * REQUEST_MS))
        transfer_cancel(t);
    if (!answer.done)
        err_set(err, "%s: no answer", answer.what);
    if (ret_body)
        *ret_body = answer.body;
    return answer.status;
}

static bool is_fine(int status)
{
    return status >= 200 && status <= 299;
}

static const char *fields(struct arena *a, const char *path)
{
    return arena_printf(a, "%s%cfieldManager=" MANAGER, path, strchr(path, '?') ? '&' : '?');
}

/* ---- writes ---- */

struct awaited {
    const struct replica *replica;
    uint64_t revision;
};

static bool is_heard(void *arg)
{
    const struct awaited *w = arg;

    return replica_revision(w->replica) >= w->revision;
}

/* What was answered has come over the watch too, if its kind is followed. */
static void wait_until_heard(struct remote *r, const cJSON *object)
{
    struct awaited wait = { replica_of(r, json_text_or(object, "kind", "")), 0 };
    int64_t revision = 0;

    str_int(str_of(json_text_or(object, "metadata.resourceVersion", "")), &revision);
    wait.revision = revision > 0 ? (uint64_t)revision : 0;
    if (wait.replica && wait.revision)
        loop_until(r->o.loop, is_heard, &wait, HEARD_MS);
}

static bool write_object(struct remote *r, struct arena *a, const struct remote_request *request,
                         struct err *err)
{
    const cJSON *object = NULL;

    if (!is_fine(remote_call(r, a, request, &object, err)))
        return false;
    wait_until_heard(r, object);
    return true;
}

bool remote_patch(struct remote *r, const char *path, const cJSON *patch, struct err *err)
{
    struct arena *a = arena_new();
    struct remote_request request = { "PATCH", fields(a, path), MERGE_PATCH, patch };
    bool fine = write_object(r, a, &request, err);

    arena_free(a);
    return fine;
}

bool remote_delete(struct remote *r, const char *path, struct err *err)
{
    struct arena *a = arena_new();
    struct remote_request request = { "DELETE", arena_printf(a, "%s?gracePeriodSeconds=0", path),
                                      NULL, NULL };
    int status = remote_call(r, a, &request, NULL, err);

    arena_free(a);
    return is_fine(status) || status == 404;
}

static bool apply_status(struct remote *r, struct arena *a, const char *path, const cJSON *status,
                         struct err *err)
{
    cJSON *patch = arena_json(a, cJSON_CreateObject());

    json_add(patch, "status", json_copy(status));
    return remote_patch(r, arena_printf(a, "%s/status", path), patch, err);
}

bool remote_apply(struct remote *r, const cJSON *object, struct err *err)
{
    const char *name = json_text_or(object, "kind", "");
    const struct remote_kind *kind = remote_kind_named(name);
    const cJSON *status = json_get(object, "status");
    struct arena *a;
    cJSON *own;
    const char *path;
    bool fine;

    if (!kind)
        return err_set(err, "objects of kind %s are not made in a cluster of somebody else's",
                       name);
    a = arena_new();
    path = remote_path(a, kind, json_text(object, "metadata.namespace"),
                       json_text_or(object, "metadata.name", ""));
    own = arena_json(a, json_copy(object));
    if (kind->has_status)
        json_drop(own, "status");
    struct remote_request request = { "PATCH", arena_printf(a, "%s&force=true", fields(a, path)),
                                      APPLY_PATCH, own };
    fine = write_object(r, a, &request, err) &&
           (!status || !kind->has_status || apply_status(r, a, path, status, err));
    arena_free(a);
    return fine;
}
