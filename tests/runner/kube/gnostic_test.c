#include "base/arena.h"
#include "base/json.h"
#include "runner/kube/gnostic.h"
#include "tests/test.h"
#include "tests/tree.h"

#include "base/banned.h"

/* The bytes are protoc's, by OpenAPIv2.proto, in hexadecimal. */
static const struct {
    const char *why, *json, *bytes;
} rows[] = {
    /* clang-format off */
    { "nothing",
      "{}",
      "" },
    { "a text",
      "{'swagger':'2.0'}",
      "0a03322e30" },
    { "texts, in their order",
      "{'schemes':['a','b']}",
      "2a01612a0162" },
    { "an object",
      "{'info':{'title':'K','version':'1'}}",
      "12060a014b120131" },
    { "an object that is empty",
      "{'paths':{}}",
      "4200" },
    { "members by number, not as they come",
      "{'info':{'version':'1'},'swagger':'2'}",
      "0a01321203120131" },
    { "a map of schemas, by name",
      "{'definitions':{'A':{},'B':{}}}",
      "4a0e0a050a014112000a050a01421200" },
    { "a reference",
      "{'definitions':{'A':{'$ref':'x'}}}",
      "4a0a0a080a014112030a0178" },
    { "a type, as the only one of several",
      "{'definitions':{'A':{'type':'t'}}}",
      "4a0d0a0b0a01411206b201030a0174" },
    { "what is required",
      "{'definitions':{'A':{'required':['a','b']}}}",
      "4a0f0a0d0a014112089a0101619a010162" },
    { "a flag, a whole number and another",
      "{'definitions':{'A':{'minLength':300,'maximum':1.5,'uniqueItems':true}}}",
      "4a160a140a0141120f39000000000000f83f60ac02800101" },
    { "a number below zero",
      "{'definitions':{'A':{'minimum':-2,'maxItems':-1}}}",
      "4a1b0a190a014112144900000000000000c070ffffffffffffffffff01" },
    { "a number beyond all bounds",
      "{'definitions':{'A':{'maxItems':1e300}}}",
      "4a100a0e0a01411209708080808080808010" },
    { "properties",
      "{'definitions':{'A':{'properties':{'x-a':{}}}}}",
      "4a130a110a0141120cca01090a070a03782d611200" },
    { "the items of a list",
      "{'definitions':{'A':{'items':{'type':'t'}}}}",
      "4a120a100a0141120bba01080a06b201030a0174" },
    { "values of a map",
      "{'definitions':{'A':{'additionalProperties':{'type':'t'}}}}",
      "4a120a100a0141120baa01080a06b201030a0174" },
    { "values of a map that are anything",
      "{'definitions':{'A':{'additionalProperties':true}}}",
      "4a0c0a0a0a01411205aa01021001" },
    { "anything, as YAML",
      "{'definitions':{'A':{'default':{'a':[1]}}}}",
      "4a140a120a0141120d2a0b12097b2261223a5b315d7d" },
    { "a list of anything",
      "{'definitions':{'A':{'enum':[1,'a']}}}",
      "4a150a130a0141120ea20103120131a201051203226122" },
    { "extensions, with their names",
      "{'x-a':'b','y':1}",
      "82010c0a03782d6112051203226222" },
    { "a parameter of a query",
      "{'paths':{'/':{'parameters':[{'in':'query','name':'n'}]}}}",
      "421912170a012f12124a100a0e120c1a0a1205717565727922016e" },
    { "a parameter of a path",
      "{'paths':{'/':{'parameters':[{'in':'path','name':'n'}]}}}",
      "421812160a012f12114a0f0a0d120b220912047061746822016e" },
    { "a body",
      "{'paths':{'/':{'post':{'parameters':[{'in':'body','schema':{}}]}}}}",
      "421712150a012f1210220e420c0a0a0a081a04626f64792a00" },
    { "no parameter of another place",
      "{'paths':{'/':{'parameters':[{'in':'dream'}]}}}",
      "420b12090a012f12044a020a00" },
    { "answers by their codes",
      "{'paths':{'/':{'get':{'responses':{'200':{'description':'d','schema':{}}}}}}}",
      "421d121b0a012f121612144a120a100a0332303012090a070a016412020a00" },
    { "what a client must show",
      "{'security':[{'B':[]}],'securityDefinitions':{'B':{'type':'apiKey'}}}",
      "62070a050a014212006a110a0f0a0142120a12080a066170694b6579" },
    { "nothing of another type",
      "{'swagger':2,'host':['K'],'schemes':{}}",
      "" },
    /* clang-format on */
};

static const char *hex_of(struct arena *a, struct str bytes)
{
    char *text = arena_alloc(a, 2 * bytes.len + 1);

    for (size_t i = 0; i < bytes.len; i++) {
        text[2 * i] = "0123456789abcdef"[(unsigned char)bytes.at[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[(unsigned char)bytes.at[i] & 15];
    }
    return text;
}

START_TEST(is_written_as_protoc_writes_it)
{
    struct arena *a = arena_new();

    struct blob *got = gnostic_encode(tree_of(a, rows[_i].json));

    ck_assert_msg(str_is(str_of(rows[_i].bytes), hex_of(a, blob_str(got))), "%s: %s", rows[_i].why,
                  hex_of(a, blob_str(got)));
    blob_unref(got);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/gnostic");
    TCase *t = tcase_create("a document in protobuf");

    tcase_add_loop_test(t, is_written_as_protoc_writes_it, 0, sizeof(rows) / sizeof(rows[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
