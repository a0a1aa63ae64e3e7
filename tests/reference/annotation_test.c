/* Every row of the requirements that is about reading an actions annotation, A-31 … A-67. */
#include <string.h>

#include "base/json.h"
#include "reference/annotation.h"
#include "tests/test.h"
#include "tests/tree.h"

#include "base/banned.h"

#define KEY "alb.ingress.kubernetes.io/actions.forward"

/* One ForwardGroup action with these tuples; they are written with ' for ". */
#define FORWARD(tuples) "[{'type':'ForwardGroup','ForwardConfig':{'ServerGroups':[" tuples "]}}]"
#define TEA             "{'ServiceName':'tea-svc','ServicePort':80,'Weight':80}"
#define COFFEE          "{'ServiceName':'coffee-svc','ServicePort':80,'Weight':20}"
#define ONE(members)    FORWARD("{" members "}")

static const struct row {
    const char *why;  /* requirement, and what the row is about */
    const char *text; /* the annotation */
    const char *want; /* the action; or, with "!" before it, a part of the error */
} rows[] = {
    { "A-06 the seed's own form", FORWARD(TEA "," COFFEE), "tea-svc:80=80 coffee-svc:80=20" },
    { "A-07 ids are passed on as they are",
      FORWARD(TEA ",{'ServerGroupID':'sgp-71aexb9y93ypo00001','Weight':30}"),
      "tea-svc:80=80 sgp-71aexb9y93ypo00001=30" },
    { "A-31 the id wins over the Service",
      FORWARD("{'ServerGroupID':'sgp-1','ServiceName':'tea-svc','ServicePort':80,'Weight':30}"),
      "sgp-1=30" },
    { "A-33 the Service beside an id need not make sense",
      FORWARD("{'ServerGroupID':'sgp-1','ServiceName':'nosuch','ServicePort':'x','Weight':1}"),
      "sgp-1=1" },
    { "A-34 precedence is decided tuple by tuple",
      FORWARD("{'ServerGroupID':'sgp-1','ServiceName':'a','ServicePort':1,'Weight':30}," TEA),
      "sgp-1=30 tea-svc:80=80" },
    { "A-35 an empty id is none",
      ONE("'ServerGroupID':'','ServiceName':'tea-svc','ServicePort':80,'Weight':5"),
      "tea-svc:80=5" },
    { "A-36 the order of keys says nothing",
      ONE("'Weight':30,'ServicePort':80,'ServiceName':'tea-svc','ServerGroupID':'sgp-1'"),
      "sgp-1=30" },
    { "A-38 weights need not sum to 100",
      FORWARD("{'ServerGroupID':'a','Weight':100},{'ServerGroupID':'b','Weight':80}"),
      "a=100 b=80" },
    { "A-39 a single tuple without a weight has 100", ONE("'ServerGroupID':'a'"), "a=100" },
    { "A-40 several tuples, one without a weight",
      FORWARD("{'ServerGroupID':'a','Weight':1},{'ServerGroupID':'b'}"),
      "!Weight is missing for b" },
    { "A-41 weight 0", FORWARD("{'ServerGroupID':'a','Weight':0}," TEA), "a=0 tea-svc:80=80" },
    { "A-42 weight below 0", ONE("'ServerGroupID':'a','Weight':-1"),
      "!Weight must be from 0 to 100" },
    { "A-42 weight above 100", ONE("'ServerGroupID':'a','Weight':101"), "!not 101" },
    { "A-43 weight as a string", ONE("'ServerGroupID':'a','Weight':'80'"),
      "!must be a whole number" },
    { "A-43 weight with a fraction", ONE("'ServerGroupID':'a','Weight':80.5"), "!not 80.5" },
    { "A-43 weight true", ONE("'ServerGroupID':'a','Weight':true"), "!must be a whole number" },
    { "A-43 weight null is none", ONE("'ServerGroupID':'a','Weight':null"), "a=100" },
    { "A-44 all weights 0",
      FORWARD("{'ServerGroupID':'a','Weight':0},{'ServerGroupID':'b','Weight':0}"), "a=0 b=0" },
    { "A-45 five tuples",
      FORWARD("{'ServerGroupID':'a','Weight':1},{'ServerGroupID':'b','Weight':1},"
              "{'ServerGroupID':'c','Weight':1}," TEA "," COFFEE),
      "a=1 b=1 c=1 tea-svc:80=80 coffee-svc:80=20" },
    { "A-46 six tuples",
      FORWARD("{'ServerGroupID':'a','Weight':1},{'ServerGroupID':'b','Weight':1},"
              "{'ServerGroupID':'c','Weight':1},{'ServerGroupID':'d','Weight':1}," TEA "," COFFEE),
      "!ServerGroups has 6 entries" },
    { "A-56 trailing comma", "[{'type':'ForwardGroup'},]", "!is not JSON" },
    { "A-56 cut off", "[{'type':'ForwardGroup'", "!is not JSON" },
    { "A-56 full-width punctuation", "[{'type'\xef\xbc\x9a'ForwardGroup'}]", "!is not JSON" },
    { "A-57 an object instead of an array", "{'type':'ForwardGroup'}", "!must be a JSON array" },
    { "A-58 unknown type", "[{'type':'Teleport'}]", "!there is no action type Teleport" },
    { "A-58 a type that is not done here",
      "[{'type':'TrafficMirror','TrafficMirrorConfig':{'Path':'/'}}]",
      "!action type TrafficMirror is not supported" },
    { "A-58 no type", "[{'Type':null}]", "!an object with a type" },
    { "A-59 no ForwardConfig", "[{'type':'ForwardGroup'}]", "!needs ForwardConfig" },
    { "A-60 no ServerGroups", "[{'type':'ForwardGroup','ForwardConfig':{}}]", "!missing or empty" },
    { "A-60 empty ServerGroups", FORWARD(""), "!missing or empty" },
    { "A-61 neither id nor Service", ONE("'Weight':1"), "!neither ServerGroupID nor ServiceName" },
    { "A-62 no ServicePort", ONE("'ServiceName':'tea-svc','Weight':1"), "!ServicePort is missing" },
    { "A-62 ServicePort 0", ONE("'ServiceName':'tea-svc','ServicePort':0"), "!from 1 to 65535" },
    { "A-63 ServicePort as a string", ONE("'ServiceName':'tea-svc','ServicePort':'80'"),
      "!ServicePort must be a whole number, not \"80\"" },
    { "A-64 one Service twice", FORWARD(TEA "," TEA), "!names tea-svc twice" },
    { "A-64 one id twice",
      FORWARD("{'ServerGroupID':'a','Weight':1},{'ServerGroupID':'a','Weight':2}"),
      "!names a twice" },
    { "A-65 two final actions",
      "[{'type':'Redirect','RedirectConfig':{'Port':'443'}},"
      "{'type':'FixedResponse','FixedResponseConfig':{'HttpCode':'503'}}]",
      "!multi finalType action find" },
    { "A-66 names in another case",
      "[{'Type':'forwardgroup','forwardConfig':{'serverGroups':["
      "{'serverGroupId':'sgp-1','weight':7}]}}]",
      "sgp-1=7" },
    { "A-66 unknown members", ONE("'ServerGroupID':'a','Weight':1,'Colour':'red'"), "a=1" },
    { "A-67 blanks around an id", ONE("'ServerGroupID':' a ','Weight':1"), "!has blanks in it" },
    { "A-67 blanks around a name", ONE("'ServiceName':'tea-svc ','ServicePort':80"), "!blanks" },
    { "A-67 an empty annotation", "", "!is not JSON" },
    { "A-67 a blank annotation", " \n", "!is not JSON" },
    { "an empty array", "[]", "!RuleActions is mandatory" },
    { "an id that is no string", ONE("'ServerGroupID':7"), "!ServerGroupID must be a string" },
    { "C-01 FixedResponse",
      "[{'type':'FixedResponse','FixedResponseConfig':{'httpCode':'503','contentType':'text/html',"
      "'content':'away'}}]",
      "fixed {\"Content\":\"away\",\"ContentType\":\"text/html\",\"HttpCode\":\"503\"}" },
    { "C-01 FixedResponse needs a code", "[{'type':'FixedResponse','FixedResponseConfig':{}}]",
      "!HttpCode is missing" },
    { "C-02 Redirect, with its defaults",
      "[{'type':'Redirect','RedirectConfig':{'protocol':'HTTPS','port':'443'}}]",
      "redirect {\"Host\":\"${host}\",\"HttpCode\":\"301\",\"Path\":\"${path}\",\"Port\":\"443\","
      "\"Protocol\":\"HTTPS\",\"Query\":\"${query}\"}" },
    { "C-02 a Redirect to itself", "[{'type':'Redirect','RedirectConfig':{'httpCode':'302'}}]",
      "!redirect to itself" },
};

static const char *action_text(struct arena *a, const struct action *action)
{
    struct buf text = BUF_LIMIT(4096);

    for (const struct target *t = action->targets; t; t = t->next) {
        buf_add_text(&text, t == action->targets ? "" : " ");
        if (t->group_id)
            buf_printf(&text, "%s=%d", t->group_id, t->weight);
        else
            buf_printf(&text, "%s:%d=%d", t->service, t->port, t->weight);
    }
    if (action->type != ACTION_forward) {
        buf_add_text(&text, action->type == ACTION_redirect ? "redirect " : "fixed ");
        json_print_canonical(&text, action->config);
    }
    const char *copy = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return copy;
}

START_TEST(reads_or_refuses_as_the_requirements_say)
{
    const struct row *row = &rows[_i];
    struct arena *a = arena_new();
    struct action action = { .targets = NULL };
    struct err err = { .text = "" };

    bool done = annotation_parse(a, KEY, with_double_quotes(a, row->text), &action, &err);
    const char *got = done ? action_text(a, &action) : err.text;

    if (*row->want == '!') {
        ck_assert_msg(!done, "%s: accepted as %s", row->why, got);
        ck_assert_msg(strstr(got, row->want + 1), "%s: refused with: %s", row->why, got);
        ck_assert_msg(strstr(got, KEY), "%s: does not name the annotation: %s", row->why, got);
    } else {
        ck_assert_msg(done && strcmp(got, row->want) == 0, "%s: %s", row->why, got);
    }
    arena_free(a);
}
END_TEST

START_TEST(a_plain_backend_sends_everything_to_its_service)
{
    struct arena *a = arena_new();

    struct action action = action_to_service(a, "tea-svc", 80);

    ck_assert_str_eq(action_text(a, &action), "tea-svc:80=100");
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("annotation");
    TCase *t = tcase_create("annotation");

    tcase_add_loop_test(t, reads_or_refuses_as_the_requirements_say, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, a_plain_backend_sends_everything_to_its_service);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
