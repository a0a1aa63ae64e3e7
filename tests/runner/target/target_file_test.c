#include "runner/target/target_file.h"

#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "tests/test.h"

#include "base/banned.h"

#define MINIMUM "name: n\ncommand: run it\n"

static char dir[] = "/tmp/target-XXXXXX";

static const struct target *load(struct arena *a, const char *text, struct err *err)
{
    const char *file = arena_printf(a, "%s/t.yaml", dir);

    ck_assert(file_write(file, str_of(text), NULL));
    return target_load(a, file, err);
}

static bool has(const char *const *env, const char *variable)
{
    int count = 0;

    for (; *env; env++)
        count += strcmp(*env, variable) == 0;
    return count == 1;
}

static const struct {
    const char *text;
    struct target_ready ready;
} readies[] = {
    { "", { READY_list, "ingresses", 60000 } },
    { "ready: { list: services }\n", { READY_list, "services", 60000 } },
    { "ready: { within: 5s }\n", { READY_list, "ingresses", 5000 } },
    { "ready: { http: 'http://127.0.0.1:${port}/z', within: 2m }\n",
      { READY_http, "http://127.0.0.1:${port}/z", 120000 } },
    { "ready: { within: 1s, log: 'workers? started' }\n", { READY_log, "workers? started", 1000 } },
    { "ready: { lease: kube-system/ccm }\n", { READY_lease, "kube-system/ccm", 60000 } },
};

START_TEST(is_ready_as_the_file_says)
{
    struct arena *a = arena_new();
    struct err err = { "" };

    const struct target *t = load(a, arena_printf(a, MINIMUM "%s", readies[_i].text), &err);

    ck_assert_msg(t != NULL, "%s", err.text);
    ck_assert_int_eq(t->ready.by, readies[_i].ready.by);
    ck_assert_str_eq(t->ready.what, readies[_i].ready.what);
    ck_assert_int_eq(t->ready.within_ms, readies[_i].ready.within_ms);
    arena_free(a);
}
END_TEST

START_TEST(is_what_the_file_says)
{
    struct arena *a = arena_new();
    struct err err = { "" };

    const struct target *t = load(a,
                                  "name: n\n"
                                  "command: run 'a b'\n"
                                  "environment: { HTTP_PROXY: none, MINE: 'x=${dir}' }\n"
                                  "files: { c.yaml: 'region: ${region}' }\n"
                                  "settle: 7s\n"
                                  "albconfig: { scope: Namespaced }\n"
                                  "ingress-controller: other/alb\n"
                                  "backends: nodePort\n"
                                  "nudge: true\n"
                                  "features: [one, two]\n",
                                  &err);

    ck_assert_msg(t != NULL, "%s", err.text);
    ck_assert_str_eq(t->name, "n");
    ck_assert_str_eq(t->argv[1], "a b");
    ck_assert(has(t->env, "HTTP_PROXY=none"));
    ck_assert(!has(t->env, "HTTP_PROXY=${endpoint}"));
    ck_assert(has(t->env, "HTTPS_PROXY=${endpoint}"));
    ck_assert(has(t->env, "MINE=x=${dir}"));
    ck_assert_str_eq(t->files[0].name, "c.yaml");
    ck_assert_ptr_null(t->files[1].name);
    ck_assert_int_eq(t->settle_ms, 7000);
    ck_assert_str_eq(t->albconfig_namespace, "kube-system");
    ck_assert_str_eq(t->ingress_controller, "other/alb");
    ck_assert_str_eq(t->backends, "nodePort");
    ck_assert(t->needs_nudge);
    ck_assert(has(t->features, "two"));
    ck_assert(!has(t->features, "three"));
    arena_free(a);
}
END_TEST

START_TEST(is_an_albconfig_as_the_file_says)
{
    struct arena *a = arena_new();
    struct err err = { "" };

    const struct target *t =
        load(a,
             MINIMUM "albconfig:\n"
                     "  namespace: own\n"
                     "  scope: Namespaced\n"
                     "  name: default\n"
                     "  with: { spec: { config: { addressAllocatedMode: Fixed } } }\n",
             &err);

    ck_assert_msg(t != NULL, "%s", err.text);
    ck_assert_str_eq(t->albconfig_namespace, "own");
    ck_assert_str_eq(t->albconfig_name, "default");
    ck_assert_str_eq(json_text(t->albconfig_with, "spec.config.addressAllocatedMode"), "Fixed");
    arena_free(a);
}
END_TEST

START_TEST(has_the_albconfig_of_the_fixtures_by_its_own_name)
{
    struct target any = { 0 }, one = { .albconfig_name = "default" };

    ck_assert_str_eq(target_albconfig_name(&any, "alb"), "alb");
    ck_assert_str_eq(target_albconfig_name(&one, "alb"), "default");
    ck_assert_str_eq(target_albconfig_name(&one, "second"), "second");
}
END_TEST

static const struct {
    const char *text, *says;
} mistakes[] = {
    { "name: n\n", ": a target needs a name and a command" },
    { "- name: n\n", ": a target is one map" },
    { "name: n\ncommand: 'a \"b'\n",
      ":2: the controller's command has an opening \" that is never closed" },
    { MINIMUM "comand: x\n", ":3: a target has no member 'comand', did you mean 'command'?" },
    { MINIMUM "environment: [A]\n", ":3: environment is a map of names to values" },
    { MINIMUM "files: { a/b: x }\n", ":3: a file's name has no folder: it is written into ${dir}" },
    { MINIMUM "files: { ..: x }\n", ":3: a file's name has no folder: it is written into ${dir}" },
    { MINIMUM "settle: 10\n", ":3: settle is a duration, such as 10s" },
    { MINIMUM "albconfig: { scope: None }\n", ":3: scope is Cluster or Namespaced" },
    { MINIMUM "albconfig: default\n",
      ":3: albconfig is a map, such as { scope: Namespaced, name: default }" },
    { MINIMUM "albconfig: { scope: Cluster, namespace: a }\n",
      ":3: a namespace goes with scope: Namespaced" },
    { MINIMUM "albconfig: { namespace: a }\n", ":3: a namespace goes with scope: Namespaced" },
    { MINIMUM "albconfig: { nam: a }\n",
      ":3: an albconfig has no member 'nam', did you mean 'name'?" },
    { MINIMUM "albconfig: { with: all }\n",
      ":3: with is a map, such as { metadata: { labels: { a: b } } }" },
    { MINIMUM "ready: soon\n",
      ":3: ready is a map, such as { log: Starting workers, within: 30s }" },
    { MINIMUM "ready: { htp: x }\n",
      ":3: ready is { list: ingresses }, { http: URL }, { log: PATTERN } or { lease: "
      "NAMESPACE/NAME }, and within: 30s" },
    { MINIMUM "ready: { within: 0s }\n", ":3: within is a duration, such as 30s" },
    { MINIMUM "ready: { within: 30 }\n", ":3: within is a duration, such as 30s" },
    { MINIMUM "ready: { log: '(' }\n", ":3: log is a regular expression, and this is none" },
    { MINIMUM "ready: { lease: ccm }\n", ":3: a lease is named NAMESPACE/NAME" },
    { MINIMUM "ready: { log: a, http: b }\n", ":3: ready says one way, not several" },
    { MINIMUM "backends: pod\n", ":3: backends is eni, nodePort or ip" },
    { MINIMUM "nudge: maybe\n", ":3: nudge is true or false" },
    { MINIMUM "features: one\n", ":3: features is a list of names, or one word: auto, all" },
};

START_TEST(names_the_line_of_a_mistake)
{
    struct arena *a = arena_new();
    struct err err = { "" };

    ck_assert_ptr_null(load(a, mistakes[_i].text, &err));

    ck_assert_msg(str_ends(str_of(err.text), str_of(mistakes[_i].says)), "%s", err.text);
    arena_free(a);
}
END_TEST

static void make_dir(void)
{
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void remove_dir(void)
{
    ck_assert(file_remove_tree(dir, NULL));
}

static Suite *suite(void)
{
    Suite *s = suite_create("target file");
    TCase *t = tcase_create("a target file");

    tcase_add_unchecked_fixture(t, make_dir, remove_dir);
    tcase_add_loop_test(t, is_ready_as_the_file_says, 0, sizeof(readies) / sizeof(readies[0]));
    tcase_add_test(t, is_what_the_file_says);
    tcase_add_test(t, is_an_albconfig_as_the_file_says);
    tcase_add_test(t, has_the_albconfig_of_the_fixtures_by_its_own_name);
    tcase_add_loop_test(t, names_the_line_of_a_mistake, 0, sizeof(mistakes) / sizeof(mistakes[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
