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

enum shape { SHAPE_whole, SHAPE_table, SHAPE_metadata };
enum include { INCLUDE_metadata, INCLUDE_none, INCLUDE_object }; /* beside a table's cells */

struct view {
    const struct resource *resource;
    enum shape shape;
    enum include include;
    bool columns; /* a table says which columns it has */
};

/* What the Accept header and includeObject ask for. */
struct view view_wanted(const struct resource *r, struct str accept, struct str include);

int view_format(const struct view *v);
struct view view_of_format(const struct cluster *c, int format);

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

void view_print_list(const struct cluster *c, struct buf *b, const struct view *v,
                     const struct view_list *list);

/* For the hub; self is the cluster. */
watch_render_fn view_render;

/* A frame of a watch that is no change: BOOKMARK or ERROR. */
struct blob *view_frame(const char *type, const cJSON *object);

#endif
