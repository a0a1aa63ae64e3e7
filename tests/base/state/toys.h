#ifndef TESTS_BASE_STATE_TOYS_H
#define TESTS_BASE_STATE_TOYS_H

/*
 * Boxes and the toys in them: the kinds that the tests of the store use.
 */
#include "base/json.h"
#include "base/state/store.h"

static const struct kind kind_box = { .name = "toy/Box", .id_prefix = "box-" };

/* What divides a toy's value, of two, three and five; two is told twice. */
static inline void toy_divisors(const struct object *o, key_fn *add, void *arg)
{
    static const struct {
        int number;
        const char *key;
    } divisors[] = { { 2, "two" }, { 3, "three" }, { 2, "two" }, { 5, "five" } };

    for (size_t i = 0; i < sizeof(divisors) / sizeof(divisors[0]); i++) {
        if (json_int(o->body, "Value") % divisors[i].number == 0)
            add(arg, divisors[i].key);
    }
}

static const struct kind kind_toy = {
    .name = "toy/Toy", .id_prefix = "toy-", .parent = "BoxId", .keys = toy_divisors
};

static inline cJSON *toy_in(const char *box, int value)
{
    cJSON *body = cJSON_CreateObject();

    if (box)
        json_add_text(body, "BoxId", box);
    json_add_int(body, "Value", value);
    return body;
}

static inline const struct object *put_toy(struct store *s, const char *id, const char *box,
                                           int value)
{
    return store_put(s, &kind_toy, "here", id, toy_in(box, value));
}

static inline int toy_value(const struct object *o)
{
    return (int)json_int(o->body, "Value");
}

/* One change in a transaction of its own. */
static inline void commit_toy(struct store *s, const char *id, const char *box, int value)
{
    store_begin(s);
    put_toy(s, id, box, value);
    store_commit(s);
}

static inline void commit_drop(struct store *s, const char *id)
{
    store_begin(s);
    store_drop(s, &kind_toy, "here", id);
    store_commit(s);
}

#endif
