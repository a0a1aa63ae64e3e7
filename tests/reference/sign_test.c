#include "base/json.h"
#include "reference/sign.h"
#include "tests/test.h"

#include "base/banned.h"

/* The published example of signature version 1.0. */
static cJSON *example(struct arena *a)
{
    cJSON *flat = arena_json(a, cJSON_CreateObject());

    json_add_text(flat, "Action", "DescribeDedicatedHosts");
    json_add_text(flat, "RegionId", "cn-beijing");
    json_add_text(flat, "SignatureNonce", "edb2b34af0af9a6d14deaf7c1a5315eb");
    json_add_text(flat, "Timestamp", "2023-03-13T08:34:30Z");
    json_add_text(flat, "Version", "2014-05-26");
    json_add_text(flat, "Format", "JSON");
    json_add_text(flat, "SignatureMethod", "HMAC-SHA1");
    json_add_text(flat, "SignatureVersion", "1.0");
    json_add_text(flat, "AccessKeyId", "testid");
    return flat;
}

START_TEST(signs_the_published_example)
{
    struct arena *a = arena_new();

    const char *signature = sign_signature(a, "GET", example(a), "testsecret");

    ck_assert_str_eq(signature, "9NaGiOspFP5UPcwX8Iwt2YJXXuk=");
    arena_free(a);
}
END_TEST

START_TEST(flattens_lists_from_one_on_and_encodes_values)
{
    struct arena *a = arena_new();
    cJSON *params = arena_json(a, json_parse(STR("{\"Rules\":[{\"Priority\":50,\"RuleConditions\":"
                                                 "[{\"Type\":\"Path\",\"PathConfig\":{\"Values\":"
                                                 "[\"/a b\",\"/~*\"]}}]}],\"On\":true}"),
                                             NULL));

    const char *text = sign_canonical(a, sign_flatten(a, params));

    ck_assert_str_eq(text, "On=true&Rules.1.Priority=50&"
                           "Rules.1.RuleConditions.1.PathConfig.Values.1=%2Fa%20b&"
                           "Rules.1.RuleConditions.1.PathConfig.Values.2=%2F~%2A&"
                           "Rules.1.RuleConditions.1.Type=Path");
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sign");
    TCase *t = tcase_create("sign");

    tcase_add_test(t, signs_the_published_example);
    tcase_add_test(t, flattens_lists_from_one_on_and_encodes_values);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
