#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define NS        "/api/v1/namespaces/default/"
#define INGRESSES "/apis/networking.k8s.io/v1/namespaces/default/ingresses"
#define CLASSES   "/apis/networking.k8s.io/v1/ingressclasses"
#define SLICES    "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
#define MAPS      NS "configmaps"
#define SERVICES  NS "services"

#define INGRESS(paths) "{'metadata':{'name':'i'},'spec':{'rules':[{'http':{'paths':[" paths "]}}]}}"
#define BACKEND        "'backend':{'service':{'name':'s','port':{'number':80}}}"
#define PORTS(ports)   "{'metadata':{'name':'s'},'spec':{'ports':[" ports "]}}"

static const struct row {
    const char *why; /* this is refused */
    const char *method, *target, *body;
    int code;
    const char *reason, *message; /* a part of it */
} rows[] = {
    /* clang-format off */
    { "a path that names nothing", "GET", "/nowhere", NULL,
      404, "NotFound", "the server could not find the requested resource" },
    { "a resource that is not served", "GET", "/api/v1/namespaces/default/tables", NULL,
      404, "NotFound", "the server could not find the requested resource" },
    { "an object that is not there", "GET", INGRESSES "/x", NULL,
      404, "NotFound", "ingresses.networking.k8s.io \"x\" not found" },
    { "an object of a kind without namespaces, in one", "GET",
      "/apis/alibabacloud.com/v1/namespaces/kube-system/albconfigs/x", NULL,
      404, "NotFound", "the server could not find the requested resource" },
    { "an object of all namespaces", "GET", "/api/v1/configmaps/x", NULL,
      404, "NotFound", "the server could not find the requested resource" },
    { "a subresource that the kind has not", "GET", MAPS "/x/status", NULL,
      404, "NotFound", "the server could not find the requested resource" },
    { "creation in no namespace", "POST", "/api/v1/configmaps", "{'metadata':{'name':'a'}}",
      405, "MethodNotAllowed", "the server does not allow this method" },
    { "POST to an object", "POST", MAPS "/a", "{'metadata':{'name':'a'}}",
      405, "MethodNotAllowed", "the server does not allow this method" },
    { "creation in a namespace that is missing", "POST", "/api/v1/namespaces/gone/configmaps",
      "{'metadata':{'name':'a'}}", 404, "NotFound", "namespaces \"gone\" not found" },
    { "a name that exists", "POST", "/api/v1/namespaces", "{'metadata':{'name':'default'}}",
      409, "AlreadyExists", "namespaces \"default\" already exists" },
    { "a body that is no JSON", "POST", MAPS, "{'metadata':", 400, "BadRequest", "line 1" },
    { "a body that is no UTF-8", "POST", MAPS, "{'metadata':{'name':'\xff'}}",
      400, "BadRequest", "the body is no UTF-8" },
    { "a member that is there twice", "POST", MAPS "?fieldValidation=Strict",
      "{'metadata':{'name':'a'},'data':{'x':'','x':''}}",
      400, "BadRequest", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: "
                         "duplicate field \"data.x\"" },
    { "a manager with a line in its name", "POST", MAPS "?fieldManager=a\nb", "{'metadata':{'name':'a'}}",
      422, "Invalid", "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value" },
    { "a manager that is no UTF-8", "POST", MAPS "?fieldManager=\xff", "{'metadata':{'name':'a'}}",
      422, "Invalid", "should only contain printable characters" },
    { "a manager with a long name", "POST", MAPS "?fieldManager=0123456789012345678901234567890123456789012345678901234"
      "56789012345678901234567890123456789012345678901234567890123456789012345678", "{'metadata':{'name':'a'}}",
      422, "Invalid", "fieldManager: Too long: may not be more than 128 bytes" },
    { "a body that is no object", "POST", MAPS, "[1]", 400, "BadRequest", "no JSON object" },
    { "metadata that is a list", "POST", MAPS, "{'metadata':[]}",
      400, "BadRequest", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal array "
                         "into Go struct field ConfigMap.metadata of type v1.ObjectMeta" },
    { "a label that is a number", "POST", MAPS, "{'metadata':{'name':'a','labels':{'x':1}}}",
      400, "BadRequest", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string" },
    { "a spec that is a text", "POST", SERVICES, "{'metadata':{'name':'a'},'spec':'x'}",
      400, "BadRequest", "json: cannot unmarshal string into Go struct field Service.spec of type v1.ServiceSpec" },
    { "another group's object", "POST", SERVICES,
      "{'apiVersion':'networking.k8s.io/v1','kind':'Ingress','metadata':{'name':'a'}}",
      400, "BadRequest", "does not match the expected API version" },
    { "another namespace in the object", "POST", MAPS,
      "{'metadata':{'name':'a','namespace':'kube-system'}}",
      400, "BadRequest", "the namespace of the provided object does not match" },
    { "another name in the object", "PUT", "/api/v1/namespaces/default", "{'metadata':{'name':'x'}}",
      400, "BadRequest", "the name of the object (x) does not match the name on the URL (default)" },
    { "a version at creation", "POST", MAPS, "{'metadata':{'name':'a','resourceVersion':'1'}}",
      500, "", "resourceVersion should not be set on objects to be created" },
    { "a custom object without kind", "POST", "/apis/alibabacloud.com/v1/albconfigs",
      "{'metadata':{'name':'a'}}", 400, "BadRequest", "Object 'Kind' is missing" },
    { "no name", "POST", MAPS, "{'metadata':{}}",
      422, "Invalid", "metadata.name: Required value: name or generateName is required" },
    { "a name with capitals", "POST", MAPS, "{'metadata':{'name':'Tea'}}",
      422, "Invalid", "metadata.name: Invalid value: \"Tea\": a lowercase RFC 1123 subdomain" },
    { "a service whose name begins with a digit", "POST", SERVICES,
      "{'metadata':{'name':'1a'},'spec':{'ports':[{'port':80}]}}",
      422, "Invalid", "a DNS-1035 label must consist of" },
    { "an annotation's name of 64 bytes", "POST", MAPS,
      "{'metadata':{'name':'a','annotations':{'alb.ingress.kubernetes.io/"
      "actions.a123456789b123456789c123456789d123456789e123456789f12345':''}}}",
      422, "Invalid", "name part must be no more than 63 characters" },
    { "a label's value with a blank", "POST", MAPS,
      "{'metadata':{'name':'a','labels':{'x':'a b'}}}",
      422, "Invalid", "a valid label must be an empty string or consist of" },
    { "an owner without uid", "POST", MAPS,
      "{'metadata':{'name':'a','ownerReferences':[{'apiVersion':'v1','kind':'X','name':'y','uid':''}]}}",
      422, "Invalid", "metadata.ownerReferences.uid" },
    { "two wrongs at once", "POST", SERVICES, PORTS("{'port':0,'protocol':'ICMP'}"),
      422, "Invalid", "[spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive, "
                      "spec.ports[0]" },
    { "a service without ports", "POST", SERVICES, "{'metadata':{'name':'s'},'spec':{}}",
      422, "Invalid", "Service \"s\" is invalid: spec.ports: Required value" },
    { "two ports without names", "POST", SERVICES, PORTS("{'port':80},{'port':81}"),
      422, "Invalid", "spec.ports[0].name: Required value" },
    { "two ports alike", "POST", SERVICES,
      PORTS("{'name':'a','port':80},{'name':'a','port':80}"),
      422, "Invalid", "spec.ports[1].name: Duplicate value: \"a\"" },
    { "a type that is none", "POST", SERVICES,
      "{'metadata':{'name':'s'},'spec':{'type':'X','ports':[{'port':80}]}}",
      422, "Invalid", "spec.type: Unsupported value: \"X\"" },
    { "an ingress with nothing in it", "POST", INGRESSES, "{'metadata':{'name':'i'},'spec':{}}",
      422, "Invalid", "either `defaultBackend` or `rules` must be specified" },
    { "a path without a type", "POST", INGRESSES, INGRESS("{'path':'/a'," BACKEND "}"),
      422, "Invalid", "Ingress.networking.k8s.io \"i\" is invalid: "
      "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified" },
    { "a type of path that is none", "POST", INGRESSES,
      INGRESS("{'path':'/a','pathType':'prefix'," BACKEND "}"),
      422, "Invalid", "Unsupported value: \"prefix\": supported values: \"Exact\", "
                      "\"ImplementationSpecific\", \"Prefix\"" },
    { "a path that is not absolute", "POST", INGRESSES,
      INGRESS("{'path':'a','pathType':'Prefix'," BACKEND "}"),
      422, "Invalid", "must be an absolute path" },
    { "a path with two slashes", "POST", INGRESSES,
      INGRESS("{'path':'/a//b','pathType':'Exact'," BACKEND "}"), 422, "Invalid",
      "must not contain '//'" },
    { "a backend without port", "POST", INGRESSES,
      INGRESS("{'path':'/','pathType':'Prefix','backend':{'service':{'name':'s'}}}"),
      422, "Invalid", "port name or number is required" },
    { "a backend with two ports", "POST", INGRESSES,
      INGRESS("{'path':'/','pathType':'Prefix','backend':{'service':{'name':'s','port':"
              "{'name':'a','number':1}}}}"),
      422, "Invalid", "cannot set both port name & port number" },
    { "a host that is an address", "POST", INGRESSES,
      "{'metadata':{'name':'i'},'spec':{'rules':[{'host':'1.2.3.4'}]}}",
      422, "Invalid", "must be a DNS name, not an IP address" },
    { "a wildcard in the middle of a host", "POST", INGRESSES,
      "{'metadata':{'name':'i'},'spec':{'rules':[{'host':'a.*.b'}]}}",
      422, "Invalid", "a wildcard DNS-1123 subdomain must start with '*.'" },
    { "a class named twice", "POST", INGRESSES,
      "{'metadata':{'name':'i','annotations':{'kubernetes.io/ingress.class':'a'}},"
      "'spec':{'ingressClassName':'a','rules':[{'host':'a.b'}]}}",
      422, "Invalid", "can not be set when the class field is also set" },
    { "a class without controller", "POST", CLASSES, "{'metadata':{'name':'c'},'spec':{}}",
      422, "Invalid", "spec.controller: Required value" },
    { "parameters of a namespace that is not named", "POST", CLASSES,
      "{'metadata':{'name':'c'},'spec':{'controller':'a.b/c','parameters':{'kind':'K','name':'n',"
      "'scope':'Namespace'}}}",
      422, "Invalid", "spec.parameters.namespace: Required value" },
    { "an endpoint that is no address", "POST", NS "endpoints",
      "{'metadata':{'name':'e'},'subsets':[{'addresses':[{'ip':'tea'}],'ports':[{'port':80}]}]}",
      422, "Invalid", "subsets[0].addresses[0].ip: Invalid value: \"tea\"" },
    { "a slice without a type of address", "POST", SLICES, "{'metadata':{'name':'e'},'endpoints':[]}",
      422, "Invalid", "addressType: Required value" },
    { "a pod without containers", "POST", NS "pods", "{'metadata':{'name':'p'},'spec':{}}",
      422, "Invalid", "spec.containers: Required value" },
    { "an Ingress with a wrong class, told of last", "POST", INGRESSES,
      "{'metadata':{'name':'i'},'spec':{'ingressClassName':'A','rules':[{'host':'1.2.3.4'}]}}",
      422, "Invalid", "[spec.rules[0].host: Invalid value: \"1.2.3.4\": must be a DNS name, not an IP address, "
      "spec.ingressClassName: Invalid value: \"A\"" },
    { "a finalizer of no domain", "POST", MAPS, "{'metadata':{'name':'p','finalizers':['a/b','x']}}",
      422, "Invalid", "metadata.finalizers[1]: Invalid value: \"x\": name is neither a standard finalizer name nor is it "
      "fully qualified" },
    { "an owner without a version", "POST", MAPS,
      "{'metadata':{'name':'p','ownerReferences':[{'apiVersion':'','kind':'A','name':'a','uid':'u'}]}}",
      422, "Invalid", "metadata.ownerReferences.apiVersion: Invalid value: \"\": version must not be empty" },
    { "a container without an image", "POST", NS "pods",
      "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'a','image':'a'},{'name':'b'}]}}",
      422, "Invalid", "spec.containers[1].image: Required value" },
    { "a secret that is no base64", "POST", NS "secrets",
      "{'metadata':{'name':'s'},'data':{'a':'?'}}", 422, "Invalid", "data[a]: Invalid value" },
    { "a TLS secret without key", "POST", NS "secrets",
      "{'metadata':{'name':'s'},'type':'kubernetes.io/tls','data':{'tls.crt':''}}",
      422, "Invalid", "data[tls.key]: Required value" },
    { "an event of another namespace", "POST", NS "events",
      "{'metadata':{'name':'e'},'involvedObject':{'namespace':'x'}}",
      422, "Invalid", "does not match event.namespace" },
    { "the end of a namespace that must be", "DELETE", "/api/v1/namespaces/kube-system", NULL,
      403, "Forbidden", "this namespace may not be deleted" },
    { "a label selector that is none", "GET", MAPS "?labelSelector=a%", NULL,
      400, "BadRequest", "unable to parse requirement" },
    { "a field that can't be selected by", "GET", INGRESSES "?fieldSelector=spec.x=1", NULL,
      400, "BadRequest", "field label not supported: spec.x" },
    { "a list from the future", "GET", MAPS "?resourceVersion=999999", NULL,
      504, "Timeout", "Too large resource version: 999999" },
    { "a page of no list", "GET", MAPS "?continue=abc", NULL,
      400, "BadRequest", "continue key is not valid" },
    { "a watch from no version", "GET", MAPS "?watch=1&resourceVersion=x", NULL,
      400, "BadRequest", "invalid resource version" },
    { "initial events without a match", "GET", MAPS "?watch=1&sendInitialEvents=true", NULL,
      422, "Invalid", "sendInitialEvents requires setting resourceVersionMatch" },
    { "a way of deletion that is none", "DELETE", MAPS "/x", "{'propagationPolicy':'Slowly'}",
      422, "Invalid", "propagationPolicy" },
    /* clang-format on */
};

START_TEST(is_refused_in_the_words_of_the_api)
{
    const struct row *row = &rows[_i];
    struct scene *s = scene_new();

    const cJSON *no = answer(s, row->method, row->target, row->body);

    ck_assert_msg(s->code == row->code, "%s: %d: %s", row->why, s->code, json_text(no, "message"));
    ck_assert_msg(!strcmp(json_text_or(no, "reason", ""), row->reason), "%s", row->why);
    ck_assert_msg(strstr(json_text(no, "message"), row->message), "%s: %s", row->why,
                  json_text(no, "message"));
    ck_assert_str_eq(json_text(no, "kind"), "Status");
    ck_assert_str_eq(json_text(no, "status"), "Failure");
    ck_assert_int_eq(json_int(no, "code"), row->code);
    scene_free(s);
}
END_TEST

START_TEST(names_each_field_that_is_wrong)
{
    struct scene *s = scene_new();

    const cJSON *no = answer(s, "POST", INGRESSES, INGRESS("{'path':'/a'," BACKEND "}"));

    ck_assert_str_eq(json_text(no, "details.name"), "i");
    ck_assert_str_eq(json_text(no, "details.group"), "networking.k8s.io");
    ck_assert_str_eq(json_text(no, "details.kind"), "Ingress");
    ck_assert_str_eq(json_text(no, "details.causes.0.reason"), "FieldValueRequired");
    ck_assert_str_eq(json_text(no, "details.causes.0.field"),
                     "spec.rules[0].http.paths[0].pathType");
    scene_free(s);
}
END_TEST

START_TEST(refuses_bodies_in_encodings_that_it_does_not_read)
{
    struct scene *s = scene_new();
    struct call call = {
        .method = "POST", .target = MAPS, .body = "<a/>", .type = "application/xml"
    };

    const cJSON *no = answer_to(s, &call);

    ck_assert_int_eq(s->code, 415);
    ck_assert_ptr_nonnull(strstr(json_text(no, "message"), "application/json"));
    scene_free(s);
}
END_TEST

START_TEST(takes_bodies_in_yaml)
{
    struct scene *s = scene_new();
    struct call call = { .method = "POST",
                         .target = MAPS,
                         .body = "metadata:\n  name: a\ndata:\n  b: 'c'\n",
                         .type = "application/yaml" };

    const cJSON *map = answer_to(s, &call);

    ck_assert_int_eq(s->code, 201);
    ck_assert_str_eq(json_text(map, "data.b"), "c");
    scene_free(s);
}
END_TEST

START_TEST(refuses_an_object_with_more_members_than_are_borne)
{
    struct scene *s = scene_new();
    struct buf body = BUF_LIMIT(1u << 20);

    buf_add_text(&body, "{'metadata':{'name':'a'},'data':{");
    for (int i = 0; i < 3000; i++)
        buf_printf(&body, "%s'k%d':''", i ? "," : "", i);
    buf_add_text(&body, "}}");
    const cJSON *no = answer(s, "POST", MAPS, body.at);

    ck_assert_int_eq(s->code, 413);
    ck_assert_ptr_nonnull(strstr(json_text(no, "message"), "2048 members"));
    buf_done(&body);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/check");
    TCase *each = tcase_create("what is wrong"), *t = tcase_create("a refusal");

    tcase_add_loop_test(each, is_refused_in_the_words_of_the_api, 0,
                        sizeof(rows) / sizeof(rows[0]));
    suite_add_tcase(s, each);
    tcase_add_test(t, names_each_field_that_is_wrong);
    tcase_add_test(t, refuses_bodies_in_encodings_that_it_does_not_read);
    tcase_add_test(t, takes_bodies_in_yaml);
    tcase_add_test(t, refuses_an_object_with_more_members_than_are_borne);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
