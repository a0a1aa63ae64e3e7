#include "reference/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/map.h"
#include "base/must.h"
#include "reference/cluster.h"
#include "reference/mutant.h"

#include "base/banned.h"

#define MESSAGE_MAX 1000
#define TEXT_MAX    (1u << 20)

struct warning {
    int64_t first_ms;
    bool told, ignorable;
};

/* What has been told about one object, as it is specified now. */
struct told {
    char *fingerprint;
    struct map *warnings; /* by cause */
    bool success;
    char *patched; /* the resourceVersion that our last status went onto */
};

/* A status under way, with the object as it was: the event that follows is about that. */
struct writing {
    struct report *report;
    enum subject_kind kind;
    cJSON *object;
    struct writing *next;
};

struct report {
    struct report_options o;
    struct map *by_object;
    struct writing *writings;
    unsigned count;
};

static const struct {
    const char *kind, *api, *path;
} kinds[] = {
    [SUBJECT_ingress] = { "Ingress", "networking.k8s.io/v1", "ingresses" },
    [SUBJECT_albconfig] = { "AlbConfig", "alibabacloud.com/v1", "albconfigs" },
};

struct report *report_new(const struct report_options *o)
{
    struct report *r = must_alloc(sizeof(*r));

    r->o = *o;
    r->by_object = map_new();
    return r;
}

static bool free_value(void *arg, struct str key, void *value)
{
    (void)arg;
    (void)key;
    free(value);
    return true;
}

static void clear_warnings(struct told *t)
{
    map_each(t->warnings, free_value, NULL);
    map_free(t->warnings);
    t->warnings = map_new();
}

static void free_told(struct told *t)
{
    map_each(t->warnings, free_value, NULL);
    map_free(t->warnings);
    free(t->fingerprint);
    free(t->patched);
    free(t);
}

static bool free_each(void *arg, struct str key, void *value)
{
    (void)arg;
    (void)key;
    free_told(value);
    return true;
}

static void free_writing(struct writing *w)
{
    cJSON_Delete(w->object);
    free(w);
}

void report_free(struct report *r)
{
    if (!r)
        return;
    while (r->writings) {
        struct writing *w = r->writings;
        r->writings = w->next;
        free_writing(w);
    }
    map_each(r->by_object, free_each, NULL);
    map_free(r->by_object);
    free(r);
}

/* ---- what was told already ---- */

/* Changes with whatever a user can change about the object; not with what we write ourselves. */
static const char *fingerprint_of(struct arena *a, const cJSON *object)
{
    struct buf text = BUF_LIMIT(TEXT_MAX);

    buf_add_text(&text, json_text_or(object, "metadata.uid", ""));
    if (json_get(object, "spec"))
        json_print_canonical(&text, json_get(object, "spec"));
    if (json_at(object, "metadata.annotations"))
        json_print_canonical(&text, json_at(object, "metadata.annotations"));
    const char *digest = digest_sha256_hex(a, buf_str(&text));
    buf_done(&text);
    return digest;
}

static struct str key_of(struct arena *a, const struct subject *about)
{
    const char *ns = object_ns(about->object);

    return str_of(arena_printf(a, "%s/%s/%s", kinds[about->kind].kind, ns ? ns : "",
                               object_name(about->object)));
}

static struct told *told_about(struct report *r, const struct subject *about)
{
    struct arena *a = arena_new();
    struct str key = key_of(a, about);
    const char *fingerprint = fingerprint_of(a, about->object);
    struct told *t = map_get(r->by_object, key);

    if (!t) {
        t = must_alloc(sizeof(*t));
        t->warnings = map_new();
        map_put(r->by_object, key, t);
    }
    if (!t->fingerprint || strcmp(t->fingerprint, fingerprint) != 0) {
        free(t->fingerprint);
        t->fingerprint = must_copy(fingerprint);
        t->success = false;
        clear_warnings(t);
    }
    arena_free(a);
    return t;
}

/* ---- events ---- */

static void on_event(void *arg, const struct kube_answer *answer)
{
    struct report *r = arg;

    if (answer->error)
        log_line(r->o.log, LOG_LEVEL_warn, "event: %d %s", answer->status, answer->error);
}

static void add_reference(cJSON *event, const struct subject *about)
{
    cJSON *to = json_add_object(event, "involvedObject");

    json_add_text(to, "kind", kinds[about->kind].kind);
    json_add_text(to, "apiVersion", kinds[about->kind].api);
    if (object_ns(about->object))
        json_add_text(to, "namespace", object_ns(about->object));
    json_add_text(to, "name", object_name(about->object));
    json_add_text(to, "uid", json_text_or(about->object, "metadata.uid", ""));
    json_add_text(to, "resourceVersion",
                  json_text_or(about->object, "metadata.resourceVersion", ""));
}

static void send_event(struct report *r, const struct subject *about, const char *reason,
                       const char *text)
{
    struct arena *a = arena_new();
    const struct clock *clock = loop_clock(kube_client_loop(r->o.kube));
    const char *ns = object_ns(about->object) ? object_ns(about->object) : "default";
    cJSON *event = arena_json(a, cJSON_CreateObject()), *metadata = NULL;
    char now[CLOCK_ISO_ROOM];

    clock_iso(clock_ms(clock), now);
    json_add_text(event, "apiVersion", "v1");
    json_add_text(event, "kind", "Event");
    metadata = json_add_object(event, "metadata");
    json_add_text(metadata, "name",
                  arena_printf(a, "%.200s.%llx%x", object_name(about->object),
                               (unsigned long long)clock_ms(clock), r->count++));
    json_add_text(metadata, "namespace", ns);
    add_reference(event, about);
    json_add_text(event, "type", strcmp(reason, REASON_SUCCESS) == 0 ? "Normal" : "Warning");
    json_add_text(event, "reason", reason);
    json_add_text(event, "message", arena_printf(a, "%.*s", MESSAGE_MAX, text));
    json_add_text(json_add_object(event, "source"), "component", "albref");
    json_add_text(event, "reportingComponent", "albref");
    json_add_text(event, "reportingInstance", "albref");
    json_add_text(event, "firstTimestamp", now);
    json_add_text(event, "lastTimestamp", now);
    json_add_int(event, "count", 1);
    kube_call(r->o.kube, "POST", arena_printf(a, "/api/v1/namespaces/%s/events", ns), event,
              on_event, r);
    log_line(r->o.log, LOG_LEVEL_info, "%s %s/%s: %s: %s", kinds[about->kind].kind, ns,
             object_name(about->object), reason, text);
    arena_free(a);
}

static void write_status(struct report *r, const struct subject *about, const cJSON *load_balancer);

void report_warning(struct report *r, const struct subject *about, const char *reason,
                    const char *cause, const char *text)
{
    struct told *t = told_about(r, about);
    struct warning *w = map_get(t->warnings, str_of(cause));
    int64_t now_ms = clock_ms(loop_clock(kube_client_loop(r->o.kube)));

    if (mutant_is(errors_silent))
        return;
    if (!w) {
        w = must_alloc(sizeof(*w));
        w->first_ms = now_ms;
        w->ignorable = strcmp(reason, REASON_IGNORED) == 0;
        map_put(t->warnings, str_of(cause), w);
    }
    bool certain = strcmp(reason, REASON_APPLY) == 0;
    if (w->told || (!certain && now_ms - w->first_ms < REPORT_GRACE_MS))
        return;
    w->told = true;
    if (mutant_is(status_cleared))
        write_status(r, about, NULL);
    if (!w->ignorable)
        t->success = false;
    send_event(r, about, reason, text);
}

/* ---- success ---- */

/* What is over may be told again when it comes back. */
static bool drop_if_over(void *arg, struct str key, void *value)
{
    struct told *t = arg;
    struct warning *w = value;

    if (!w->ignorable) {
        map_drop(t->warnings, key);
        free(w);
    }
    return true;
}

static void tell_success(struct report *r, const struct subject *about, struct told *t)
{
    map_each(t->warnings, drop_if_over, t);
    if (!t->success)
        send_event(r, about, REASON_SUCCESS, "Successfully reconciled");
    t->success = true;
}

/* NULL: the object is gone, or is specified otherwise now. */
static struct told *told_still(struct report *r, const struct subject *about)
{
    struct arena *a = arena_new();
    struct told *t = map_get(r->by_object, key_of(a, about));
    bool same = t && strcmp(t->fingerprint, fingerprint_of(a, about->object)) == 0;

    arena_free(a);
    return same ? t : NULL;
}

static void unlink_writing(struct writing *w)
{
    struct writing **at = &w->report->writings;

    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
}

static void on_status(void *arg, const struct kube_answer *answer)
{
    struct writing *w = arg;
    struct report *r = w->report;
    struct subject about = { .kind = w->kind, .object = w->object };
    struct told *t = told_still(r, &about);

    unlink_writing(w);
    if (answer->error) {
        log_line(r->o.log, LOG_LEVEL_warn, "status of %s %s: %d %s", kinds[w->kind].kind,
                 object_name(w->object), answer->status, answer->error);
        if (t) {
            free(t->patched);
            t->patched = NULL;
        }
        r->o.on_failed(r->o.arg);
    } else if (t) {
        tell_success(r, &about, t);
    }
    free_writing(w);
}

/* Only where a defect is wanted: a finalizer that nobody will take away. */
static void hold(struct report *r, const struct subject *about)
{
    struct arena *a = arena_new();
    const char *ns = object_ns(about->object);
    cJSON *patch = arena_json(a, cJSON_CreateObject());

    if (ns) {
        json_push_text(json_add_array(json_add_object(patch, "metadata"), "finalizers"),
                       "albref.example/held");
        kube_call(r->o.kube, "PATCH",
                  arena_printf(a, "/apis/%s/namespaces/%s/%s/%s", kinds[about->kind].api, ns,
                               kinds[about->kind].path, object_name(about->object)),
                  patch, NULL, NULL);
    }
    arena_free(a);
}

static void write_status(struct report *r, const struct subject *about, const cJSON *load_balancer)
{
    struct arena *a = arena_new();
    const char *ns = object_ns(about->object);
    cJSON *patch = arena_json(a, cJSON_CreateObject());
    const char *place = ns ? arena_printf(a, "namespaces/%s/", ns) : "";
    struct writing *w = must_alloc(sizeof(*w));

    *w = (struct writing){
        .report = r, .kind = about->kind, .object = json_copy(about->object), .next = r->writings
    };
    r->writings = w;
    json_add(json_add_object(patch, "status"), "loadBalancer",
             load_balancer ? json_copy(load_balancer) : cJSON_CreateNull());
    kube_call(r->o.kube, "PATCH",
              arena_printf(a, "/apis/%s/%s%s/%s/status", kinds[about->kind].api, place,
                           kinds[about->kind].path, object_name(about->object)),
              patch, on_status, w);
    if (mutant_is(ingress_held))
        hold(r, about);
    arena_free(a);
}

void report_success(struct report *r, const struct subject *about, const cJSON *load_balancer)
{
    struct told *t = told_about(r, about);
    const char *version = json_text_or(about->object, "metadata.resourceVersion", "");

    const cJSON *now = json_at(about->object, "status.loadBalancer");

    if (now && json_equal(now, load_balancer)) {
        tell_success(r, about, t);
        return;
    }
    if (t->patched && strcmp(t->patched, version) == 0)
        return; /* on its way: the watch has not shown it yet */
    free(t->patched);
    t->patched = must_copy(version);
    write_status(r, about, load_balancer);
}

void report_forget(struct report *r, const struct subject *about)
{
    struct arena *a = arena_new();
    struct told *t = map_drop(r->by_object, key_of(a, about));

    if (t)
        free_told(t);
    arena_free(a);
}
