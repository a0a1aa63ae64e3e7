#ifndef TESTS_RUNNER_KUBE_SCENE_H
#define TESTS_RUNNER_KUBE_SCENE_H

/*
 * A cluster without sockets, on a manual clock: requests are lines of text,
 * answers are trees, watches write into a text. Trees and texts live until
 * scene_free().
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/must.h"
#include "runner/kube/cluster.h"
#include "runner/kube/request.h"
#include "runner/kube/route.h"
#include "runner/kube/watching.h"
#include "tests/test.h"

struct scene {
    struct arena *arena;
    struct clock *clock;
    struct cluster *cluster;
    int code;             /* of the last answer */
    const char *warnings; /* its Warning headers, a line each */
    const struct heading *headings;
    const char *tag; /* the If-None-Match of what is sent; NULL: none */
};

/* Frames of one watch, shortened: "ADDED a@5 MODIFIED a@6 … end". */
struct frames {
    struct buf text;
    struct scene *scene;
    struct watching *watch; /* NULL once it ended */
    const cJSON *last;      /* the last frame, whole */
};

/* In JSON texts of tests, ' stands for ". */
static inline struct str quoted(struct arena *a, const char *text)
{
    char *copy = arena_strz(a, str_of(text));

    for (char *c = copy; *c; c++) {
        if (*c == '\'')
            *c = '"';
    }
    return str_of(copy);
}

static inline cJSON *tree_of(struct scene *s, const char *text)
{
    struct err err;
    cJSON *tree = json_parse(quoted(s->arena, text), &err);

    ck_assert_msg(tree != NULL, "%s: %s", text, err.text);
    return arena_json(s->arena, tree);
}

static inline struct scene *scene_with(const struct cluster_options *o)
{
    struct scene *s = must_alloc(sizeof(*s));

    s->arena = arena_new();
    s->clock = clock_new(true);
    s->cluster = cluster_new(s->clock, o);
    return s;
}

static inline struct scene *scene_new(void)
{
    return scene_with(&(struct cluster_options){ .seed = 1 });
}

static inline void scene_free(struct scene *s)
{
    cluster_free(s->cluster);
    clock_free(s->clock);
    arena_free(s->arena);
    free(s);
}

struct call {
    const char *method, *target; /* "/api/v1/pods?limit=1", not escaped */
    const char *body;            /* with ' for "; NULL: none */
    const char *type, *accept;   /* NULL: JSON */
};

static inline void read_target(struct request *q, const char *target)
{
    struct str rest = str_of(target);

    q->path = str_cut(&rest, '?');
    while (rest.len) {
        struct str value = str_cut(&rest, '&'), name = str_cut(&value, '=');
        request_add_param(q, name, value.at ? value : STR(""));
    }
}

static inline void send_call(struct scene *s, const struct call *c, struct reply *reply)
{
    struct request q = {
        .arena = s->arena,
        .method = str_of(c->method),
        .accept = str_of(c->accept),
        .content_type = str_of(c->type ? c->type : "application/json"),
        .if_none_match = str_of(s->tag),
        .authority = STR("127.0.0.1:1"),
    };

    if (c->body)
        q.body = quoted(s->arena, c->body);
    read_target(&q, c->target);
    route_answer(s->cluster, &q, reply);
    s->code = reply->status;
    s->headings = reply->headings;
    s->warnings = "";
    for (const struct warning *w = reply->warnings; w; w = w->next)
        s->warnings = arena_printf(s->arena, "%s%s\n", s->warnings, warning_header(s->arena, w));
}

static inline const cJSON *answer_to(struct scene *s, const struct call *c)
{
    struct reply reply;
    struct err err;
    cJSON *tree;

    send_call(s, c, &reply);
    ck_assert_ptr_null(reply.watch);
    tree = json_parse(blob_str(reply.body), &err);
    blob_unref(reply.body);
    ck_assert_msg(tree != NULL, "%s %s: %s", c->method, c->target, err.text);
    return arena_json(s->arena, tree);
}

static inline const cJSON *answer(struct scene *s, const char *method, const char *target,
                                  const char *body)
{
    return answer_to(s, &(struct call){ .method = method, .target = target, .body = body });
}

/* What must succeed for the test to begin. */
static inline const cJSON *made(struct scene *s, const char *collection, const char *body)
{
    const cJSON *object = answer(s, "POST", collection, body);

    ck_assert_msg(s->code == 201, "%d: %s", s->code, json_text_or(object, "message", ""));
    return object;
}

static inline void frames_write(void *arg, struct blob *frame)
{
    struct frames *f = arg;
    struct err err;

    f->last = arena_json(f->scene->arena, json_parse(str_trim(blob_str(frame)), &err));
    ck_assert_msg(f->last != NULL, "%s", err.text);
    buf_printf(&f->text, "%s%s %s@%s", f->text.len ? " " : "", json_text(f->last, "type"),
               json_text_or(f->last, "object.metadata.name", "-"),
               json_text_or(f->last, "object.metadata.resourceVersion", "-"));
}

static inline void frames_end(void *arg)
{
    struct frames *f = arg;

    f->watch = NULL;
    buf_add_text(&f->text, f->text.len ? " end" : "end");
}

static inline void frames_done(void *frames)
{
    struct frames *f = frames;

    buf_done(&f->text);
}

static inline struct frames *watch_of(struct scene *s, const struct call *c)
{
    struct frames *f = arena_new_of(s->arena, struct frames);
    struct sink sink = { frames_write, frames_end, f };
    struct reply reply;

    send_call(s, c, &reply);
    ck_assert_msg(reply.watch != NULL, "%s is no watch: %d", c->target, reply.status);
    f->text.limit = 1u << 20;
    f->scene = s;
    arena_defer(s->arena, frames_done, f);
    f->watch = reply.watch;
    watching_start(reply.watch, &sink);
    return f;
}

static inline struct frames *watch(struct scene *s, const char *target)
{
    return watch_of(s, &(struct call){ .method = "GET", .target = target });
}

static inline const char *seen(const struct frames *f)
{
    return f->text.len ? f->text.at : "";
}

#endif
