#ifndef RUNNER_KUBE_VIEW_H
#define RUNNER_KUBE_VIEW_H

/*
 * How a client sees objects: in the version it speaks, and whole, as rows of a
 * table (kubectl get), or as metadata alone. A view fits into the number that
 * the watch hub hands back, so that an event is rendered once for all who see
 * it alike.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/state/watch.h"
#include "base/str.h"
#include "runner/kube/cluster.h"

enum shape { SHAPE_whole, SHAPE_table, SHAPE_metadata, SHAPE_protobuf };
enum include { INCLUDE_metadata, INCLUDE_none, INCLUDE_object }; /* beside a table's cells */

struct view {
    const struct resource *resource;
    enum shape shape;
    enum include include;
    bool columns; /* a table says which columns it has */
};

/* What the Accept header and includeObject ask for. Protobuf is for those who take nothing else. */
struct view view_wanted(const struct resource *r, struct str accept, struct str include);
/* Protobuf is asked for, and there is none of that kind. */
bool view_is_impossible(const struct resource *r, struct str accept);
bool view_wants_protobuf(struct str accept);

int view_format(const struct view *v);
struct view view_of_format(const struct cluster *c, int format);

/* What answers in that view call themselves. */
const char *view_type(const struct view *v);
const char *view_stream_type(const struct view *v);

/* The stored body as the view shows it; the tree is the arena's. */
const cJSON *view_tree(const struct cluster *c, struct arena *a, const struct view *v,
                       const cJSON *body);

struct view_list {
    const cJSON *const *bodies;
    size_t count;
    uint64_t revision;
    const char *next;  /* continue token, or NULL */
    int64_t remaining; /* -1: not said */
};

/* An object that view_tree made, as bytes. */
void view_print(struct buf *b, const struct view *v, const cJSON *tree);

void view_print_list(const struct cluster *c, struct buf *b, const struct view *v,
                     const struct view_list *list);

/* For the hub; self is the cluster. */
watch_render_fn view_render;

/* A frame of a watch that is no change: BOOKMARK or ERROR. */
struct blob *view_frame(const struct view *v, const char *type, const cJSON *object);

#endif
