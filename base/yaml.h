#ifndef BASE_YAML_H
#define BASE_YAML_H

/*
 * YAML as a tree whose every node knows its line, because every message about
 * a suite or a fixture needs that; and the same as JSON, by YAML 1.2's core
 * schema (quoted scalars are strings; plain 80 is a number, true a boolean,
 * null and nothing are null).
 *
 * Refused, with place: duplicate keys, keys that are not scalars, documents
 * past the limits of base/limits.h, aliases that make a tree grow past them.
 */
#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct node {
    enum { NODE_text, NODE_list, NODE_map } type;
    int line;                /* from 1 */
    bool plain;              /* a scalar without quotes: may be a number, a boolean, null */
    struct str text;         /* NODE_text; NUL-terminated */
    const struct node *key;  /* inside a map */
    const struct node *head; /* first child */
    const struct node *next; /* sibling; at the top: the next document */
};

/* The documents of a text, first to last; NULL on error. name is what messages call it ("x.yaml"). */
const struct node *yaml_parse(struct arena *a, const char *name, struct str text, struct err *err);
const struct node *yaml_load(struct arena *a, const char *file, struct err *err);

const struct node *node_get(const struct node *map,
                            const char *key);                  /* the value; NULL when absent */
struct str node_text(const struct node *map, const char *key); /* absent unless a scalar */
size_t node_count(const struct node *n);                       /* children */

cJSON *node_json(const struct node *n); /* the caller's */

#endif
