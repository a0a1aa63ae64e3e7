#include "reference/informer.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "reference/mutant.h"

#include "base/banned.h"

#define PAUSE_FIRST_MS 50
#define PAUSE_MAX_MS   10000
#define WATCH_SECONDS  300
#define LINE_MAX_BYTES LIMIT_STREAM_BACKLOG
#define VERSION_ROOM   64
#define STATUS_GONE    410

struct informer {
    struct timer timer; /* first: the callback casts back */
    struct informer_options o;
    char version[VERSION_ROOM]; /* as far as we have heard; "" means: list first */
    bool synced;
    struct transfer *watch;
    struct buf line; /* what has come of an event that is not whole yet */
    int64_t pause_ms;
};

static const char *const paths[] = {
    [KIND_ingress_class] = "/apis/networking.k8s.io/v1/ingressclasses",
    [KIND_albconfig] = "/apis/alibabacloud.com/v1/albconfigs",
    [KIND_ingress] = "/apis/networking.k8s.io/v1/ingresses",
    [KIND_service] = "/api/v1/services",
    [KIND_endpoints] = "/api/v1/endpoints",
    [KIND_node] = "/api/v1/nodes",
};

static const char *path_of(const struct informer *i)
{
    if (variant_is(endpoint_slices) && i->o.kind == KIND_endpoints)
        return "/apis/discovery.k8s.io/v1/endpointslices";
    return paths[i->o.kind];
}

/* ---- objects ---- */

static void key_of(struct buf *to, const cJSON *object)
{
    const char *ns = object_ns(object);

    if (ns)
        buf_printf(to, "%s/", ns);
    buf_add_text(to, object_name(object));
}

static void remember_version(struct informer *i, const cJSON *metadata)
{
    const char *version = json_text_or(metadata, "resourceVersion", "");

    if (*version && strlen(version) < VERSION_ROOM)
        memcpy(i->version, version, strlen(version) + 1);
}

static void put(struct informer *i, cJSON *take_object)
{
    struct buf key = BUF_LIMIT(1024);

    key_of(&key, take_object);
    cJSON *before = cluster_put(i->o.cluster, i->o.kind, buf_str(&key).at, take_object);
    i->o.on_change(i->o.arg, i->o.kind, before, take_object);
    cJSON_Delete(before);
    buf_done(&key);
}

static void drop(struct informer *i, const char *key)
{
    cJSON *before = cluster_put(i->o.cluster, i->o.kind, key, NULL);

    if (before)
        i->o.on_change(i->o.arg, i->o.kind, before, NULL);
    cJSON_Delete(before);
}

struct sweep {
    struct arena *arena;
    struct map *listed;
    const char **gone;
    size_t count;
};

static bool note_gone(void *arg, struct str key, void *value)
{
    struct sweep *s = arg;

    (void)value;
    if (!map_get(s->listed, key))
        s->gone[s->count++] = arena_strz(s->arena, key);
    return true;
}

/* What we have and the list has not was deleted while nobody looked. */
static void sweep(struct informer *i, struct map *listed)
{
    struct map *known = i->o.cluster->objects[i->o.kind];
    struct sweep s = { .arena = arena_new(), .listed = listed };

    s.gone = arena_alloc(s.arena, (map_count(known) + 1) * sizeof(*s.gone));
    map_each(known, note_gone, &s);
    for (size_t at = 0; at < s.count; at++)
        drop(i, s.gone[at]);
    arena_free(s.arena);
}

/* ---- watch ---- */

static void on_pause_over(struct timer *t);

static void pause_then_go_on(struct informer *i)
{
    i->timer.fire = on_pause_over;
    timer_set(loop_clock(kube_client_loop(i->o.client)), &i->timer, i->pause_ms);
    i->pause_ms = i->pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : i->pause_ms * 2;
}

static void take_event(struct informer *i, struct str line)
{
    struct err err = { .text = "" };
    cJSON *event = json_parse(line, &err);
    const char *type = json_text_or(event, "type", "");
    cJSON *object = cJSON_DetachItemFromObjectCaseSensitive(event, "object");
    struct buf key = BUF_LIMIT(1024);

    if (strcmp(type, "ERROR") == 0 || !object) {
        /* Whatever it is, a new list is right after it. The server ends the stream. */
        log_line(i->o.log, LOG_LEVEL_info, "watch of %s: %s %s", path_of(i),
                 json_text_or(object, "message", "unreadable event"), err.text);
        i->version[0] = '\0';
        cJSON_Delete(object);
    } else {
        i->pause_ms = PAUSE_FIRST_MS;
        if (i->version[0])
            remember_version(i, json_get(object, "metadata"));
        key_of(&key, object);
        if (strcmp(type, "ADDED") == 0 || strcmp(type, "MODIFIED") == 0) {
            put(i, object);
        } else {
            if (strcmp(type, "DELETED") == 0)
                drop(i, buf_str(&key).at);
            cJSON_Delete(object);
        }
    }
    buf_done(&key);
    cJSON_Delete(event);
}

static void on_data(void *arg, struct str bytes)
{
    struct informer *i = arg;
    size_t end = 0;

    while (str_find(bytes, '\n', &end)) {
        buf_add(&i->line, (struct str){ bytes.at, end });
        bytes = str_skip(bytes, end + 1);
        if (buf_ok(&i->line) && str_trim(buf_str(&i->line)).len > 0)
            take_event(i, buf_str(&i->line));
        else if (!buf_ok(&i->line))
            i->version[0] = '\0';
        buf_reset(&i->line);
    }
    buf_add(&i->line, bytes);
}

static void forget_all(struct informer *i)
{
    struct map *nothing = map_new();

    sweep(i, nothing);
    map_free(nothing);
    i->version[0] = '\0';
}

static void on_watch_end(void *arg, const struct fetch_reply *r)
{
    struct informer *i = arg;

    i->watch = NULL;
    buf_reset(&i->line);
    if (r->status == STATUS_GONE)
        i->version[0] = '\0';
    if (mutant_is(cache_emptied) && i->o.kind == KIND_ingress)
        forget_all(i);
    pause_then_go_on(i);
}

static void start_watch(struct informer *i)
{
    struct arena *a = arena_new();
    const char *path = arena_printf(a,
                                    "%s?watch=true&allowWatchBookmarks=true&resourceVersion=%s"
                                    "&timeoutSeconds=%d",
                                    path_of(i), i->version, WATCH_SECONDS);

    i->watch = kube_stream(i->o.client, path, on_data, on_watch_end, i);
    arena_free(a);
}

/* ---- list ---- */

static void take_list(struct informer *i, cJSON *body)
{
    cJSON *items = json_mutable(body, "items");
    struct map *listed = map_new();

    while (items && items->child) {
        cJSON *object = cJSON_DetachItemViaPointer(items, items->child);
        struct buf key = BUF_LIMIT(1024);
        key_of(&key, object);
        map_put(listed, buf_str(&key), i);
        buf_done(&key);
        put(i, object);
    }
    sweep(i, listed);
    map_free(listed);
}

static void on_list(void *arg, const struct kube_answer *answer)
{
    struct informer *i = arg;

    if (answer->status != 200 || !json_get(answer->body, "items")) {
        log_line(i->o.log, LOG_LEVEL_warn, "list of %s: %d %s", path_of(i), answer->status,
                 answer->error ? answer->error : "no items");
        pause_then_go_on(i);
        return;
    }
    remember_version(i, json_get(answer->body, "metadata"));
    take_list(i, answer->body);
    i->pause_ms = PAUSE_FIRST_MS;
    start_watch(i);
    if (!i->synced) {
        i->synced = true;
        i->o.on_sync(i->o.arg);
    }
}

static void go_on(struct informer *i)
{
    if (i->version[0])
        start_watch(i);
    else
        kube_call(i->o.client, "GET", path_of(i), NULL, on_list, i);
}

static void on_pause_over(struct timer *t)
{
    go_on((struct informer *)t);
}

struct informer *informer_new(const struct informer_options *o)
{
    struct informer *i = must_alloc(sizeof(*i));

    i->o = *o;
    i->line = BUF_LIMIT(LINE_MAX_BYTES);
    i->pause_ms = PAUSE_FIRST_MS;
    go_on(i);
    return i;
}

void informer_free(struct informer *i)
{
    if (!i)
        return;
    timer_stop(&i->timer);
    if (i->watch)
        transfer_cancel(i->watch);
    buf_done(&i->line);
    free(i);
}

bool informer_is_synced(const struct informer *i)
{
    return i->synced;
}
