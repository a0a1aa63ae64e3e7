#include "mockalb/gateway/render.h"

#include "base/json.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *json, *xml, *why;
} trees[] = {
    { "{\"A\":\"x\",\"B\":1,\"C\":true}", "<R><A>x</A><B>1</B><C>true</C></R>", "leaves" },
    { "{\"A\":{\"B\":\"x\"}}", "<R><A><B>x</B></A></R>", "an object" },
    { "{\"A\":[\"x\",\"y\"]}", "<R><A>x</A><A>y</A></R>", "a plain list is its element repeated" },
    { "{\"As\":{\"A\":[{\"B\":1},{\"B\":2}]}}", "<R><As><A><B>1</B></A><A><B>2</B></A></As></R>",
      "a wrapped list" },
    { "{\"A\":[]}", "<R></R>", "an empty list is nothing" },
    { "{\"A\":null}", "<R><A></A></R>", "null is empty" },
    { "{\"A\":\"<&>\\\"\\u0001\"}", "<R><A>&lt;&amp;&gt;&quot;?</A></R>", "marks are escaped" },
};

START_TEST(writes_xml)
{
    struct buf b = BUF_LIMIT(1000);
    cJSON *tree = json_parse(str_of(trees[_i].json), NULL);

    render_tree(&b, RENDER_xml, "R", tree);

    ck_assert_msg(strstr(buf_str(&b).at, trees[_i].xml) != NULL, "%s: got %s", trees[_i].why,
                  buf_str(&b).at);
    cJSON_Delete(tree);
    buf_done(&b);
}
END_TEST

START_TEST(writes_all_five_members_of_an_error)
{
    const struct api_error error = { .status = 400, .code = "Bad&Code", .message = "Why." };
    struct buf b = BUF_LIMIT(1000);

    cJSON *tree = render_error(&error, "ID", "host", "Shop");
    json_print(&b, tree);

    ck_assert_str_eq(buf_str(&b).at,
                     "{\"RequestId\":\"ID\",\"HostId\":\"host\",\"Code\":\"Bad&Code\",\"Message\":"
                     "\"Why.\",\"Recommend\":\"https://api.alibabacloud.com/"
                     "troubleshoot?q=Bad%26Code&product=Shop&requestId=ID\"}");
    cJSON_Delete(tree);
    buf_done(&b);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("render");
    TCase *t = tcase_create("render");

    tcase_add_loop_test(t, writes_xml, 0, sizeof(trees) / sizeof(trees[0]));
    tcase_add_test(t, writes_all_five_members_of_an_error);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
