#include "base/json.h"
#include "runner/kube/selector.h"
#include "tests/test.h"

#include "base/banned.h"

/* {"metadata":{"name":"tea","namespace":"shop","labels":{"app":"tea","tier":"web","n":"5"}}} and a pod's spec */
static const char object_text[] =
    "{\"metadata\":{\"name\":\"tea\",\"namespace\":\"shop\",\"labels\":{\"app\":\"tea\","
    "\"tier\":\"web\",\"n\":\"5\",\"example.com/x.y\":\"\"}},\"spec\":{\"nodeName\":\"n1\","
    "\"hostNetwork\":true},\"status\":{\"phase\":\"Running\"}}";

enum result { RESULT_no, RESULT_yes, RESULT_malformed };

struct row {
    const char *selector;
    enum result result;
};

static const struct row label_rows[] = {
    /* clang-format off */
    { "",                          RESULT_yes },
    { "  ",                        RESULT_yes },
    { "app=tea",                   RESULT_yes },
    { "app==tea",                  RESULT_yes },
    { "app = tea , tier = web",    RESULT_yes },
    { "app=tea,tier=db",           RESULT_no },
    { "app=coffee",                RESULT_no },
    { "app!=coffee",               RESULT_yes },
    { "app!=tea",                  RESULT_no },
    { "absent!=tea",               RESULT_yes },
    { "absent=tea",                RESULT_no },
    { "absent=",                   RESULT_no },
    { "example.com/x.y=",          RESULT_yes },
    { "example.com/x.y",           RESULT_yes },
    { "app in (tea, coffee)",      RESULT_yes },
    { "app in (milk,coffee)",      RESULT_no },
    { "absent in (tea)",           RESULT_no },
    { "app notin (milk,coffee)",   RESULT_yes },
    { "app notin (tea)",           RESULT_no },
    { "absent notin (tea)",        RESULT_yes },
    { "app",                       RESULT_yes },
    { "absent",                    RESULT_no },
    { "!absent",                   RESULT_yes },
    { "!app",                      RESULT_no },
    { "! app",                     RESULT_no },
    { "n>4",                       RESULT_yes },
    { "n>5",                       RESULT_no },
    { "n<6",                       RESULT_yes },
    { "n<5",                       RESULT_no },
    { "app>1",                     RESULT_no },
    { "in=x",                      RESULT_no },
    { "a b",                       RESULT_malformed },
    { "=tea",                      RESULT_malformed },
    { "app=tea,",                  RESULT_malformed },
    { ",app=tea",                  RESULT_malformed },
    { "app in tea",                RESULT_malformed },
    { "app in (tea",               RESULT_malformed },
    { "app=tea tier=web",          RESULT_malformed },
    { "n>x",                       RESULT_malformed },
    { "app=t%ea",                  RESULT_malformed },
    { "a/b/c=d",                   RESULT_malformed },
    { "!",                         RESULT_malformed },
    /* clang-format on */
};

static const struct row field_rows[] = {
    /* clang-format off */
    { "",                                             RESULT_yes },
    { "metadata.name=tea",                            RESULT_yes },
    { "metadata.name==tea",                           RESULT_yes },
    { "metadata.name!=tea",                           RESULT_no },
    { "metadata.name=tea,metadata.namespace=shop",    RESULT_yes },
    { "metadata.name=tea,metadata.namespace!=shop",   RESULT_no },
    { "spec.nodeName=n1,status.phase!=Succeeded",     RESULT_yes },
    { "spec.hostNetwork=true",                        RESULT_yes },
    { "status.podIP=",                                RESULT_yes },
    { "status.podIP=1.2.3.4",                         RESULT_no },
    { "metadata.name=te\\,a",                         RESULT_no },
    { ",metadata.name=tea,",                          RESULT_yes },
    { "metadata.name",                                RESULT_malformed },
    { "metadata.uid=x",                               RESULT_malformed },
    { "=x",                                           RESULT_malformed },
    /* clang-format on */
};

static enum result result_of(const char *text, bool fields)
{
    struct arena *a = arena_new();
    struct kinds *k = kinds_new();
    const cJSON *object = arena_json(a, json_parse(str_of(object_text), NULL));
    struct filter f = { 0 };
    struct err err;
    enum result result = RESULT_malformed;
    bool ok = fields
                  ? filter_parse_fields(&f, a, kinds_builtin(k, RESOURCE_pods), str_of(text), &err)
                  : filter_parse_labels(&f, a, str_of(text), &err);

    if (ok)
        result = filter_matches(&f, object) ? RESULT_yes : RESULT_no;
    kinds_free(k);
    arena_free(a);
    return result;
}

START_TEST(lets_through_what_its_labels_say)
{
    const struct row *row = &label_rows[_i];

    enum result result = result_of(row->selector, false);

    ck_assert_msg(result == row->result, "%s: %d", row->selector, result);
}
END_TEST

START_TEST(lets_through_what_its_fields_say)
{
    const struct row *row = &field_rows[_i];

    enum result result = result_of(row->selector, true);

    ck_assert_msg(result == row->result, "%s: %d", row->selector, result);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/selector");
    TCase *t = tcase_create("a filter");

    tcase_add_loop_test(t, lets_through_what_its_labels_say, 0,
                        sizeof(label_rows) / sizeof(label_rows[0]));
    tcase_add_loop_test(t, lets_through_what_its_fields_say, 0,
                        sizeof(field_rows) / sizeof(field_rows[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
