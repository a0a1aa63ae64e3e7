#include "base/arena.h"
#include "runner/kube/cells.h"
#include "runner/kube/jsonpath.h"
#include "runner/kube/table.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static const struct {
    int64_t ms;
    const char *text;
} ages[] = {
    { 0, "0s" },
    { 119 * SECOND, "119s" },
    { 2 * MINUTE, "2m" },
    { 125 * SECOND, "2m5s" },
    { 11 * MINUTE + SECOND, "11m" },
    { 179 * MINUTE, "179m" },
    { 3 * HOUR, "3h" },
    { 3 * HOUR + MINUTE, "3h1m" },
    { 47 * HOUR, "47h" },
    { 2 * DAY, "2d" },
    { 2 * DAY + HOUR, "2d1h" },
    { 9 * DAY + HOUR, "9d" },
    { 729 * DAY, "729d" },
    { 800 * DAY, "2y" },
    { -5 * SECOND, "0s" },
};

START_TEST(shows_an_age_as_kubectl_does)
{
    struct buf b = BUF_LIMIT(100);

    cell_since(&b, "2026-01-01T00:00:00Z", CLOCK_MANUAL_START_MS + ages[_i].ms);

    ck_assert_str_eq(b.at, ages[_i].text);
    buf_done(&b);
}
END_TEST

/* The cells of an object, joined by " | ". */
static const struct {
    enum resource_id id;
    const char *object, *cells;
} rows[] = {
    /* clang-format off */
    { RESOURCE_namespaces, "{'metadata':{'name':'n'},'status':{'phase':'Active'}}",
      "n | Active | <unknown>" },
    { RESOURCE_nodes,
      "{'metadata':{'name':'n','labels':{'node-role.kubernetes.io/worker':''}},'status':{"
      "'conditions':[{'type':'Ready','status':'True'}],'addresses':[{'type':'InternalIP',"
      "'address':'10.0.0.1'}],'nodeInfo':{'kubeletVersion':'v1'}}}",
      "n | Ready | worker | <unknown> | v1 | 10.0.0.1" },
    { RESOURCE_services,
      "{'metadata':{'name':'s'},'spec':{'type':'NodePort','clusterIP':'10.96.0.1','ports':["
      "{'port':80,'nodePort':30000,'protocol':'TCP'},{'port':53,'protocol':'UDP'}],"
      "'selector':{'app':'tea','x':'y'}}}",
      "s | NodePort | 10.96.0.1 | <none> | 80:30000/TCP,53/UDP | <unknown> | app=tea,x=y" },
    { RESOURCE_services,
      "{'metadata':{'name':'s'},'spec':{'type':'LoadBalancer','clusterIP':'10.96.0.1'}}",
      "s | LoadBalancer | 10.96.0.1 | <pending> | <none> | <unknown> | <none>" },
    { RESOURCE_services,
      "{'metadata':{'name':'s'},'spec':{'type':'ExternalName','externalName':'a.b'}}",
      "s | ExternalName | <none> | a.b | <none> | <unknown> | <none>" },
    { RESOURCE_endpoints,
      "{'metadata':{'name':'e'},'subsets':[{'addresses':[{'ip':'1.1.1.1'},{'ip':'1.1.1.2'}],"
      "'ports':[{'port':80},{'port':81}]}]}",
      "e | 1.1.1.1:80,1.1.1.2:80,1.1.1.1:81 + 1 more... | <unknown>" },
    { RESOURCE_endpoints, "{'metadata':{'name':'e'}}", "e | <none> | <unknown>" },
    { RESOURCE_pods,
      "{'metadata':{'name':'p'},'spec':{'containers':[{},{}],'nodeName':'n'},'status':{"
      "'phase':'Running','podIP':'1.2.3.4','containerStatuses':[{'ready':true,'restartCount':2},"
      "{'ready':false}]}}",
      "p | 1/2 | Running | 2 | <unknown> | 1.2.3.4 | n" },
    { RESOURCE_pods,
      "{'metadata':{'name':'p','deletionTimestamp':'2026-01-01T00:00:00Z'},"
      "'spec':{'containers':[{}]},'status':{'conditions':[{'type':'Ready','status':'True'}]}}",
      "p | 1/1 | Terminating | 0 | <unknown> | <none> | <none>" },
    { RESOURCE_secrets, "{'metadata':{'name':'s'},'type':'Opaque','data':{'a':'','b':''}}",
      "s | Opaque | 2 | <unknown>" },
    { RESOURCE_events,
      "{'metadata':{'name':'e'},'lastTimestamp':'2026-01-01T00:00:00Z','type':'Normal',"
      "'reason':'Sync','involvedObject':{'kind':'AlbConfig','name':'alb'},'message':'hi',"
      "'count':3,'source':{'component':'ingress'}}",
      "10s | Normal | Sync | albconfig/alb | ingress | hi | 3 | e" },
    { RESOURCE_endpointslices,
      "{'metadata':{'name':'e'},'addressType':'IPv4','ports':[{'port':80}],'endpoints':["
      "{'addresses':['1.1.1.1']},{'addresses':['1.1.1.2']}]}",
      "e | IPv4 | 80 | 1.1.1.1,1.1.1.2 | <unknown>" },
    { RESOURCE_ingresses,
      "{'metadata':{'name':'i'},'spec':{'ingressClassName':'alb','rules':[{'host':'a'},"
      "{'host':'b'},{'host':'c'},{'host':'d'}],'tls':[{}]},'status':{'loadBalancer':{"
      "'ingress':[{'hostname':'h'},{'ip':'1.1.1.1'}]}}}",
      "i | alb | a,b,c + 1 more... | h,1.1.1.1 | 80, 443 | <unknown>" },
    { RESOURCE_ingresses,
      "{'metadata':{'name':'i','annotations':{'kubernetes.io/ingress.class':'old'}},"
      "'spec':{'rules':[{}]}}",
      "i | old | * |  | 80 | <unknown>" },
    { RESOURCE_ingressclasses,
      "{'metadata':{'name':'c'},'spec':{'controller':'a/b','parameters':{'apiGroup':'g',"
      "'kind':'K','name':'n'}}}",
      "c | a/b | K.g/n | <unknown>" },
    { RESOURCE_leases, "{'metadata':{'name':'l'},'spec':{'holderIdentity':'me'}}",
      "l | me | <unknown>" },
    /* clang-format on */
};

static const char *joined(struct scene *s, const cJSON *cells)
{
    const char *text = "";
    const cJSON *cell;

    cJSON_ArrayForEach(cell, cells)
    {
        const char *one = cJSON_IsString(cell)   ? cell->valuestring
                          : cJSON_IsNull(cell)   ? "null"
                          : cJSON_IsNumber(cell) ? "number"
                                                 : "bool";
        text = arena_printf(s->arena, "%s%s%s", text, cell == cells->child ? "" : " | ", one);
    }
    return text;
}

START_TEST(shows_the_cells_of_its_kind)
{
    struct scene *s = scene_new();
    const struct resource *r = kinds_builtin(s->cluster->kinds, rows[_i].id);
    int64_t now = CLOCK_MANUAL_START_MS + 10 * SECOND;

    cJSON *cells = arena_json(s->arena, table_cells(r, tree_of(s, rows[_i].object), now));
    cJSON *columns = arena_json(s->arena, table_columns(r));

    ck_assert_str_eq(joined(s, cells), rows[_i].cells);
    ck_assert_int_eq(cJSON_GetArraySize(cells), cJSON_GetArraySize(columns));
    scene_free(s);
}
END_TEST

START_TEST(shows_the_columns_that_a_definition_names)
{
    struct scene *s = scene_new();
    struct call call = { .method = "GET",
                         .target = "/apis/alibabacloud.com/v1/albconfigs",
                         .accept = "application/json;as=Table;v=v1;g=meta.k8s.io" };
    made(s, "/apis/alibabacloud.com/v1/albconfigs",
         "{'apiVersion':'alibabacloud.com/v1','kind':'AlbConfig','metadata':{'name':'alb'}}");
    answer_to(s,
              &(struct call){ "PATCH", "/apis/alibabacloud.com/v1/albconfigs/alb/status",
                              "{'status':{'loadBalancer':{'id':'alb-1','listeners':["
                              "{'portAndProtocol':'80/HTTP'},{'portAndProtocol':'443/HTTPS'}]}}}",
                              "application/merge-patch+json", NULL });

    const cJSON *table = answer_to(s, &call);

    ck_assert_str_eq(json_text(table, "columnDefinitions.1.name"), "ALBID");
    ck_assert_str_eq(joined(s, json_at(table, "rows.0.cells")),
                     "alb | alb-1 | null | 80/HTTP 443/HTTPS | 0s");
    scene_free(s);
}
END_TEST

#define DOC "{'a':{'b':[{'t':'x','v':1},{'t':'y','v':2}]},'m':{'k.l/m':'q','n':'r'},'s':'text'}"

static const struct {
    const char *path, *matches;
} paths[] = {
    /* clang-format off */
    { ".s",                        "text" },
    { "$.s",                       "text" },
    { "{.s}",                      "text" },
    { ".a.b[1].t",                 "y" },
    { ".a.b[*].t",                 "x y" },
    { ".a.b[?(@.t==\"y\")].t",     "y" },
    { ".a.b[?(@.t=='x')].t",       "x" },
    { ".a.b[?(@.t==\"z\")].t",     "" },
    { ".m['k.l/m']",               "q" },
    { ".m.k\\.l/m",                "q" },
    { ".m[*]",                     "q r" },
    { ".absent.x",                 "" },
    { ".a.b[7].t",                 "" },
    { ".a.b[-1].t",                "" },
    { ".a.b[",                     "" },
    { ".a.b[?(]",                  "" },
    { "a",                         "" },
    { ".s[0]",                     "" },
    /* clang-format on */
};

static void add_match(void *arg, const cJSON *match)
{
    struct buf *b = arg;

    buf_printf(b, "%s%s", b->len ? " " : "", cJSON_IsString(match) ? match->valuestring : "other");
}

START_TEST(finds_what_a_path_of_columns_means)
{
    struct scene *s = scene_new();
    struct buf b = BUF_LIMIT(1000);

    jsonpath_each(tree_of(s, DOC), paths[_i].path, 10, add_match, &b);

    ck_assert_msg(str_is(buf_str(&b), paths[_i].matches), "%s: %.*s", paths[_i].path,
                  STR_ARG(buf_str(&b)));
    buf_done(&b);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/table");
    TCase *t = tcase_create("a table");

    tcase_add_loop_test(t, shows_an_age_as_kubectl_does, 0, sizeof(ages) / sizeof(ages[0]));
    tcase_add_loop_test(t, shows_the_cells_of_its_kind, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, shows_the_columns_that_a_definition_names);
    tcase_add_loop_test(t, finds_what_a_path_of_columns_means, 0, sizeof(paths) / sizeof(paths[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
