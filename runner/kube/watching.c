#include "runner/kube/watching.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/must.h"
#include "runner/kube/list.h"
#include "runner/kube/selector.h"
#include "runner/kube/view.h"

#include "base/banned.h"

#define BOOKMARK_MS INT64_C(60000)

struct watching {
    struct watcher watcher;
    struct cluster *cluster;
    struct arena *arena; /* the filter's */
    struct filter filter;
    const struct resource *resource;
    const char *ns; /* NULL: every namespace */
    struct sink sink;
    uint64_t after, sent; /* resourceVersions: where it starts; of the last frame */
    bool bookmarks, from_now, initial_end;
    int64_t timeout_ms; /* 0: none */
    struct timer timeout, bookmark;
    struct watching *next, **link; /* all of the cluster */
};

static bool matches(struct watcher *watcher, const struct object *o)
{
    const struct watching *w =
        (const struct watching *)((char *)watcher - offsetof(struct watching, watcher));

    return filter_matches(&w->filter, o->body);
}

static struct view view_of(const struct watching *w)
{
    return view_of_format(w->cluster, w->watcher.format);
}

static void send_frame(struct watching *w, struct blob *frame, uint64_t revision)
{
    struct view v = view_of(w);

    w->sent = revision;
    v.columns = false; /* only the first table says what its columns are */
    w->watcher.format = view_format(&v);
    w->sink.write(w->sink.arg, frame);
}

static void send_event(struct watcher *watcher, struct blob *frame, uint64_t revision)
{
    struct watching *w = (struct watching *)((char *)watcher - offsetof(struct watching, watcher));

    send_frame(w, frame, revision);
}

static void send_bookmark(struct watching *w, bool initial_end)
{
    struct arena *a = arena_new();
    struct view v = view_of(w);
    cJSON *object = arena_json(a, cJSON_CreateObject()), *meta;
    uint64_t now = store_revision(w->cluster->store);
    bool table = v.shape == SHAPE_table;
    struct blob *frame;

    json_add_text(object, "kind", table ? "Table" : w->resource->kind);
    json_add_text(object, "apiVersion", table ? "meta.k8s.io/v1" : w->resource->api_version);
    meta = json_add_object(object, "metadata");
    json_add_text(meta, "resourceVersion", arena_printf(a, "%" PRIu64, now));
    json_add(meta, "creationTimestamp", cJSON_CreateNull());
    if (initial_end)
        json_add_text(json_add_object(meta, "annotations"), "k8s.io/initial-events-end", "true");
    frame = view_frame(&v, "BOOKMARK", object);
    send_frame(w, frame, now);
    blob_unref(frame);
    arena_free(a);
}

static void end(struct watching *w)
{
    w->sink.end(w->sink.arg);
    watching_free(w);
}

static void fire_timeout(struct timer *t)
{
    struct watching *w = (struct watching *)((char *)t - offsetof(struct watching, timeout));

    if (w->bookmarks)
        send_bookmark(w, false);
    end(w);
}

static void fire_bookmark(struct timer *t)
{
    struct watching *w = (struct watching *)((char *)t - offsetof(struct watching, bookmark));

    send_bookmark(w, false);
    timer_set(w->cluster->clock, t, BOOKMARK_MS);
}

/* Where a watch starts, from resourceVersion, resourceVersionMatch and sendInitialEvents together. */
static cJSON *read_start(struct watching *w, const struct request *q)
{
    struct str version = request_param(q, "resourceVersion");
    struct str match = request_param(q, "resourceVersionMatch");
    struct str initial = request_param(q, "sendInitialEvents");
    int64_t number = 0;

    if (version.len && (!str_int(version, &number) || number < 0))
        return status_refuse(q->arena, STATUS_bad_request,
                             "invalid resource version \"%.*s\": it is a number",
                             (int)(version.len < 64 ? version.len : 64), version.at);
    if (initial.at && !str_is(match, "NotOlderThan"))
        return status_refuse(q->arena, STATUS_invalid,
                             "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: "
                             "Forbidden: sendInitialEvents requires setting resourceVersionMatch "
                             "to NotOlderThan");
    if (!initial.at && match.len)
        return status_refuse(q->arena, STATUS_invalid,
                             "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: "
                             "Forbidden: resourceVersionMatch is forbidden for watch unless "
                             "sendInitialEvents is provided");
    w->after = (uint64_t)number;
    w->initial_end = request_flag(q, "sendInitialEvents") && w->bookmarks;
    w->from_now = number == 0 || request_flag(q, "sendInitialEvents");
    return NULL;
}

static cJSON *read_options(struct watching *w, const struct request *q, const char *name)
{
    struct err err;
    struct str seconds = request_param(q, "timeoutSeconds");
    int64_t number;

    if (!filter_parse_labels(&w->filter, w->arena, request_param(q, "labelSelector"), &err) ||
        !filter_parse_fields(&w->filter, w->arena, w->resource, request_param(q, "fieldSelector"),
                             &err))
        return status_refuse(q->arena, STATUS_bad_request, "%s", err.text);
    if (name)
        filter_add_name(&w->filter, w->arena, str_of(name));
    if (seconds.len && (!str_int(seconds, &number) || number < 0 || number > INT32_MAX))
        return status_refuse(q->arena, STATUS_bad_request,
                             "timeoutSeconds is a number of seconds from 0 on");
    w->timeout_ms = seconds.len ? number * 1000 : 0;
    w->bookmarks = request_flag(q, "allowWatchBookmarks");
    return read_start(w, q);
}

cJSON *watching_new(struct cluster *c, const struct request *q, const struct resource *r,
                    const char *ns, const char *name, struct watching **ret)
{
    struct watching *w = must_alloc(sizeof(*w));
    struct view v = view_wanted(r, q->accept, request_param(q, "includeObject"));
    cJSON *no;

    w->cluster = c;
    w->arena = arena_new();
    w->resource = r;
    w->ns = ns ? arena_strz(w->arena, str_of(ns)) : NULL;
    w->watcher = (struct watcher){
        .kind = r->stored,
        .scope = w->ns,
        .format = view_format(&v),
        .match = matches,
        .send = send_event,
    };
    no = read_options(w, q, name);
    if (no) {
        watching_free(w);
        return no;
    }
    *ret = w;
    return NULL;
}

const char *watching_type(const struct watching *w)
{
    struct view v = view_of(w);

    return view_stream_type(&v);
}

/* What there is, as if it came into being just now. */
static void send_present(struct watching *w)
{
    struct arena *a = arena_new();
    struct list_page page = { .limit = SIZE_MAX };

    list_collect(w->cluster, a, w->resource, w->ns, &w->filter, &page);
    for (size_t i = 0; i < page.count; i++) {
        struct view v = view_of(w);
        struct arena *each = arena_new();
        struct blob *frame =
            view_frame(&v, "ADDED", view_tree(w->cluster, each, &v, page.bodies[i]));
        send_frame(w, frame, store_revision(w->cluster->store));
        blob_unref(frame);
        arena_free(each);
    }
    arena_free(a);
}

static void refuse_old(struct watching *w)
{
    struct arena *a = arena_new();
    uint64_t now = store_revision(w->cluster->store);
    cJSON *status = status_refuse(
        a, STATUS_expired, "too old resource version: %" PRIu64 " (%" PRIu64 ")", w->after, now);
    struct view v = view_of(w);
    struct blob *frame = view_frame(&v, "ERROR", status);

    w->sink.write(w->sink.arg, frame);
    blob_unref(frame);
    arena_free(a);
    end(w);
}

void watching_start(struct watching *w, const struct sink *s)
{
    struct cluster *c = w->cluster;

    w->sink = *s;
    w->next = c->watchings;
    w->link = &c->watchings;
    if (w->next)
        w->next->link = &w->next;
    c->watchings = w;
    if (w->from_now) {
        send_present(w);
        must(watch_start(c->hub, &w->watcher, store_revision(c->store)));
        if (w->initial_end)
            send_bookmark(w, true);
    } else if (!watch_start(c->hub, &w->watcher, w->after)) {
        /* Differs: a version from the future is too old as well, so that a client of an earlier
           cluster lists anew. */
        refuse_old(w);
        return;
    }
    w->timeout.fire = fire_timeout;
    w->bookmark.fire = fire_bookmark;
    if (w->timeout_ms)
        timer_set(c->clock, &w->timeout, w->timeout_ms);
    if (w->bookmarks)
        timer_set(c->clock, &w->bookmark, BOOKMARK_MS);
}

void watching_free(struct watching *w)
{
    if (!w)
        return;
    watch_stop(&w->watcher);
    timer_stop(&w->timeout);
    timer_stop(&w->bookmark);
    if (w->link)
        *w->link = w->next;
    if (w->next)
        w->next->link = w->link;
    arena_free(w->arena);
    free(w);
}

static void end_some(struct cluster *c, bool served_too)
{
    struct watching *w = c->watchings, *next;

    for (; w; w = next) {
        next = w->next;
        if (served_too || !w->resource->served)
            end(w);
    }
}

void watching_end_all(struct cluster *c)
{
    end_some(c, true);
}

void watching_end_unserved(struct cluster *c)
{
    end_some(c, false);
}
