#include "base/digest.h"
#include "base/file.h"
#include "runner/kube/messages.h"
#include "runner/kube/protobuf.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define INGRESSES "/apis/networking.k8s.io/v1/namespaces/default/ingresses"

static struct str bytes_of(struct arena *a, const char *base64)
{
    struct str bytes;

    ck_assert(digest_base64_decode(a, str_of(base64), &bytes));
    return bytes;
}

static const char *print(struct arena *a, const cJSON *tree)
{
    struct buf b = BUF_LIMIT(1u << 20);
    const char *text;

    json_print_canonical(&b, tree);
    text = arena_strz(a, buf_str(&b));
    buf_done(&b);
    return text;
}

/* Go leaves out the number of a port that has a name; the recordings' JSON does not. */
static void drop_zero_number(cJSON *object)
{
    cJSON *port = json_mutable(object, "spec.rules.0.http.paths.0.backend.service.port");

    if (port && json_text(port, "name") && json_int_or(port, "number", 1) == 0)
        json_drop(port, "number");
}

/* Each line: the bytes that a client sent, and the same object as JSON. */
START_TEST(reads_every_recorded_body_as_its_json)
{
    struct arena *a = arena_new();
    struct err err;
    struct str rest;
    int bodies = 0;

    ck_assert_msg(file_read(a, BODIES, 4u << 20, &rest, &err), "%s", err.text);
    while (rest.len) {
        cJSON *row = arena_json(a, json_parse(str_cut(&rest, '\n'), &err));
        struct str bytes = bytes_of(a, json_text_or(row, "base64", ""));
        cJSON *object = arena_json(a, protobuf_decode(bytes, &err));
        ck_assert_msg(object != NULL, "%s", err.text);
        drop_zero_number(json_mutable(row, "json"));
        ck_assert_str_eq(print(a, object), print(a, json_get(row, "json")));
        bodies++;
    }

    ck_assert_int_gt(bodies, 100);
    arena_free(a);
}
END_TEST

/* What is written, and read again, is the same. */
static const char *const objects[] = {
    "{'kind':'Pod','apiVersion':'v1','metadata':{'name':'p','labels':{'a':'b'},'generation':7,"
    "'creationTimestamp':'2026-01-01T00:00:00Z'},'spec':{'containers':[{'name':'c','command':['a',"
    "''],'ports':[{'containerPort':80}],'resources':{'limits':{'cpu':'100m'}},'readinessProbe':{"
    "'httpGet':{'path':'/h','port':'web'},'periodSeconds':3},'securityContext':{'runAsNonRoot':"
    "false,'runAsUser':0}}],'volumes':[{'name':'v','configMap':{'name':'m','optional':false}}],"
    "'terminationGracePeriodSeconds':0,'tolerations':[{'tolerationSeconds':-5}]},"
    "'status':{'phase':'Running','podIPs':[{'ip':'10.0.0.1'}]}}",
    "{'kind':'Node','apiVersion':'v1','metadata':{'name':'n'},'spec':{'podCIDRs':['10.0.0.0/24']},"
    "'status':{'capacity':{'cpu':'4'},'addresses':[{'type':'InternalIP','address':'10.0.0.1'}]}}",
    "{'kind':'Secret','apiVersion':'v1','metadata':{'name':'s'},'data':{'k':'AAEC','e':''},"
    "'type':'Opaque'}",
    "{'kind':'ServiceAccount','apiVersion':'v1','metadata':{'name':'s'},"
    "'automountServiceAccountToken':false,'imagePullSecrets':[{'name':'x'}]}",
    "{'kind':'Service','apiVersion':'v1','metadata':{'name':'s'},'spec':{'ports':[{'port':80,"
    "'targetPort':'web'},{'port':81,'targetPort':0}],'selector':{'a':'b'},"
    "'allocateLoadBalancerNodePorts':false},'status':{'loadBalancer':{}}}",
    "{'kind':'Deployment','apiVersion':'apps/v1','metadata':{'name':'d'},'spec':{'replicas':0,"
    "'selector':{'matchExpressions':[{'key':'a','operator':'In','values':['b']}]},'template':{"
    "'metadata':{},'spec':{'containers':[{'name':'c'}]}},'strategy':{'rollingUpdate':{'maxSurge':"
    "'25%'}}}}",
    "{'kind':'Scale','apiVersion':'autoscaling/v1','metadata':{'name':'d'},'spec':{'replicas':3},"
    "'status':{'replicas':0,'selector':'a=b'}}",
    "{'kind':'Event','apiVersion':'events.k8s.io/v1','metadata':{'name':'e'},"
    "'eventTime':'2026-01-01T00:00:00.123456Z','deprecatedCount':2}",
    "{'kind':'EndpointSlice','apiVersion':'discovery.k8s.io/v1','metadata':{'name':'e'},"
    "'endpoints':[{'addresses':['10.0.0.1'],'conditions':{'ready':false}}],'ports':[{'name':'',"
    "'port':80}],'addressType':'IPv4'}",
    "{'kind':'CustomResourceDefinition','apiVersion':'apiextensions.k8s.io/v1','metadata':{"
    "'name':'a.b.c','managedFields':[{'manager':'m','fieldsV1':{'f:spec':{}}}]},'spec':{"
    "'versions':[{'served':false,'storage':true,'schema':{'openAPIV3Schema':{'properties':{'a':{"
    "'items':{'type':'string'},'default':{'x':[1,null]},'maximum':0,'additionalProperties':true},"
    "'b':{'items':[{'type':'a'}],'additionalProperties':{'type':'c'},'dependencies':{'x':['y'],"
    "'z':{'type':'q'}},'enum':['x',1,null]},'c':{'additionalProperties':false,'minimum':-1.5,"
    "'x-kubernetes-preserve-unknown-fields':false}}}},'subresources':{'status':{}}}]}}",
    "{'kind':'DeleteOptions','apiVersion':'v1','gracePeriodSeconds':0,'preconditions':{'uid':'u'},"
    "'propagationPolicy':'Foreground','dryRun':['All']}",
    "{'kind':'Lease','apiVersion':'coordination.k8s.io/v1','metadata':{'name':'l'},'spec':{"
    "'holderIdentity':'','renewTime':'1969-12-31T23:59:58.500000Z','leaseTransitions':0}}",
};

START_TEST(writes_what_it_reads_as_the_same)
{
    struct scene *s = scene_new();
    const cJSON *object = tree_of(s, objects[_i]);
    struct buf b = BUF_LIMIT(1u << 20);
    struct err err = { "" };

    ck_assert(protobuf_encode(&b, object));
    cJSON *again = arena_json(s->arena, protobuf_decode(buf_str(&b), &err));

    ck_assert_msg(again != NULL, "%s", err.text);
    ck_assert_str_eq(print(s->arena, again), print(s->arena, object));
    buf_done(&b);
    scene_free(s);
}
END_TEST

#define ENVELOPE                                                                                   \
    "k8s\0\x0a\x0d\x0a\x02v1\x12\x07"                                                              \
    "Service\x12"
#define BODY(bytes)                                                                                \
    {                                                                                              \
        "" bytes, sizeof(bytes) - 1                                                                \
    }

static const struct {
    struct str bytes;
    const char *why, *says;
} malformed[] = {
    /* clang-format off */
    { BODY(""),                                     "nothing",                    "6b 38 73 00" },
    { BODY("{\"kind\":\"Service\"}"),               "JSON under that name",       "6b 38 73 00" },
    { BODY("k8s\0"),                                "no envelope",                "no kind" },
    { BODY("k8s\0\x0a\x7f\x0a\x02v1"),              "a length past the end",      "cut short" },
    { BODY("k8s\0\x0a\x08\x0a\x02v1\x12\x02Xy"),    "a kind that nobody knows",   "no kind \"Xy\"" },
    { BODY(ENVELOPE "\x02\x0a\x05"),                "a message past the end",     "cut short" },
    { BODY(ENVELOPE "\x02\x08\x01"),                "metadata as a number",       "metadata" },
    { BODY(ENVELOPE "\x05\x0a\x03\x0a\x01\xff"),    "a name that is no UTF-8",    "UTF-8" },
    { BODY(ENVELOPE "\x05\x0a\x03\x0a\x01\0"),      "a zero byte in a name",      "UTF-8" },
    { BODY(ENVELOPE "\x02\x00\x00"),                "a field without a number",   "no number" },
    { BODY(ENVELOPE "\x02\x0b\x0c"),                "a group",                    "unknown type" },
    { BODY(ENVELOPE "\x0b\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "a varint without end", "number" },
    { BODY(ENVELOPE "\x05\x0a\x03\x42\x01\x08"),    "half a time",                "cut short" },
    { BODY(ENVELOPE "\x0b\x0a\x09\x42\x07\x08\xff\xff\xff\xff\xff\x7f"), "a time after the year 9999", "years" },
    { BODY("k8s\0\x0a\x0d\x0a\x02v1\x12\x07" "Service\x12\x00\x1a\x04gzip"), "an encoding", "encoding" },
    /* clang-format on */
};

START_TEST(refuses_what_is_malformed)
{
    struct arena *a = arena_new();
    struct request q = {
        .arena = a,
        .method = STR("POST"),
        .path = STR("/api/v1/namespaces/default/services"),
        .content_type = STR("application/vnd.kubernetes.protobuf"),
        .body = malformed[_i].bytes,
    };
    struct scene *s = scene_new();
    struct reply reply;

    route_answer(s->cluster, &q, &reply);

    ck_assert_msg(reply.status == 400, "%s: %d", malformed[_i].why, reply.status);
    cJSON *status = arena_json(a, json_parse(blob_str(reply.body), NULL));
    ck_assert_msg(strstr(json_text_or(status, "message", ""), malformed[_i].says) != NULL, "%s: %s",
                  malformed[_i].why, json_text_or(status, "message", ""));
    blob_unref(reply.body);
    scene_free(s);
    arena_free(a);
}
END_TEST

START_TEST(stops_what_nests_without_end)
{
    struct arena *a = arena_new();
    struct buf b = BUF_LIMIT(1u << 20), next = BUF_LIMIT(1u << 20);
    struct err err = { "" };

    /* A schema whose "not" is a schema whose "not" … */
    for (int i = 0; i < 100; i++) {
        buf_reset(&next);
        buf_printf(&next, "\xe2\x01%c%c", (int)(b.len & 0x7f) | 0x80, (int)(b.len >> 7));
        buf_add(&next, buf_str(&b));
        buf_reset(&b);
        buf_add(&b, buf_str(&next));
    }
    /* … as the schema of a version of the spec of a definition. */
    for (const char *tag = "\x0a\x22\x3a\x12"; *tag; tag++) {
        buf_reset(&next);
        buf_printf(&next, "%c%c%c", *tag, (int)(b.len & 0x7f) | 0x80, (int)(b.len >> 7));
        buf_add(&next, buf_str(&b));
        buf_reset(&b);
        buf_add(&b, buf_str(&next));
    }
    buf_reset(&next);
    buf_add(&next, (struct str){ "k8s\0\x0a\x33\x0a\x17"
                                 "apiextensions.k8s.io/v1\x12\x18"
                                 "CustomResourceDefinition\x12",
                                 4 + 2 + 2 + 23 + 2 + 24 + 1 });
    buf_printf(&next, "%c%c", (int)(b.len & 0x7f) | 0x80, (int)(b.len >> 7));
    buf_add(&next, buf_str(&b));
    cJSON *object = protobuf_decode(buf_str(&next), &err);

    ck_assert_ptr_null(object);
    ck_assert_msg(strstr(err.text, "nests deeper") != NULL, "%s", err.text);
    buf_done(&b);
    buf_done(&next);
    arena_free(a);
}
END_TEST

START_TEST(knows_a_message_for_every_built_in_kind)
{
    struct scene *s = scene_new();

    for (int id = 0; id < RESOURCE_custom; id++) {
        const struct resource *r = kinds_builtin(s->cluster->kinds, (enum resource_id)id);
        ck_assert_msg(message_of(r->api_version, r->kind) != NULL, "%s", r->qualified);
    }

    scene_free(s);
}
END_TEST

#define TEA                                                                                        \
    "{'metadata':{'name':'tea'},'spec':{'defaultBackend':{'service':{'name':'s','port':{'number':" \
    "80}}}}}"

/* The answer's type, and its bytes in the arena. */
static struct str taken(struct scene *s, const struct call *c, const char **ret_type)
{
    struct reply reply;
    struct str bytes;

    send_call(s, c, &reply);
    *ret_type = reply.type;
    bytes = arena_str(s->arena, blob_str(reply.body));
    blob_unref(reply.body);
    return bytes;
}

static const struct {
    const char *accept;
    bool protobuf;
} accepts[] = {
    { "application/vnd.kubernetes.protobuf", true },
    { "application/vnd.kubernetes.protobuf, application/vnd.kubernetes.protobuf;x=y", true },
    { "application/vnd.kubernetes.protobuf, */*", false },
    { "application/vnd.kubernetes.protobuf,application/json", false },
    { "application/vnd.kubernetes.protobuf,application/*", false },
    { "*/*", false },
    { "text/html", false },
};

START_TEST(answers_in_protobuf_only_where_no_json_is_taken)
{
    struct scene *s = scene_new();
    const char *type;
    made(s, INGRESSES, TEA);
    struct call get = { .method = "GET", .target = INGRESSES "/tea", .accept = accepts[_i].accept };

    struct str bytes = taken(s, &get, &type);
    cJSON *object = arena_json(s->arena, accepts[_i].protobuf ? protobuf_decode(bytes, NULL)
                                                              : json_parse(bytes, NULL));

    ck_assert_str_eq(type, accepts[_i].protobuf ? "application/vnd.kubernetes.protobuf"
                                                : "application/json");
    ck_assert_str_eq(json_text(object, "spec.defaultBackend.service.name"), "s");
    scene_free(s);
}
END_TEST

START_TEST(tells_refusals_and_lists_in_protobuf_too)
{
    struct scene *s = scene_new();
    const char *type, *accept = "application/vnd.kubernetes.protobuf";
    made(s, INGRESSES, TEA);

    struct str list =
        taken(s, &(struct call){ .method = "GET", .target = INGRESSES, .accept = accept }, &type);
    struct str none = taken(
        s, &(struct call){ .method = "GET", .target = INGRESSES "/x", .accept = accept }, &type);
    int code = s->code;
    cJSON *status = arena_json(s->arena, protobuf_decode(none, NULL));

    ck_assert_int_eq(code, 404);
    ck_assert_str_eq(json_text(status, "reason"), "NotFound");
    ck_assert_int_eq(memcmp(list.at, "k8s\0", 4), 0);
    ck_assert(memmem(list.at, list.len, "IngressList", 11) != NULL);
    ck_assert(memmem(list.at, list.len, "\x0a\x03tea", 5) != NULL);
    scene_free(s);
}
END_TEST

START_TEST(has_no_protobuf_for_custom_resources)
{
    struct scene *s = scene_new();
    const char *type;

    taken(s,
          &(struct call){ .method = "GET",
                          .target = "/apis/alibabacloud.com/v1/albconfigs",
                          .accept = "application/vnd.kubernetes.protobuf" },
          &type);

    ck_assert_int_eq(s->code, 406);
    scene_free(s);
}
END_TEST

struct stream_of {
    struct arena *arena;
    struct str last;
};

static void keep_frame(void *arg, struct blob *frame)
{
    struct stream_of *f = arg;

    f->last = arena_str(f->arena, blob_str(frame));
}

static void ignore_end(void *arg)
{
    (void)arg;
}

START_TEST(frames_events_of_a_watch_by_their_length)
{
    struct scene *s = scene_new();
    struct stream_of f = { .arena = s->arena };
    struct reply reply;

    send_call(s,
              &(struct call){ .method = "GET",
                              .target = INGRESSES "?watch=1",
                              .accept = "application/vnd.kubernetes.protobuf;stream=watch" },
              &reply);
    const char *type = watching_type(reply.watch);
    watching_start(reply.watch, &(struct sink){ keep_frame, ignore_end, &f });
    made(s, INGRESSES, TEA);

    ck_assert_str_eq(type, "application/vnd.kubernetes.protobuf;stream=watch");
    ck_assert_uint_gt(f.last.len, 16);
    ck_assert_uint_eq((unsigned char)f.last.at[2] << 8 | (unsigned char)f.last.at[3],
                      f.last.len - 4);
    ck_assert_int_eq(memcmp(f.last.at + 4,
                            "\x0a\x05"
                            "ADDED\x12",
                            8),
                     0);
    ck_assert(memmem(f.last.at, f.last.len, "k8s\0", 4) != NULL);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/protobuf");
    TCase *t = tcase_create("protobuf");

    tcase_add_test(t, reads_every_recorded_body_as_its_json);
    tcase_add_loop_test(t, writes_what_it_reads_as_the_same, 0,
                        sizeof(objects) / sizeof(objects[0]));
    tcase_add_loop_test(t, refuses_what_is_malformed, 0, sizeof(malformed) / sizeof(malformed[0]));
    tcase_add_test(t, stops_what_nests_without_end);
    tcase_add_test(t, knows_a_message_for_every_built_in_kind);
    tcase_add_loop_test(t, answers_in_protobuf_only_where_no_json_is_taken, 0,
                        sizeof(accepts) / sizeof(accepts[0]));
    tcase_add_test(t, tells_refusals_and_lists_in_protobuf_too);
    tcase_add_test(t, has_no_protobuf_for_custom_resources);
    tcase_add_test(t, frames_events_of_a_watch_by_their_length);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
