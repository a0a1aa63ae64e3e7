#include "mockalb/control/state.h"

#include "base/json.h"
#include "mockalb/resources/cloud.h"
#include "tests/test.h"

#include "base/banned.h"

/* A cloud with one VPC, and its state. */
struct world {
    struct arena *arena;
    struct random random, request_ids;
    uint64_t seed;
    struct state state;
};

static void world_init(struct world *w)
{
    static const struct cloud_options options = {
        .region = "cn-hangzhou", .edition = "Standard", .account = "1", .lifecycle = "instant"
    };

    *w = (struct world){ .arena = arena_new(), .seed = UINT64_MAX };
    random_init(&w->random, UINT64_MAX);
    random_init(&w->request_ids, 2);
    w->state.clock = clock_new(true);
    w->state.store = store_new(w->state.clock);
    w->state.random = &w->random;
    w->state.request_ids = &w->request_ids;
    w->state.seed = &w->seed;
    w->state.cloud = cloud_new(w->state.store, w->state.clock, &w->random, &options);
}

static void world_done(struct world *w)
{
    cloud_free(w->state.cloud);
    store_free(w->state.store);
    clock_free(w->state.clock);
    arena_free(w->arena);
}

static const char *text_of(struct world *w)
{
    struct buf text = BUF_LIMIT(1u << 20);
    cJSON *document = state_document(&w->state);
    const char *copy;

    json_print_canonical(&text, document);
    cJSON_Delete(document);
    copy = arena_strz(w->arena, buf_str(&text));
    buf_done(&text);
    return copy;
}

static void add(struct world *w, const char *kind, const char *id)
{
    store_begin(w->state.store);
    store_put(w->state.store, cloud_kind(kind), "cn-hangzhou", id, cJSON_CreateObject());
    store_commit(w->state.store);
}

static void add_vpc(struct world *w, const char *id)
{
    add(w, "vpc/Vpc", id);
}

START_TEST(gives_back_every_byte)
{
    struct world a, b;
    struct err err;

    world_init(&a);
    world_init(&b);
    b.seed = 3;
    clock_advance(a.state.clock, 5000);
    add_vpc(&a, "vpc-2");
    add_vpc(&a, "vpc-1");
    random_next(&a.random);
    cJSON *document = arena_json(a.arena, state_document(&a.state));
    bool fine = state_restore(&b.state, b.arena, document, &err);

    ck_assert_msg(fine, "%s", err.text);
    ck_assert_str_eq(text_of(&b), text_of(&a));
    ck_assert_int_eq(clock_ms(b.state.clock), clock_ms(a.state.clock));
    ck_assert_uint_eq(random_next(&b.random), random_next(&a.random));
    ck_assert_uint_eq(b.seed, UINT64_MAX);
    world_done(&a);
    world_done(&b);
}
END_TEST

START_TEST(has_its_objects_in_the_order_of_their_creation)
{
    struct world w;

    world_init(&w);
    add(&w, "vpc/VSwitch", "a");
    add(&w, "vpc/Vpc", "b");
    add(&w, "vpc/VSwitch", "c");
    const cJSON *objects = json_at(arena_json(w.arena, state_document(&w.state)), "objects");
    int count = cJSON_GetArraySize(objects);

    ck_assert_str_eq(json_text(cJSON_GetArrayItem(objects, count - 3), "id"), "a");
    ck_assert_str_eq(json_text(cJSON_GetArrayItem(objects, count - 2), "id"), "b");
    ck_assert_str_eq(json_text(cJSON_GetArrayItem(objects, count - 1), "id"), "c");
    world_done(&w);
}
END_TEST

START_TEST(goes_on_counting_where_it_was)
{
    struct world a, b;
    struct err err;

    world_init(&a);
    world_init(&b);
    add_vpc(&a, "vpc-1");
    cJSON *document = arena_json(a.arena, state_document(&a.state));
    bool fine = state_restore(&b.state, b.arena, document, &err);
    add_vpc(&b, "vpc-2");

    ck_assert(fine);
    ck_assert_uint_eq(store_revision(b.state.store), store_revision(a.state.store) + 1);
    world_done(&a);
    world_done(&b);
}
END_TEST

START_TEST(takes_a_document_without_request_ids)
{
    struct world w;
    struct err err;

    world_init(&w);
    uint64_t before = w.request_ids.state;
    cJSON *document = arena_json(w.arena, state_document(&w.state));
    json_drop(document, "requestIds");
    bool fine = state_restore(&w.state, w.arena, document, &err);

    ck_assert_msg(fine, "%s", err.text);
    ck_assert_uint_eq(w.request_ids.state, before);
    world_done(&w);
}
END_TEST

static const struct {
    const char *path, *json; /* what is put there; NULL: taken away */
    const char *error;
} defects[] = {
    { "version", "2", "version: must be 1, the only version this program reads" },
    { "version", NULL, "version: must be 1" },
    { "seed", "1", "seed: must be a whole number, written as a text" },
    { "random", "\"x\"", "random: must be a whole number" },
    { "requestIds", "\"\"", "requestIds: must be a whole number" },
    { "revision", "\"-1\"", "revision: must be a whole number" },
    { "clockMs", "\"9223372036854775808\"", "clockMs: must be at most 9223372036854775807" },
    { "seed", "\"18446744073709551616\"", "seed: must be at most 18446744073709551615" },
    { "object", "[]", "object: a state document has no such member" },
    { "objects", "{}", "objects: must be a list" },
    { "objects.0.kind", "\"vpc/Vcp\"", "objects[0].kind: 'vpc/Vcp' is no kind of object" },
    { "objects.0.kind", "7", "objects[0].kind: '' is no kind of object" },
    { "objects.0.scope", "null", "objects[0].scope: must be a text" },
    { "objects.0.id", "\"\"", "objects[0].id: must be a text" },
    { "objects.0.body", "[]", "objects[0].body: must be an object" },
    { "objects.0.revision", "\"99\"", "objects[0].revision: must be at most 4" },
    { "objects.0.created", "\"3\"", "objects[0].created: must be at most 1" },
    { "objects.0.changedMs", "null", "objects[0].changedMs: must be a whole number" },
    { "objects.0.boddy", "1", "objects[0].boddy: a state document has no such member" },
    { "objects.0", "1", "objects[0]" },
};

static void replace(cJSON *root, const char *path, const char *json)
{
    const char *dot = strrchr(path, '.');
    const char *name = dot ? dot + 1 : path;
    char parent[100] = "";
    cJSON *in = root;

    if (dot) {
        memcpy(parent, path, (size_t)(dot - path));
        in = json_mutable(root, parent);
    }
    if (!json)
        json_drop(in, name);
    else if (cJSON_IsArray(in))
        cJSON_ReplaceItemInArray(in, 0, json_parse(str_of(json), NULL));
    else
        json_set(in, name, json_parse(str_of(json), NULL));
}

START_TEST(names_the_place_of_a_defect_and_changes_nothing)
{
    struct world w;
    struct err err;

    world_init(&w);
    add_vpc(&w, "vpc-1");
    const char *before = text_of(&w);
    cJSON *document = arena_json(w.arena, state_document(&w.state));
    replace(document, defects[_i].path, defects[_i].json);
    bool fine = state_restore(&w.state, w.arena, document, &err);

    ck_assert_msg(!fine, "taken with a bad %s", defects[_i].path);
    ck_assert_msg(strstr(err.text, defects[_i].error) != NULL, "got: %s", err.text);
    ck_assert_str_eq(text_of(&w), before);
    world_done(&w);
}
END_TEST

START_TEST(refuses_an_object_that_is_there_twice)
{
    struct world w;
    struct err err;

    world_init(&w);
    add_vpc(&w, "vpc-1");
    cJSON *document = arena_json(w.arena, state_document(&w.state));
    cJSON *objects = json_mutable(document, "objects");
    json_push(objects, json_copy(json_at(objects, "3")));
    bool fine = state_restore(&w.state, w.arena, document, &err);

    ck_assert(!fine);
    ck_assert_str_eq(err.text, "objects[4].id: 'vpc-1' is there twice");
    world_done(&w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("state");
    TCase *t = tcase_create("state");

    tcase_add_test(t, gives_back_every_byte);
    tcase_add_test(t, has_its_objects_in_the_order_of_their_creation);
    tcase_add_test(t, goes_on_counting_where_it_was);
    tcase_add_test(t, takes_a_document_without_request_ids);
    tcase_add_loop_test(t, names_the_place_of_a_defect_and_changes_nothing, 0,
                        sizeof(defects) / sizeof(defects[0]));
    tcase_add_test(t, refuses_an_object_that_is_there_twice);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
