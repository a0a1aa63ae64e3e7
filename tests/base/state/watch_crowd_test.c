#include <stdio.h>

#include "base/random.h"
#include "tests/base/state/watching.h"

#include "base/banned.h"

/*
 * Two hundred watchers with selectors, some of them started late, and six hundred random changes:
 * what each has been told, applied to nothing, must be what matches its selector in the end.
 */
enum { CROWD = 200, EVENTS = 600, PODS = 30, COLOURS = 4 };

static const char *const colours[COLOURS] = { "red", "blue", "green", "white" };

static void random_change(struct scene *s, struct random *r)
{
    char id[16];

    snprintf(id, sizeof id, "pod-%02d", (int)random_below(r, PODS));
    if (random_below(r, 4))
        put(s, &kind_pod, "ns", id, colours[random_below(r, COLOURS)]);
    else
        drop(s, id);
}

/* Follows the events of one view; false when one is not possible after those before it. */
static bool apply_events(const struct view *v, bool ret_there[PODS])
{
    struct str events = buf_str(&v->seen);
    int64_t last = 0, pod, revision;
    bool ok = true;

    while (events.len) {
        struct str e = str_cut(&events, ' ');
        char what = e.at[0];
        struct str id = str_cut(&e, '@');

        ok = ok && str_int(str_skip(id, 5), &pod) && str_int(e, &revision) && revision > last &&
             ret_there[pod] == (what != '+');
        if (!ok)
            return false;
        ret_there[pod] = what != '-';
        last = revision;
    }
    return true;
}

/* Check writes a line for each assertion: this has too many for that. */
static bool has_what_it_selects(const struct scene *s, struct view *v)
{
    bool there[PODS] = { false };
    bool ok = apply_events(v, there);
    char id[16];

    for (int pod = 0; pod < PODS; pod++) {
        snprintf(id, sizeof id, "pod-%02d", pod);
        const struct object *o = store_get(s->store, &kind_pod, "ns", id);
        ok = ok && there[pod] == (o && match(&v->watcher, o));
    }
    return ok;
}

START_TEST(two_hundred_watchers_end_up_with_what_they_select)
{
    struct scene s = scene_new();
    static struct view views[CROWD];
    struct random r;
    s.hub = watch_hub_new(s.store, render, &s);
    random_init(&r, (uint64_t)_i);
    for (int i = 0; i < CROWD; i++)
        views[i] = view_new(i % 5 ? colours[i % COLOURS] : NULL);

    for (int event = 0, started = 0; event < EVENTS; event++) {
        for (; started < CROWD && started <= event; started++)
            watch_start(s.hub, &views[started].watcher, 0);
        random_change(&s, &r);
    }

    for (int i = 0; i < CROWD; i++) {
        ck_assert_msg(has_what_it_selects(&s, &views[i]), "watcher %d: %s", i, views[i].seen.at);
        buf_done(&views[i].seen);
    }
    scene_done(&s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("watch");
    TCase *t = tcase_create("crowd");

    tcase_add_loop_test(t, two_hundred_watchers_end_up_with_what_they_select, 0, 5);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
