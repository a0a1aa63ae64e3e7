#ifndef BASE_STATE_OBJECT_H
#define BASE_STATE_OBJECT_H

/*
 * One object as it was after one change: kind, names, revision and tree never
 * change once it is made. A later change of the object makes another one. So a
 * snapshot can be shared by everybody who holds it: the table, the log of a
 * transaction, the replay window, a reader that sends a long list in pieces.
 */
#include <stdint.h>

#include <cjson/cJSON.h>

/*
 * A static table of the program describes its kinds. Two kinds are the same if
 * they are one struct. A kind lives as long as every store that has seen it.
 */
struct object;

typedef void key_fn(void *arg, const char *key);

struct kind {
    const char *name;      /* "alb/Listener"; "networking.k8s.io/ingresses" */
    const char *id_prefix; /* "lsn-"; NULL when clients name things */
    const char
        *parent; /* the body's member that holds the parent's id, for store_children; or NULL */
    /* Calls add for each key that store_keyed shall find o by; the same twice is once. Or NULL. */
    void (*keys)(const struct object *o, key_fn *add, void *arg);
};

struct object {
    const struct kind *kind;
    const char *scope, *id;
    uint64_t revision; /* of its last change */
    uint64_t created;  /* revision of its creation: the order of lists */
    int64_t changed_ms;
    const cJSON *body;
};

/* A snapshot with one holder; the names are copied. as->body is not looked at. */
const struct object *object_new(const struct object *as, cJSON *take_body);
/* For objects that object_new made (all that a store hands out); NULL is fine in both. */
const struct object *object_ref(const struct object *o);
void object_unref(const struct object *o);

/* Its body as json_print writes it: printed once, when it is first asked for, and kept as long as the object. */
const char *object_json(const struct object *o);

/* The id of its parent, or NULL; and the order of creation, as strcmp() says it. */
const char *object_parent(const struct object *o);
int object_order(const struct object *a, const struct object *b);

#endif
