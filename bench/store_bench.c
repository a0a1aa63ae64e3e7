#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/json.h"
#include "base/must.h"
#include "base/random.h"
#include "base/state/store.h"

#include "base/banned.h"

/*
 * What one operation of the store costs with a thousand and with a hundred
 * thousand objects of one kind, and how many times dearer the latter is. Ids are
 * visited in a random order. Best of several rounds, in processor time: the
 * machine may be busy. Nothing here grows with the number of objects; what does
 * is the time to fetch from memory what no longer fits into the caches.
 *
 * Making and freeing the small bodies is part of put: it is timed alone as "body".
 */
enum { SMALL = 1000, LARGE = 100000, ROUNDS = 5, PARENTS = 100, ID_ROOM = 32 };

static const struct kind kind_rule = { .name = "alb/Rule", .parent = "ListenerId" };

struct bench {
    struct store *store;
    struct clock *clock;
    char (*ids)[ID_ROOM];
    size_t count;
    uint64_t sum; /* of what was read, so that nothing is left out */
};

static double nanoseconds(void)
{
    return (double)clock() * (1e9 / CLOCKS_PER_SEC);
}

static cJSON *body_of(size_t i)
{
    char parent[ID_ROOM];
    cJSON *body = cJSON_CreateObject();

    snprintf(parent, sizeof parent, "lsn-%zu", i % PARENTS);
    json_add_text(body, "ListenerId", parent);
    json_add_int(body, "Priority", (int64_t)i);
    json_add_text(body, "RuleStatus", "Available");
    return body;
}

static void make_bodies(struct bench *b)
{
    for (size_t i = 0; i < b->count; i++)
        cJSON_Delete(body_of(i));
}

static void put_each(struct bench *b)
{
    for (size_t i = 0; i < b->count; i++) {
        store_begin(b->store);
        store_put(b->store, &kind_rule, "cn-hangzhou", b->ids[i], body_of(i));
        store_commit(b->store);
    }
}

static void put_and_roll_back(struct bench *b)
{
    for (size_t i = 0; i < b->count; i++) {
        store_begin(b->store);
        store_put(b->store, &kind_rule, "cn-hangzhou", b->ids[i], body_of(i));
        store_rollback(b->store);
    }
}

static void get_each(struct bench *b)
{
    for (size_t i = 0; i < b->count; i++)
        b->sum += store_get(b->store, &kind_rule, "cn-hangzhou", b->ids[i])->revision;
}

static void find_each(struct bench *b)
{
    for (size_t i = 0; i < b->count; i++)
        b->sum += store_find(b->store, &kind_rule, b->ids[i])->revision;
}

static bool add_revision(void *arg, const struct object *o)
{
    *(uint64_t *)arg += o->revision;
    return true;
}

static void list_all(struct bench *b)
{
    store_each(b->store, &kind_rule, "cn-hangzhou", add_revision, &b->sum);
}

static void list_children(struct bench *b)
{
    char parent[ID_ROOM];

    for (size_t i = 0; i < PARENTS; i++) {
        snprintf(parent, sizeof parent, "lsn-%zu", i);
        store_children(b->store, &kind_rule, parent, add_revision, &b->sum);
    }
}

static void drop_each(struct bench *b)
{
    for (size_t i = 0; i < b->count; i++) {
        store_begin(b->store);
        store_drop(b->store, &kind_rule, "cn-hangzhou", b->ids[i]);
        store_commit(b->store);
    }
}

static const struct {
    const char *name;
    void (*run)(struct bench *b);
} cases[] = {
    /* clang-format off */
    { "body",             make_bodies },
    { "put (new)",        put_each },
    { "put (change)",     put_each },
    { "put and rollback", put_and_roll_back },
    { "get",              get_each },
    { "find by id",       find_each },
    { "list",             list_all },
    { "list children",    list_children },
    { "drop",             drop_each },
    /* clang-format on */
};
enum { CASES = sizeof cases / sizeof cases[0] };

static void shuffle(struct bench *b)
{
    struct random r;
    random_init(&r, 1);

    for (size_t i = b->count; i > 1; i--) {
        size_t j = (size_t)random_below(&r, i);
        char id[ID_ROOM];
        memcpy(id, b->ids[j], ID_ROOM);
        memcpy(b->ids[j], b->ids[i - 1], ID_ROOM);
        memcpy(b->ids[i - 1], id, ID_ROOM);
    }
}

/* Runs all cases in their order and keeps each one's best nanoseconds for one object. */
static void run_round(size_t count, double best[CASES])
{
    struct bench b = { .clock = clock_new(true), .count = count };

    b.store = store_new(b.clock);
    b.ids = must_alloc(count * ID_ROOM);
    for (size_t i = 0; i < count; i++)
        snprintf(b.ids[i], ID_ROOM, "rule-%zu", i);
    shuffle(&b);
    for (size_t c = 0; c < CASES; c++) {
        double start = nanoseconds(), one;
        cases[c].run(&b);
        one = (nanoseconds() - start) / (double)count;
        if (best[c] == 0 || one < best[c])
            best[c] = one;
    }
    must(b.sum > 0 && store_count(b.store, &kind_rule, NULL) == 0);
    store_free(b.store);
    clock_free(b.clock);
    free(b.ids);
}

int main(void)
{
    double small[CASES] = { 0 }, large[CASES] = { 0 };

    for (int round = 0; round < ROUNDS; round++) {
        for (int again = 0; again < LARGE / SMALL / 10; again++)
            run_round(SMALL, small);
        run_round(LARGE, large);
    }
    printf("%-18s %10s %10s %7s\n", "ns each", "at 1000", "at 100000", "ratio");
    for (size_t c = 0; c < CASES; c++)
        printf("%-18s %10.0f %10.0f %7.1f\n", cases[c].name, small[c], large[c],
               large[c] / small[c]);
    return EXIT_SUCCESS;
}
