#include <stdio.h>

#include "base/must.h"
#include "base/random.h"
#include "base/state/store.h"
#include "tests/base/state/toys.h"
#include "tests/test.h"

#include "base/banned.h"

/*
 * Random operations, done to a store and to the simplest thing that could do
 * the same: an array in the order of creation, copied before each transaction.
 * All that can be read of the two, as text, must be the same after each step.
 */
enum { MODEL_ROOM = 400, IDS = 40, BOXES = 5, STEPS = 12 };

static const char *const scopes[] = { "here", "there", "elsewhere" };
static const struct kind *const kinds[] = { &kind_box, &kind_toy };
static const struct {
    int number;
    const char *key;
} divisors[] = { { 2, "two" }, { 3, "three" }, { 5, "five" } };

struct item {
    int kind, scope, id, box, value; /* box 0: none */
    uint64_t created, revision;
};

struct model {
    struct item items[MODEL_ROOM];
    size_t count;
    uint64_t revision;
};

static void write_line(struct buf *b, const struct object *o)
{
    const char *box = json_text(o->body, "BoxId");

    buf_printf(b, "%s/%s/%s %d..%d box=%s value=%d\n", o->kind->name, o->scope, o->id,
               (int)o->created, (int)o->revision, box ? box : "", toy_value(o));
}

static bool visit_line(void *arg, const struct object *o)
{
    write_line(arg, o);
    return true;
}

static void write_item(struct buf *b, const struct item *it)
{
    char box[16] = "";

    if (it->box)
        snprintf(box, sizeof box, "box-%d", it->box);
    buf_printf(b, "%s/%s/id-%d %d..%d box=%s value=%d\n", kinds[it->kind]->name, scopes[it->scope],
               it->id, (int)it->created, (int)it->revision, box, it->value);
}

static void write_store(struct buf *b, const struct store *s)
{
    char name[16];

    buf_printf(b, "revision %d\n", (int)store_revision(s));
    for (size_t k = 0; k < 2; k++) {
        store_each(s, kinds[k], NULL, visit_line, b);
        for (size_t at = 0; at < 3; at++) {
            buf_printf(b, "in %s: %d\n", scopes[at], (int)store_count(s, kinds[k], scopes[at]));
            store_each(s, kinds[k], scopes[at], visit_line, b);
        }
    }
    for (int box = 1; box < BOXES; box++) {
        snprintf(name, sizeof name, "box-%d", box);
        buf_printf(b, "children of %s\n", name);
        store_children(s, &kind_toy, name, visit_line, b);
    }
    for (size_t i = 0; i < sizeof divisors / sizeof *divisors; i++) {
        buf_printf(b, "divided by %s\n", divisors[i].key);
        store_keyed(s, &kind_toy, divisors[i].key, visit_line, b);
    }
    for (int id = 0; id < IDS; id++) {
        snprintf(name, sizeof name, "id-%d", id);
        const struct object *o = store_find(s, &kind_toy, name);
        if (!o)
            continue;
        write_line(b, o);
        buf_printf(b, "behind it\n");
        store_each_behind(s, o, o->scope, visit_line, b);
    }
}

static size_t count_items(const struct model *m, int kind, int scope)
{
    size_t count = 0;

    for (size_t i = 0; i < m->count; i++)
        count += m->items[i].kind == kind && m->items[i].scope == scope;
    return count;
}

/* kind, scope and box filter unless they are -1, a divisor unless it is 0; from which item on. */
static void write_items(struct buf *b, const struct model *m, struct item like, size_t from,
                        int divisor)
{
    for (size_t i = from; i < m->count; i++) {
        const struct item *it = &m->items[i];
        if (it->kind == like.kind && (like.scope < 0 || it->scope == like.scope) &&
            (like.box < 0 || it->box == like.box) && (!divisor || it->value % divisor == 0))
            write_item(b, it);
    }
}

static void write_oldest(struct buf *b, const struct model *m, int id)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct item *it = &m->items[i];
        if (it->kind != 1 || it->id != id)
            continue;
        write_item(b, it);
        buf_printf(b, "behind it\n");
        write_items(b, m, (struct item){ .kind = 1, .scope = it->scope, .box = -1 }, i + 1, 0);
        return;
    }
}

static void write_model(struct buf *b, const struct model *m)
{
    buf_printf(b, "revision %d\n", (int)m->revision);
    for (int k = 0; k < 2; k++) {
        write_items(b, m, (struct item){ .kind = k, .scope = -1, .box = -1 }, 0, 0);
        for (int at = 0; at < 3; at++) {
            buf_printf(b, "in %s: %d\n", scopes[at], (int)count_items(m, k, at));
            write_items(b, m, (struct item){ .kind = k, .scope = at, .box = -1 }, 0, 0);
        }
    }
    for (int box = 1; box < BOXES; box++) {
        buf_printf(b, "children of box-%d\n", box);
        write_items(b, m, (struct item){ .kind = 1, .scope = -1, .box = box }, 0, 0);
    }
    for (size_t i = 0; i < sizeof divisors / sizeof *divisors; i++) {
        buf_printf(b, "divided by %s\n", divisors[i].key);
        write_items(b, m, (struct item){ .kind = 1, .scope = -1, .box = -1 }, 0,
                    divisors[i].number);
    }
    for (int id = 0; id < IDS; id++)
        write_oldest(b, m, id);
}

static void check_same(const struct store *s, const struct model *m, int seed)
{
    struct buf a = BUF_LIMIT(1u << 20), b = BUF_LIMIT(1u << 20);
    write_store(&a, s);
    write_model(&b, m);
    ck_assert(buf_ok(&a) && buf_ok(&b));

    size_t same = 0;
    while (a.at[same] && a.at[same] == b.at[same])
        same++;
    ck_assert_msg(a.at[same] == b.at[same], "seed %d:\nstore …%.200s\nmodel …%.200s", seed,
                  a.at + same, b.at + same);
    buf_done(&a);
    buf_done(&b);
}

static void put_item(struct model *m, struct item now)
{
    now.revision = now.created = ++m->revision;
    for (size_t i = 0; i < m->count; i++) {
        struct item *it = &m->items[i];
        if (it->kind == now.kind && it->scope == now.scope && it->id == now.id) {
            now.created = it->created;
            *it = now;
            return;
        }
    }
    ck_assert_uint_lt(m->count, MODEL_ROOM);
    m->items[m->count++] = now;
}

static bool drop_item(struct model *m, struct item was)
{
    for (size_t i = 0; i < m->count; i++) {
        struct item *it = &m->items[i];
        if (it->kind == was.kind && it->scope == was.scope && it->id == was.id) {
            memmove(it, it + 1, (m->count - i - 1) * sizeof *it);
            m->count--;
            m->revision++;
            return true;
        }
    }
    return false;
}

static void step(struct store *s, struct model *m, struct random *r)
{
    char id[16], box[16];
    struct item it = { .kind = (int)random_below(r, 2),
                       .scope = (int)random_below(r, 3),
                       .id = (int)random_below(r, IDS),
                       .box = (int)random_below(r, BOXES),
                       .value = (int)random_below(r, 1000) };
    snprintf(id, sizeof id, "id-%d", it.id);
    snprintf(box, sizeof box, "box-%d", it.box);

    if (random_below(r, 5) < 3) {
        store_put(s, kinds[it.kind], scopes[it.scope], id, toy_in(it.box ? box : NULL, it.value));
        put_item(m, it);
    } else {
        bool dropped = store_drop(s, kinds[it.kind], scopes[it.scope], id);
        ck_assert_int_eq(dropped, drop_item(m, it));
    }
}

START_TEST(agrees_with_an_array_over_random_transactions)
{
    struct clock *wall = clock_new(true);
    struct store *s = store_new(wall);
    struct model *m = must_alloc(sizeof *m), *before = must_alloc(sizeof *before);
    struct random r;
    random_init(&r, (uint64_t)_i);

    for (int i = 0; i < 60; i++) {
        *before = *m;
        store_begin(s);
        for (uint64_t steps = random_below(&r, STEPS); steps > 0; steps--)
            step(s, m, &r);
        check_same(s, m, _i);
        if (random_below(&r, 2)) {
            store_commit(s);
        } else {
            store_rollback(s);
            *m = *before;
        }
        check_same(s, m, _i);
    }

    free(m);
    free(before);
    store_free(s);
    clock_free(wall);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("store");
    TCase *c = tcase_create("model");

    tcase_add_loop_test(c, agrees_with_an_array_over_random_transactions, 0, 10);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
