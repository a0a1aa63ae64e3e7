#include "runner/trial/place.h"

#include "base/arena.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *path, *resource, *kind, *ns, *name, *part;
} paths[] = {
    { "/api/v1/pods", "pods", "pods", NULL, NULL, NULL },
    { "/api/v1/namespaces/a/pods/p/status", "pods", "pods", "a", "p", "status" },
    { "/api/v1/namespaces/a", "namespaces", "namespaces", NULL, "a", NULL },
    { "/api/v1/namespaces", "namespaces", "namespaces", NULL, NULL, NULL },
    { "/apis/networking.k8s.io/v1/ingresses", "ingresses", "ingresses.networking.k8s.io", NULL,
      NULL, NULL },
    { "/apis/x.io/v1/namespaces/n/things/t", "things", "things.x.io", "n", "t", NULL },
    { "/apis/x.io/v1/things/t/scale", "things", "things.x.io", NULL, "t", "scale" },
    { "/apis/x.io/v1", NULL, NULL, NULL, NULL, NULL },
    { "/apis/x.io", NULL, NULL, NULL, NULL, NULL },
    { "/apis", NULL, NULL, NULL, NULL, NULL },
    { "/api/v1/", NULL, NULL, NULL, NULL, NULL },
    { "/version", NULL, NULL, NULL, NULL, NULL },
    { "", NULL, NULL, NULL, NULL, NULL },
    { "/api/v1/a/b/c/d/e/f/g", "a", "a", NULL, "b", "c" },
};

static void same(const char *got, const char *wanted)
{
    if (wanted)
        ck_assert_str_eq(got, wanted);
    else
        ck_assert_ptr_null(got);
}

START_TEST(reads_what_a_path_is_about)
{
    struct arena *a = arena_new();

    struct place p = place_of(a, str_of(paths[_i].path));

    same(p.resource, paths[_i].resource);
    same(p.kind, paths[_i].kind);
    same(p.ns, paths[_i].ns);
    same(p.name, paths[_i].name);
    same(p.part, paths[_i].part);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("place");
    TCase *t = tcase_create("a path of the Kubernetes API");

    tcase_add_loop_test(t, reads_what_a_path_is_about, 0, sizeof(paths) / sizeof(paths[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
