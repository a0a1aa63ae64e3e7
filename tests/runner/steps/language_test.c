#include "tests/test.h"

#include "base/file.h"
#include "runner/suite/requirement.h"
#include "tests/runner/steps/stage.h"

#include "base/banned.h"

static struct stage st;

static void setup(void)
{
    stage_init(&st);
}

static void teardown(void)
{
    stage_done(&st);
}

static const struct {
    const char *step, *message;
} wrong[] = {
    { "aply: fixture", "5: unknown step 'aply', did you mean 'apply'?" },
    { "rules: ${host}\n    cout: 1", "6: 'rules' has no argument 'cout', did you mean 'count'?" },
    { "rules: ${host}\n    bananas: 1", "6: 'rules' has no argument 'bananas'" },
    { "rules: ${host}\n    prove: A-02",
      "6: 'rules' has no argument 'prove', did you mean 'proves'?" },
    { "rules: ${host}\n    count: many",
      "6: 'count' of 'rules' is a number, or { min: N, max: N }" },
    { "rules: ${host}\n    count: { least: 1 }",
      "6: 'count' of 'rules' is a number, or { min: N, max: N }" },
    { "rules: ${host}\n    hosts: { a: b }", "6: 'hosts' of 'rules' is a word or a list of words" },
    { "rules: ${host}\n    forward: tea-svc:80",
      "6: groups are a list, or a map with their weights" },
    { "rules: ${host}\n    forward: [tea-svc:80: 80]",
      "6: the weight of 'a group' is a number from 0 to 100" },
    { "rules: ${host}\n    forward: { tea-svc:80: 101 }",
      "6: the weight of 'tea-svc:80' is a number from 0 to 100" },
    { "rules: ${host}", "5: 'rules' wants to know what of them: count, forward, hosts, …" },
    { "rules: ${host}\n    path: /",
      "5: 'rules' wants to know what of them: count, forward, hosts, …" },
    { "rules: ${host}\n    proves: A-06\n    learn: { rule: RuleId }",
      "5: 'rules' wants to know what of them: count, forward, hosts, …" },
    { "groups: owned\n    proves: A-06",
      "5: 'groups' wants to know what of them: are, count, has, …" },
    { "rules: [a, b]\n    count: 1", "5: after 'rules' stands a text" },
    { "routes: ${host}", "5: 'routes' wants requests: matched, unmatched or to" },
    { "routes: ${host}\n    to: { /path: tea-svc }",
      "6: groups are a list, or a map with their weights" },
    { "groups: ours\n    count: 1", "5: 'groups' are owned, referenced or fallback, not 'ours'" },
    { "servers: [tea-svc:80]",
      "5: 'servers' wants to know what of them: addresses, types, status" },
    { "servers: { tea-svc:80: 172.16.1.1 }",
      "5: after 'tea-svc:80' stands a list of addresses with ports" },
    { "untouched: [G1]\n    parts: [calls, names]",
      "5: 'parts' are calls, attributes, tags and servers, not 'names'" },
    { "untouched: [G1]\n    since: yesterday", "5: 'since' is start or act" },
    { "calls: { write: none }", "5: after 'write' stands a number, or { min: N, max: N }" },
    { "calls: {}", "5: 'calls' wants to count something: { write: 0 }" },
    { "order: [used, created]", "5: 'order' is some of created, filled, used, in this order" },
    { "cloud: alb/Rules", "5: unknown kind 'alb/Rules', did you mean 'alb/Rule'?" },
    { "cloud: dns/Zone", "5: unknown kind 'dns/Zone'; kinds look like alb/Rule" },
    { "object: tea-ingress\n    gone: true",
      "5: 'object' wants an object as ingresses/default/tea-ingress, or albconfigs/alb for one "
      "without a namespace" },
    { "object: a/b/c\n    gone: true\n    has: { a: b }",
      "5: 'gone: true' stands alone: what is gone has nothing" },
    { "events: a/b/c\n    type: Error", "5: the type of an event is Normal or Warning" },
    { "settled: soon", "5: after 'settled' stands nothing" },
    { "controller: killed", "5: a controller is started or stopped, not 'killed'" },
    { "patch: a/b/c", "5: 'patch' wants to know 'with' what" },
    { "change: cen/Attachment\n    id: a\n    scope: cn-chengdu",
      "5: 'scope' makes an object, and wants to know what to 'set'" },
    { "apply: { kind: Service }", "5: an object needs apiVersion, kind and metadata.name" },
    { "apply: |\n      kind: Service",
      "5: an object needs apiVersion, kind and metadata.name; write it without '|'" },
    { "apply: { apiVersion: v1, kind: N, metadata: { name: n } }\n    only: Service",
      "5: 'only' goes with 'apply: fixture'" },
    { "delete: a/b/c\n    proves: A-02", "5: 'delete' only acts: it proves nothing" },
    { "rules: ${balancer}\n    count: 1", "5: unknown variable ${balancer}; known here: VPC1" },
};

START_TEST(refuses_a_wrong_step_with_line_and_nearest_word)
{
    const char *message = stage_refusal(&st, wrong[_i].step);

    ck_assert_msg(message, "loads: %s", wrong[_i].step);
    ck_assert_msg(strncmp(message, wrong[_i].message, strlen(wrong[_i].message)) == 0,
                  "got:    %s\nwanted: %s", message, wrong[_i].message);
}
END_TEST

static const struct {
    const char *step, *done;
} acts[] = {
    { "apply: fixture\n    only: [Ingress, AlbConfig]",
      "apply AlbConfig alb\napply Ingress tea-ingress\n" },
    { "apply: { apiVersion: v1, kind: Service, metadata: { name: \"${G1}\" } }",
      "apply Service sgp-71aexb9y93ypo00001\n" },
    { "apply:\n      - { apiVersion: v1, kind: A, metadata: { name: a } }\n"
      "      - { apiVersion: v1, kind: B, metadata: { name: refused } }\n"
      "      - { apiVersion: v1, kind: C, metadata: { name: c } }",
      "apply A a\nrefused\n" },
    { "patch: ingresses/default/tea\n    with: { a: { \"${host}\": null } }",
      "patch ingresses default tea - {\"a\":{\"demo.domain.ingress.top\":null}}\n" },
    { "patch: albconfigs/alb\n    with: { a: 1 }\n    subresource: status",
      "patch albconfigs - alb status {\"a\":1}\n" },
    { "delete: ingresses/default/tea", "delete ingresses default tea\n" },
    { "controller: started", "start\n" },
    { "controller: stopped", "stop\n" },
};

START_TEST(acts_as_it_says)
{
    const char *done = stage_begin(&st, acts[_i].step);

    ck_assert_str_eq(done, acts[_i].done);
}
END_TEST

START_TEST(says_that_a_fixture_has_nothing_of_a_kind)
{
    const char *done = stage_begin(&st, "apply: fixture\n    only: ConfigMap");

    ck_assert_ptr_nonnull(
        strstr(done, ":5: kube.yaml of fixture scenario-2 has nothing of that kind"));
}
END_TEST

START_TEST(explains_every_verb_and_argument)
{
    for (const struct step_type *const *t = step_types(); *t; t++) {
        ck_assert_msg((*t)->synopsis && (*t)->about && ((*t)->begin || (*t)->look), "%s",
                      (*t)->verb);
        ck_assert_msg(strncmp((*t)->synopsis, (*t)->verb, strlen((*t)->verb)) == 0, "%s",
                      (*t)->verb);
        for (const struct step_arg *arg = (*t)->args; arg && arg->name; arg++)
            ck_assert_msg(arg->about && *arg->about, "%s %s", (*t)->verb, arg->name);
    }
}
END_TEST

/* Every case that we ship, with its fixture and the requirements that it proves. */
START_TEST(every_case_loads)
{
    struct err err = { "" };
    const struct requirements *r =
        requirements_load(st.arena, SOURCE_DIR "/suites/requirements", &err);
    ck_assert_msg(r, "%s", err.text);
    struct suite_language language = step_language(r, SOURCE_DIR "/fixtures");
    size_t count = 0;

    for (const char *const *area = file_list(st.arena, SOURCE_DIR "/suites", &err); *area; area++) {
        const char *dir = arena_printf(st.arena, SOURCE_DIR "/suites/%s", *area);
        if (str_is(str_of(*area), "requirements") || str_ends(str_of(*area), STR(".yaml")))
            continue;
        for (const char *const *file = file_list(st.arena, dir, &err); *file; file++, count++)
            ck_assert_msg(
                suite_load(st.arena, arena_printf(st.arena, "%s/%s", dir, *file), &language, &err),
                "%s", err.text);
    }
    ck_assert_uint_gt(count, 10);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/steps/language");
    TCase *t = tcase_create("language");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, refuses_a_wrong_step_with_line_and_nearest_word, 0,
                        (int)(sizeof(wrong) / sizeof(wrong[0])));
    tcase_add_loop_test(t, acts_as_it_says, 0, (int)(sizeof(acts) / sizeof(acts[0])));
    tcase_add_test(t, says_that_a_fixture_has_nothing_of_a_kind);
    tcase_add_test(t, explains_every_verb_and_argument);
    tcase_add_test(t, every_case_loads);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
