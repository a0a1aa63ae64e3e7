#include "runner/remote/replica.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"

#include "base/banned.h"

enum {
    REQUEST_MS = 20000,
    WATCH_SECONDS = 290,
    PAUSE_MS = 200, /* before the next try, when a server refuses */
    TRIES = 10,     /* in a row, until it counts as refused */
    VERSION_ROOM = 64,
    STATUS_GONE = 410,
};

struct replica {
    struct replica_options o;
    cJSON *objects;
    char version[VERSION_ROOM]; /* to watch from; "": list first */
    uint64_t revision;
    bool synced;
    int refusals; /* in a row */
    struct err why;
    struct transfer *transfer;
    struct timer pause;
    struct buf line;
};

/* ---- objects ---- */

static bool is_same(const cJSON *object, const char *ns, const char *name)
{
    const cJSON *metadata = json_get(object, "metadata");
    const char *own = json_text(metadata, "namespace");

    return json_is_text(json_get(metadata, "name"), name) &&
           (own && ns ? strcmp(own, ns) == 0 : !own && !ns);
}

static cJSON *find(const struct replica *r, const char *ns, const char *name)
{
    cJSON *object = NULL;

    cJSON_ArrayForEach(object, r->objects)
    {
        if (is_same(object, ns, name))
            return object;
    }
    return NULL;
}

static void note_version(struct replica *r, const char *version)
{
    int64_t number = 0;

    if (!version || !*version || strlen(version) >= VERSION_ROOM)
        return;
    memcpy(r->version, version, strlen(version) + 1);
    if (str_int(str_of(version), &number) && (uint64_t)number > r->revision)
        r->revision = (uint64_t)number;
}

static void put(struct replica *r, cJSON *take_object)
{
    cJSON *known;

    if (!r->o.take(r->o.arg, r->o.kind, take_object)) {
        cJSON_Delete(take_object);
        return;
    }
    known = find(r, json_text(take_object, "metadata.namespace"),
                 json_text_or(take_object, "metadata.name", ""));
    if (known)
        cJSON_ReplaceItemViaPointer(r->objects, known, take_object);
    else
        cJSON_AddItemToArray(r->objects, take_object);
}

static void drop(struct replica *r, cJSON *take_object)
{
    cJSON *known = r->o.take(r->o.arg, r->o.kind, take_object)
                       ? find(r, json_text(take_object, "metadata.namespace"),
                              json_text_or(take_object, "metadata.name", ""))
                       : NULL;

    if (known)
        cJSON_Delete(cJSON_DetachItemViaPointer(r->objects, known));
    cJSON_Delete(take_object);
}

/* ---- requests ---- */

static void go_on(struct replica *r);

static void on_pause_over(struct timer *t)
{
    go_on((struct replica *)(void *)((char *)t - offsetof(struct replica, pause)));
}

static void pause_then_go_on(struct replica *r, int64_t ms)
{
    r->pause.fire = on_pause_over;
    timer_set(loop_clock(r->o.loop), &r->pause, ms);
}

static void be_refused(struct replica *r, const struct fetch_reply *reply)
{
    cJSON *status = reply->status ? json_parse(reply->body, NULL) : NULL;

    r->refusals++;
    if (reply->status)
        err_set(&r->why, "%s are not told of: %s (%d)", r->o.kind->plural,
                json_text_or(status, "message", "?"), reply->status);
    else
        err_set(&r->why, "%s", reply->error);
    cJSON_Delete(status);
    r->version[0] = '\0';
    r->o.on_change(r->o.arg, r->o.kind);
    pause_then_go_on(r, PAUSE_MS);
}

static struct transfer *ask(struct replica *r, const char *query, struct fetch_request *request)
{
    struct arena *a = arena_new();
    const struct remote_config *c = r->o.config;
    const char *headers[] = { "Accept: application/json", NULL, NULL };
    struct buf url = BUF_LIMIT(8192);
    struct transfer *t;

    if (c->token)
        headers[1] = arena_printf(a, "Authorization: Bearer %s", c->token);
    buf_printf(&url, "%s%s?%s", c->server, remote_path(a, r->o.kind, NULL, NULL), query);
    if (r->o.selector) {
        buf_add_text(&url, "&labelSelector=");
        buf_add_percent(&url, str_of(r->o.selector));
    }
    request->method = "GET";
    request->url = url.at;
    request->headers = headers;
    request->ca_file = c->ca_file;
    request->cert_file = c->cert_file;
    request->key_file = c->key_file;
    request->unverified = c->unverified;
    request->arg = r;
    t = fetch_start(r->o.fetch, request);
    buf_done(&url);
    arena_free(a);
    return t;
}

/* ---- list ---- */

static void on_listed(void *arg, const struct fetch_reply *reply)
{
    struct replica *r = arg;
    cJSON *list = reply->status == 200 ? json_parse(reply->body, NULL) : NULL, *items, *item;

    r->transfer = NULL;
    if (!list) {
        be_refused(r, reply);
        return;
    }
    r->refusals = 0;
    r->synced = true;
    cJSON_Delete(r->objects);
    r->objects = cJSON_CreateArray();
    items = json_mutable(list, "items");
    while ((item = cJSON_DetachItemFromArray(items, 0)) != NULL)
        put(r, item);
    note_version(r, json_text(list, "metadata.resourceVersion"));
    cJSON_Delete(list);
    r->o.on_change(r->o.arg, r->o.kind);
    go_on(r);
}

/* ---- watch ---- */

static void take_event(struct replica *r, cJSON *event)
{
    const char *type = json_text_or(event, "type", "");
    cJSON *object = cJSON_DetachItemFromObjectCaseSensitive(event, "object");

    if (strcmp(type, "ERROR") == 0) {
        r->version[0] = '\0';
        cJSON_Delete(object);
        return;
    }
    note_version(r, json_text(object, "metadata.resourceVersion"));
    if (strcmp(type, "BOOKMARK") == 0) {
        cJSON_Delete(object);
        return;
    }
    if (strcmp(type, "DELETED") == 0)
        drop(r, object);
    else
        put(r, object);
    r->o.on_change(r->o.arg, r->o.kind);
}

static void on_bytes(void *arg, struct str bytes)
{
    struct replica *r = arg;
    size_t end;

    while (str_find(bytes, '\n', &end)) {
        cJSON *event;
        buf_add(&r->line, (struct str){ bytes.at, end });
        bytes = str_skip(bytes, end + 1);
        event = json_parse(buf_str(&r->line), NULL);
        buf_reset(&r->line);
        if (event)
            take_event(r, event);
        cJSON_Delete(event);
    }
    buf_add(&r->line, bytes);
}

static void on_watched(void *arg, const struct fetch_reply *reply)
{
    struct replica *r = arg;

    r->transfer = NULL;
    buf_reset(&r->line);
    if (reply->status == STATUS_GONE)
        r->version[0] = '\0';
    if (reply->status == 200 || reply->status == STATUS_GONE || !reply->status)
        pause_then_go_on(r, reply->status ? 0 : PAUSE_MS);
    else
        be_refused(r, reply);
}

static void go_on(struct replica *r)
{
    struct fetch_request list = { .timeout_ms = REQUEST_MS, .on_done = on_listed };
    struct fetch_request watch = { .on_data = on_bytes, .on_done = on_watched };
    struct buf query = BUF_LIMIT(512);

    if (r->version[0])
        buf_printf(&query,
                   "watch=true&allowWatchBookmarks=true&timeoutSeconds=%d&resourceVersion=%s",
                   WATCH_SECONDS, r->version);
    else
        buf_add_text(&query, "limit=0");
    r->transfer = ask(r, query.at, r->version[0] ? &watch : &list);
    buf_done(&query);
}

struct replica *replica_new(const struct replica_options *o)
{
    struct replica *r = must_alloc(sizeof(*r));

    r->o = *o;
    r->objects = cJSON_CreateArray();
    r->line = BUF_LIMIT(LIMIT_KUBE_OBJECT);
    go_on(r);
    return r;
}

void replica_free(struct replica *r)
{
    if (!r)
        return;
    if (r->transfer)
        transfer_cancel(r->transfer);
    timer_stop(&r->pause);
    cJSON_Delete(r->objects);
    buf_done(&r->line);
    free(r);
}

bool replica_is_synced(const struct replica *r)
{
    return r->synced;
}

bool replica_is_refused(const struct replica *r, struct err *err)
{
    if (r->refusals < TRIES)
        return false;
    if (err)
        *err = r->why;
    return true;
}

uint64_t replica_revision(const struct replica *r)
{
    return r->revision;
}

const cJSON *replica_objects(const struct replica *r)
{
    return r->objects;
}

const cJSON *replica_get(const struct replica *r, const char *ns, const char *name)
{
    return find(r, ns, name);
}
