#include "reference/informer.h"

#include <string.h>

#include "base/json.h"
#include "tests/reference/script.h"
#include "tests/test.h"

#include "base/banned.h"

#define TEA(version)                                                                               \
    "{\"metadata\":{\"name\":\"tea\",\"namespace\":\"default\",\"resourceVersion\":\"" version     \
    "\"}}"
#define LIST(version, items)                                                                       \
    "{\"metadata\":{\"resourceVersion\":\"" version "\"},\"items\":[" items "]}"
#define LINES(l) l, sizeof(l) / sizeof((l)[0])

static struct script script;
static struct cluster cluster;
static struct kube_client *kube;
static struct informer *informer;
static struct buf heard; /* "+default/tea@5 -default/tea " */
static int synced;

static void on_change(void *arg, enum kind kind, const cJSON *before, const cJSON *now)
{
    const cJSON *object = now ? now : before;

    (void)arg;
    (void)kind;
    buf_printf(&heard, "%c%s@%s ",
               !now     ? '-'
               : before ? '~'
                        : '+',
               object_name(object), json_text_or(object, "metadata.resourceVersion", ""));
}

static void on_sync(void *arg)
{
    (void)arg;
    synced++;
}

static void open_kube(const struct script_line *lines, size_t count)
{
    static const struct log silent = { .to = NULL };

    script_open(&script, lines, count);
    struct kubeconfig config = { .server = script.url, .token = "t-1" };
    script.tick_ms = 10;
    cluster_init(&cluster);
    heard = BUF_LIMIT(1u << 16);
    synced = 0;
    kube = kube_client_new(script.site.loop, script.fetch, &config);
    struct informer_options o = { .client = kube,
                                  .cluster = &cluster,
                                  .kind = KIND_ingress,
                                  .on_change = on_change,
                                  .on_sync = on_sync,
                                  .log = &silent };
    informer = informer_new(&o);
}

static void teardown(void)
{
    informer_free(informer);
    kube_client_free(kube);
    script_close(&script);
    cluster_done(&cluster);
    buf_done(&heard);
}

static bool has_heard(void *arg)
{
    const char *const *text = arg;

    return strstr(heard.at ? heard.at : "", *text) != NULL;
}

static void await_change(const char *text)
{
    ck_assert_msg(script_until(&script, has_heard, &text), "no %s in: %s", text,
                  heard.at ? heard.at : "");
}

static const struct script_line list_then_watch[] = {
    { 200, LIST("5", TEA("3")) },
    { 200, NULL },
};

START_TEST(lists_once_and_watches_from_there_on)
{
    open_kube(LINES(list_then_watch));

    ck_assert(script_await(&script, 2));
    script_write(&script, "{\"type\":\"MODIFIED\",\"object\":" TEA("6") "}\n");
    await_change("~tea@6");

    ck_assert_str_eq(heard.at, "+tea@3 ~tea@6 ");
    ck_assert_int_eq(synced, 1);
    ck_assert_ptr_nonnull(strstr(script.asked[1], "resourceVersion=5"));
    ck_assert_ptr_nonnull(strstr(script.asked[1], "allowWatchBookmarks=true"));
    ck_assert_ptr_nonnull(cluster_get(&cluster, KIND_ingress, "default", "tea"));
    teardown();
}
END_TEST

START_TEST(understands_events_in_pieces)
{
    open_kube(LINES(list_then_watch));
    ck_assert(script_await(&script, 2));

    script_write(&script, "{\"type\":\"DELETED\",\"obj");
    for (int i = 0; i < 5; i++)
        loop_turn(script.site.loop, 1);
    script_write(&script, "ect\":" TEA("7") "}\n{\"type\":\"ADDED\",\"object\":" TEA("8") "}\n");
    await_change("+tea@8");

    ck_assert_str_eq(heard.at, "+tea@3 -tea@3 +tea@8 ");
    teardown();
}
END_TEST

START_TEST(goes_on_after_the_last_bookmark_when_a_watch_ends)
{
    open_kube(LINES(list_then_watch));
    ck_assert(script_await(&script, 2));

    script_write(&script,
                 "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\"}}}\n");
    script_end(&script);
    ck_assert(script_await(&script, 3));

    ck_assert_ptr_nonnull(strstr(script.asked[2], "watch=true"));
    ck_assert_ptr_nonnull(strstr(script.asked[2], "resourceVersion=9"));
    ck_assert_str_eq(heard.at, "+tea@3 ");
    teardown();
}
END_TEST

static void end_by_status(void)
{
    script_end(&script);
}

static void end_by_event(void)
{
    script_write(&script,
                 "{\"type\":\"ERROR\",\"object\":{\"code\":410,\"message\":\"too old\"}}\n");
    script_end(&script);
}

/* Gone as the answer to a watch, and as an event of one. */
static const struct {
    struct script_line third;
    void (*end)(void);
    size_t list_at;
} gone[] = {
    { { 410, "{\"message\":\"too old\"}" }, end_by_status, 3 },
    { { 200, LIST("20", "") }, end_by_event, 2 },
};

START_TEST(lists_again_and_tells_what_it_has_missed_when_the_past_is_gone)
{
    struct script_line lines[] = {
        list_then_watch[0], list_then_watch[1], gone[_i].third, { 200, LIST("20", "") }
    };
    open_kube(LINES(lines));
    ck_assert(script_await(&script, 2));

    gone[_i].end();
    ck_assert(script_await(&script, gone[_i].list_at + 1));
    await_change("-tea@3");

    ck_assert_ptr_null(strstr(script.asked[gone[_i].list_at], "watch"));
    ck_assert_int_eq(synced, 1);
    teardown();
}
END_TEST

START_TEST(lists_until_there_is_something_to_list)
{
    static const struct script_line lines[] = {
        { 404, "{\"message\":\"the server could not find the requested resource\"}" },
        { 200, LIST("5", "") },
        { 200, NULL },
    };
    open_kube(LINES(lines));

    ck_assert(script_await(&script, 3));

    ck_assert(informer_is_synced(informer));
    ck_assert_ptr_nonnull(strstr(script.asked[2], "watch=true"));
    teardown();
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("informer");
    TCase *t = tcase_create("informer");

    tcase_add_test(t, lists_once_and_watches_from_there_on);
    tcase_add_test(t, understands_events_in_pieces);
    tcase_add_test(t, goes_on_after_the_last_bookmark_when_a_watch_ends);
    tcase_add_loop_test(t, lists_again_and_tells_what_it_has_missed_when_the_past_is_gone, 0, 2);
    tcase_add_test(t, lists_until_there_is_something_to_list);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
