#include "tests/runner/kube/scene.h"

#include "base/banned.h"

/*
 * Rules in CEL as a definition says them and as objects meet them. In the texts Q is a quote inside of an
 * expression. Messages are those of apiextensions-apiserver's validation and its tests.
 */
#define Q    "\\'"
#define CRDS "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
#define POTS "/apis/tea.example/v1/namespaces/default/pots"
#define POT  POTS "/p"
#define AT   "spec.versions[0].schema.openAPIV3Schema"

static const cJSON *define(struct scene *s, const char *schema)
{
    return answer(s, "POST", CRDS,
                  arena_printf(s->arena,
                               "{'metadata':{'name':'pots.tea.example'},'spec':{'group':"
                               "'tea.example','scope':'Namespaced','names':{'plural':'pots','kind':"
                               "'Pot'},'versions':[{'name':'v1','served':true,'storage':true,"
                               "'subresources':{'status':{}},'schema':{'openAPIV3Schema':%s}}]}}",
                               schema));
}

/* A definition whose spec has that schema, and a status with a number. */
static const cJSON *define_spec(struct scene *s, const char *spec)
{
    return define(s, arena_printf(s->arena,
                                  "{'type':'object','properties':{'spec':%s,'status':{'type':"
                                  "'object','properties':{'n':{'type':'integer'}}}}}",
                                  spec));
}

/* A text with the version of the object that is there, in place of each @. */
static const char *with_version(struct scene *s, const char *text)
{
    const char *version = json_text_or(answer(s, "GET", POT, NULL), "metadata.resourceVersion", "");
    struct str rest = str_of(text);
    const char *whole = "";

    while (rest.at) {
        struct str piece = str_cut(&rest, '@');
        whole = arena_printf(s->arena, "%s%.*s%s", whole, STR_ARG(piece), rest.at ? version : "");
    }
    return whole;
}

static const cJSON *send_pot(struct scene *s, const char *method, const char *target,
                             const char *spec)
{
    bool put = !strcmp(method, "PUT");
    const char *text =
        arena_printf(s->arena,
                     "{'apiVersion':'tea.example/v1','kind':'Pot','metadata':{'name':'p'%s},"
                     "'spec':%s}",
                     put ? ",'resourceVersion':'@'" : "", spec);

    return answer(s, method, target, put ? with_version(s, text) : text);
}

#define RULE(text)       "'x-kubernetes-validations':[{'rule':'" text "'}]"
#define RULE_AND(t, all) "'x-kubernetes-validations':[{'rule':'" t "'," all "}]"
#define NUMBER           "{'type':'integer'}"
#define SPEC(members)    "{'type':'object','properties':{" members "}"

static const struct {
    const char *spec; /* its schema */
    const char *says; /* in the message; NULL: it is taken */
} definitions[] = {
    /* clang-format off */
    { SPEC("'n':" NUMBER) "," RULE("self.n > 1") "}", NULL },
    { SPEC("'n':" NUMBER) "," RULE("self.m > 1") "}",
      AT ".properties[spec].x-kubernetes-validations[0].rule: Invalid value: {\"rule\":\"self.m > 1\"}: compilation failed: ERROR: <input>:1:5: undefined field 'm'\n | self.m > 1\n | ....^" },
    { SPEC("'n':{'type':'integer'," RULE("self > " Q "a" Q) "}") "}",
      AT ".properties[spec].properties[n].x-kubernetes-validations[0].rule: Invalid value: {\"rule\":\"self > \\\"a\\\"\"}: compilation failed: ERROR: <input>:1:6: found no matching overload for '_>_' applied to '(int, string)'" },
    { SPEC("'n':" NUMBER) "," RULE("self.n + 1") "}", "cel expression must evaluate to a bool" },
    { SPEC("'n':" NUMBER) "," RULE("boil(self.n)") "}", "undeclared reference to 'boil' (in container '')" },
    { SPEC("'n':" NUMBER) "," RULE("self.n >") "}", "Syntax error: mismatched input '<EOF>'" },
    { SPEC("'n':" NUMBER) "," RULE(" ") "}", AT ".properties[spec].x-kubernetes-validations[0].rule: Required value: rule is not specified" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'message':' '") "}", "x-kubernetes-validations[0].message: Invalid value: \" \": message must be non-empty if specified" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'message':'a\\nb'") "}", "message must not contain line breaks" },
    { SPEC("'n':" NUMBER) "," RULE("self.n\\n > 1") "}", "message: Required value: message must be specified if rule contains line breaks" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n\\n > 1", "'message':'too few'") "}", NULL },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'messageExpression':'string(self.n)'") "}", NULL },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'messageExpression':'self.n'") "}", "x-kubernetes-validations[0].messageExpression: Invalid value: {\"rule\":\"self.n > 1\",\"messageExpression\":\"self.n\"}: messageExpression must evaluate to a string" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'messageExpression':'self.m'") "}", "messageExpression compilation failed: ERROR: <input>:1:5: undefined field 'm'" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'messageExpression':' '") "}", "messageExpression must be non-empty if specified" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'reason':'Cold'") "}", "reason: Unsupported value: \"Cold\": supported values: \"FieldValueDuplicate\", \"FieldValueForbidden\", \"FieldValueInvalid\", \"FieldValueRequired\"" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'fieldPath':'.n'") "}", NULL },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'fieldPath':'n'") "}", "fieldPath: Invalid value: \"n\": fieldPath must be a valid path" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'fieldPath':'.m'") "}", "fieldPath must be a valid path" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'fieldPath':' '") "}", "fieldPath must be non-empty if specified" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'optionalOldSelf':true") "}", "optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule" },
    { SPEC("'n':" NUMBER) "," RULE_AND("!oldSelf.hasValue() || self.n > 1", "'optionalOldSelf':true") "}", NULL },
    { SPEC("'n':" NUMBER) "," RULE("oldSelf.hasValue()") "}", "found no matching overload for 'hasValue' applied to 'object.()'" },
    { SPEC("'l':{'type':'array','items':{'type':'integer'," RULE("self >= oldSelf") "}}") "}",
      AT ".properties[spec].properties[l].items.x-kubernetes-validations[0].rule: Invalid value: \"self >= oldSelf\": oldSelf cannot be used on the uncorrelatable portion of the schema within " AT ".properties[spec].properties[l]" },
    { SPEC("'l':{'type':'array','x-kubernetes-list-type':'set','items':{'type':'integer'," RULE("self >= oldSelf") "}}") "}", "oldSelf cannot be used" },
    { SPEC("'l':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],'items':{'type':'object','required':['k'],'properties':{'k':{'type':'string'},'n':" NUMBER "}," RULE("self.n >= oldSelf.n") "}}") "}", NULL },
    { SPEC("'m':{'type':'object','additionalProperties':{'type':'integer'," RULE("self >= oldSelf") "}}") "}", NULL },
    { SPEC("'u':{'x-kubernetes-preserve-unknown-fields':true}") "," RULE("has(self.u)") "}", "undefined field 'u'" },
    { SPEC("'u':{'x-kubernetes-preserve-unknown-fields':true," RULE("true") "}") "}", "rule declared on schema that does not support validation rules type: '' x-kubernetes-preserve-unknown-fields: 'true'" },
    { SPEC("'u':{'type':'object','x-kubernetes-preserve-unknown-fields':true}") "," RULE("has(self.u)") "}", NULL },
    { SPEC("'u':{'type':'object','x-kubernetes-preserve-unknown-fields':true}") "," RULE("self.u.any == 1") "}", "undefined field 'any'" },
    { SPEC("'i':{'x-kubernetes-int-or-string':true}") "," RULE("self.i == 1 || self.i == " Q "1" Q) "}", NULL },
    { SPEC("'d':{'type':'string','format':'date-time'}") "," RULE("self.d > timestamp(" Q "2000-01-01T00:00:00Z" Q ")") "}", NULL },
    { SPEC("'d':{'type':'string','format':'date-time'}") "," RULE("self.d == " Q "2000" Q) "}", "found no matching overload for '_==_' applied to '(timestamp, string)'" },
    { SPEC("'a-b':" NUMBER ",'a.b':" NUMBER ",'a/b':" NUMBER ",'namespace':" NUMBER ",'a__b':" NUMBER) "," RULE("self.a__dash__b + self.a__dot__b + self.a__slash__b + self.__namespace__ + self.a__underscores__b > 0") "}", NULL },
    { SPEC("'t':{'type':'string'}") "," RULE("self.t.matches(" Q "(" Q ")") "}", "invalid matches argument" },
    { SPEC("'n':{'type':'what'}") "," RULE("self.m > 1") "}", "supported values" }, /* of rules nothing is told then */
    /* clang-format on */
};

START_TEST(is_taken_or_refused)
{
    struct scene *s = scene_new();
    const cJSON *object = define_spec(s, definitions[_i].spec);
    const char *message = json_text_or(object, "message", "");

    if (!definitions[_i].says)
        ck_assert_msg(s->code == 201, "%s: %s", definitions[_i].spec, message);
    else
        ck_assert_msg(s->code == 422 && strstr(message, definitions[_i].says), "%s: %d %s",
                      definitions[_i].spec, s->code, message);
    scene_free(s);
}
END_TEST

#define MAP_OF_POTS(rule)                                                                          \
    SPEC("'l':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],"  \
         "'items':{'type':'object','required':['k'],'properties':{'k':{'type':'string'},'n'"       \
         ":" NUMBER "}," RULE(rule) "}}")                                                          \
    "}"

static const struct {
    const char *spec;        /* its schema */
    const char *before, *is; /* NULL: made new */
    const char *says;        /* the message, after "is invalid: "; NULL: it is taken */
} judgments[] = {
    /* clang-format off */
    { SPEC("'n':" NUMBER) "," RULE("self.n > 1") "}", NULL, "{'n':2}", NULL },
    { SPEC("'n':" NUMBER) "," RULE("self.n > 1") "}", NULL, "{'n':1}", "spec: Invalid value: \"object\": failed rule: self.n > 1" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'message':' too few '") "}", NULL, "{'n':1}", "spec: Invalid value: \"object\": too few" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'message':'few','messageExpression':'" Q "%d is too few" Q ".format([self.n])'") "}", NULL, "{'n':1}", "spec: Invalid value: \"object\": 1 is too few" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'message':'few','messageExpression':'" Q Q "'") "}", NULL, "{'n':1}", "spec: Invalid value: \"object\": few" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'messageExpression':'string(1 / (self.n - 1))'") "}", NULL, "{'n':1}", "spec: Invalid value: \"object\": failed rule: self.n > 1" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'reason':'FieldValueForbidden','message':'no'") "}", NULL, "{'n':1}", "spec: Forbidden: no" },
    { SPEC("'n':" NUMBER) "," RULE_AND("has(self.n)", "'reason':'FieldValueRequired','fieldPath':'.n','message':'say it'") "}", NULL, "{}", "spec.n: Required value: say it" },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n > 1", "'reason':'FieldValueDuplicate'") "}", NULL, "{'n':1}", "spec: Duplicate value: \"object\"" },
    { SPEC("'m':{'type':'object','additionalProperties':" NUMBER "}") "," RULE_AND("false", "'fieldPath':'.m[\\u0027a\\u0027]'") "}", NULL, "{'m':{}}", "spec.m[a]: Invalid value: \"object\": failed rule: false" },
    { SPEC("'n':" NUMBER) "," RULE("self.n > 1") "}", NULL, "{}", "spec: Invalid value: \"object\": no such key: n evaluating rule: self.n > 1" },
    { SPEC("'i':{'x-kubernetes-int-or-string':true}") "," RULE("self.i > 1") "}", NULL, "{'i':'a'}", "spec: Invalid value: \"object\": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.i > 1" },
    { SPEC("'i':{'x-kubernetes-int-or-string':true}") "," RULE("type(self.i) == int ? self.i < 5 : self.i.endsWith(" Q "%" Q ")") "}", NULL, "{'i':'80%'}", NULL },
    { SPEC("'n':{'type':'integer'," RULE("self % 2 == 0") "}") "}", NULL, "{'n':3}", "spec.n: Invalid value: \"integer\": failed rule: self % 2 == 0" },
    { SPEC("'l':{'type':'array','items':{'type':'string'," RULE("self != " Q "b" Q) "}}") "}", NULL, "{'l':['a','b']}", "spec.l[1]: Invalid value: \"string\": failed rule: self != \"b\"" },
    { SPEC("'m':{'type':'object','additionalProperties':{'type':'integer'," RULE("self > 0") "}}") "}", NULL, "{'m':{'a':1,'b':0}}", "spec.m[b]: Invalid value: \"integer\": failed rule: self > 0" },
    { SPEC("'m':{'type':'object','additionalProperties':" NUMBER "}") "," RULE("self.m.all(k, k.startsWith(" Q "a" Q ") && self.m[k] > 0)") "}", NULL, "{'m':{'a':1,'ab':2}}", NULL },
    { SPEC("'n':" NUMBER ",'m':" NUMBER) ",'x-kubernetes-validations':[{'rule':'self.n > 1'},{'rule':'self.m > 1'}]}", NULL, "{'n':1,'m':1}", "[spec: Invalid value: \"object\": failed rule: self.n > 1, spec: Invalid value: \"object\": failed rule: self.m > 1]" },
    { SPEC("'d':{'type':'string','format':'duration'}") "," RULE("self.d <= duration(" Q "1h" Q ")") "}", NULL, "{'d':'61m'}", "spec: Invalid value: \"object\": failed rule: self.d <= duration(\"1h\")" },
    { SPEC("'b':{'type':'string','format':'byte'}") "," RULE("size(self.b) == 3") "}", NULL, "{'b':'YWJj'}", NULL },
    { SPEC("'x':{'type':'number'}") "," RULE("self.x > 0.5") "}", NULL, "{'x':1}", NULL },
    { SPEC("'n':{'type':'integer','nullable':true}") "," RULE("!has(self.n) || self.n == null || true") "}", NULL, "{'n':null}", "found no matching overload" },
    { SPEC("'s':{'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}}") "," RULE("self.s == [" Q "a" Q ", " Q "b" Q "]") "}", NULL, "{'s':['b','a']}", NULL },
    { SPEC("'s':{'type':'array','items':{'type':'string'}}") "," RULE("self.s == [" Q "a" Q ", " Q "b" Q "]") "}", NULL, "{'s':['b','a']}", "failed rule" },
    { SPEC("'o':{'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true," RULE("self.metadata.name == " Q "a" Q " && self.kind == " Q "Cup" Q) "}") "}", NULL,
      "{'o':{'apiVersion':'v1','kind':'Cup','metadata':{'name':'b'}}}", "spec.o: Invalid value: \"object\": failed rule: self.metadata.name == \"a\"" },
    { SPEC("'o':{'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true," RULE("self.metadata.name == " Q "a" Q) "}") "}", NULL,
      "{'o':{'apiVersion':'v1','kind':'Cup','metadata':{'name':'a'}}}", NULL },
    { SPEC("'a-b':" NUMBER ",'namespace':" NUMBER) "," RULE("self.a__dash__b < self.__namespace__ && has(self.a__dash__b)") "}", NULL, "{'a-b':2,'namespace':1}", "failed rule" },
    { SPEC("'a-b':" NUMBER ",'namespace':" NUMBER) "," RULE("self.a__dash__b < self.__namespace__ && has(self.a__dash__b)") "}", NULL, "{'a-b':1,'namespace':2}", NULL },
    /* what was before */
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n >= oldSelf.n", "'message':'never less'") "}", NULL, "{'n':1}", NULL },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n >= oldSelf.n", "'message':'never less'") "}", "{'n':2}", "{'n':3}", NULL },
    { SPEC("'n':" NUMBER) "," RULE_AND("self.n >= oldSelf.n", "'message':'never less'") "}", "{'n':2}", "{'n':1}", "spec: Invalid value: \"object\": never less" },
    { SPEC("'n':{'type':'integer'," RULE("self == oldSelf") "}") "}", "{'n':1}", "{'n':2}", "spec.n: Invalid value: \"integer\": failed rule: self == oldSelf" },
    { SPEC("'n':{'type':'integer'," RULE("self == oldSelf") "}") "}", "{}", "{'n':2}", NULL },
    { SPEC("'n':{'type':'integer'," RULE("self > oldSelf") "},'m':" NUMBER) "}", "{'n':1,'m':1}", "{'n':1,'m':2}", "spec.n: Invalid value: \"integer\": failed rule: self > oldSelf" },
    { MAP_OF_POTS("self.n >= oldSelf.n"), "{'l':[{'k':'a','n':5},{'k':'b','n':1}]}", "{'l':[{'k':'b','n':2},{'k':'a','n':4}]}", "spec.l[1]: Invalid value: \"object\": failed rule: self.n >= oldSelf.n" },
    { MAP_OF_POTS("self.n >= oldSelf.n"), "{'l':[{'k':'a','n':5}]}", "{'l':[{'k':'b','n':2}]}", NULL },
    { SPEC("'m':{'type':'object','additionalProperties':{'type':'integer'," RULE("self >= oldSelf") "}}") "}", "{'m':{'a':2}}", "{'m':{'a':1,'b':0}}", "spec.m[a]: Invalid value: \"integer\": failed rule: self >= oldSelf" },
    { SPEC("'n':" NUMBER) "," RULE_AND("oldSelf.hasValue() || self.n == 1", "'optionalOldSelf':true") "}", NULL, "{'n':2}", "failed rule: oldSelf.hasValue() || self.n == 1" },
    { SPEC("'n':" NUMBER) "," RULE_AND("oldSelf.hasValue() || self.n == 1", "'optionalOldSelf':true") "}", "{'n':1}", "{'n':2}", NULL },
    { SPEC("'n':" NUMBER) "," RULE_AND("oldSelf.n.orValue(0) <= self.n", "'optionalOldSelf':true") "}", "{'n':3}", "{'n':2}", "failed rule: oldSelf.n.orValue(0) <= self.n" },
    /* an object that is wrong by its schema is not shown to rules, unless only by a bound */
    { SPEC("'n':" NUMBER) ",'required':['n']," RULE("self.n > 1") "}", NULL, "{}", "[spec.n: Required value, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]" },
    { SPEC("'n':" NUMBER) "," RULE("self.n > 1") "}", NULL, "{'n':'a'}", "<nil>: Invalid value: null: some validation rules were not checked" },
    { SPEC("'t':{'type':'string','maxLength':1}") "," RULE("self.t == " Q "a" Q) "}", NULL, "{'t':'ab'}", "[spec.t: Too long: may not be more than 1 bytes, <nil>: Invalid value: null: some validation rules were not checked" },
    { SPEC("'l':{'type':'array','maxItems':1,'items':" NUMBER "}") "," RULE("size(self.l) == 1") "}", NULL, "{'l':[1,2]}", "[spec.l: Too many: 2: must have at most 1 items, <nil>: Invalid value: null" },
    { SPEC("'d':{'type':'string','format':'date-time'}") "," RULE("has(self.d)") "}", NULL, "{'d':'today'}", "must be of type date-time: \"today\", <nil>: Invalid value: null" },
    { SPEC("'n':{'type':'integer','minimum':9}") "," RULE("self.n > 1") "}", NULL, "{'n':1}", "greater than or equal to 9, spec: Invalid value: \"object\": failed rule: self.n > 1]" },
    /* limits */
    { SPEC("'l':{'type':'array','items':" NUMBER "}") "," RULE("self.l.all(a, self.l.all(b, self.l.all(c, self.l.all(d, self.l.all(e, self.l.all(f, true))))))") "}", NULL, "{'l':[1,2,3,4,5,6,7,8,9,10,11,12]}",
      "spec: Invalid value: \"object\": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: self.l.all(a" },
    { SPEC("'l':{'type':'array','items':{'type':'integer'," RULE("[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3,4,5,6,7,8,9].all(c, [1,2,3,4,5,6,7,8,9].all(d, [1,2,3,4,5,6,7,8,9].all(e, true)))))") "}}") "}", NULL,
      "{'l':[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62]}",
      "]: Invalid value: \"integer\": validation failed due to running out of cost budget, no further validation rules will be run" },
    /* clang-format on */
};

START_TEST(judges_a_write)
{
    struct scene *s = scene_new();
    const cJSON *object = define_spec(s, judgments[_i].spec);
    const char *message;

    if (s->code == 201 && judgments[_i].before) {
        object = send_pot(s, "POST", POTS, judgments[_i].before);
        ck_assert_msg(s->code == 201, "%s", json_text_or(object, "message", ""));
    }
    if (s->code == 201)
        object = judgments[_i].before ? send_pot(s, "PUT", POT, judgments[_i].is)
                                      : send_pot(s, "POST", POTS, judgments[_i].is);
    message = json_text_or(object, "message", "");

    if (judgments[_i].says)
        ck_assert_msg(s->code == 422 && strstr(message, judgments[_i].says),
                      "%s\n%s\n%d %s\nnot %s", judgments[_i].spec, judgments[_i].is, s->code,
                      message, judgments[_i].says);
    else
        ck_assert_msg(s->code < 300, "%s\n%s\n%d %s", judgments[_i].spec, judgments[_i].is, s->code,
                      message);
    scene_free(s);
}
END_TEST

START_TEST(sees_the_name_at_the_root)
{
    struct scene *s = scene_new();
    const cJSON *no;

    define(s, "{'type':'object'," RULE("self.metadata.name == " Q "q" Q " && self.kind == " Q
                                       "Pot" Q) "}");
    ck_assert_int_eq(s->code, 201);
    no = send_pot(s, "POST", POTS, "{}");

    ck_assert_int_eq(s->code, 422);
    ck_assert_str_eq(json_text(no, "details.causes.0.field"), "<nil>");
    ck_assert_str_eq(json_text(no, "details.causes.0.reason"), "FieldValueInvalid");
    ck_assert_str_eq(json_text(no, "details.causes.0.message"),
                     "Invalid value: \"object\": failed rule: self.metadata.name == \"q\" && "
                     "self.kind == \"Pot\"");
    scene_free(s);
}
END_TEST

START_TEST(sees_no_labels_at_the_root)
{
    struct scene *s = scene_new();

    define(s, "{'type':'object'," RULE("has(self.metadata.labels)") "}");

    ck_assert_int_eq(s->code, 422);
    scene_free(s);
}
END_TEST

/* Each way to change an object: it meets the rules, of its status as well. */
static const struct {
    const char *method, *target, *type, *body;
} ways[] = {
    { "PUT", POT, NULL,
      "{'apiVersion':'tea.example/v1','kind':'Pot','metadata':{'name':'p','resourceVersion':'@'},"
      "'spec':{'n':1}}" },
    { "PATCH", POT, "application/merge-patch+json", "{'spec':{'n':1}}" },
    { "PATCH", POT, "application/json-patch+json",
      "[{'op':'replace','path':'/spec/n','value':1}]" },
    { "PATCH", POT "?fieldManager=m&force=true", "application/apply-patch+yaml",
      "{'apiVersion':'tea.example/v1','kind':'Pot','metadata':{'name':'p'},'spec':{'n':1}}" },
    { "PATCH", POT "/status", "application/merge-patch+json", "{'status':{'n':1}}" },
    { "PUT", POT "/status", NULL,
      "{'apiVersion':'tea.example/v1','kind':'Pot','metadata':{'name':'p','resourceVersion':'@'},"
      "'status':{'n':1}}" },
    { "POST", POTS "?dryRun=All", NULL,
      "{'apiVersion':'tea.example/v1','kind':'Pot','metadata':{'name':'q'},'spec':{'n':1}}" },
};

START_TEST(meets_every_way_to_write)
{
    struct scene *s = scene_new();
    const cJSON *no;

    define(s, "{'type':'object','properties':{'spec':" SPEC("'n':" NUMBER) "," RULE(
                  "self.n > 1") "},'status':" SPEC("'n':" NUMBER) "," RULE("self.n > 1") "}}}");
    ck_assert_int_eq(s->code, 201);
    send_pot(s, "POST", POTS, "{'n':2}");
    ck_assert_int_eq(s->code, 201);
    no = answer_to(s, &(struct call){ .method = ways[_i].method,
                                      .target = ways[_i].target,
                                      .type = ways[_i].type,
                                      .body = with_version(s, ways[_i].body) });

    ck_assert_msg(
        s->code == 422 && strstr(json_text_or(no, "message", ""), "failed rule: self.n > 1"),
        "%s %s: %d %s", ways[_i].method, ways[_i].target, s->code, json_text_or(no, "message", ""));
    scene_free(s);
}
END_TEST

/* A definition may come to forbid what is there already: it stays, as long as nobody touches it. */
START_TEST(leaves_alone_what_is_not_touched)
{
    struct scene *s = scene_new();
    const char *rule =
        "[{'op':'add','path':'/spec/versions/0/schema/openAPIV3Schema/properties/spec/"
        "properties/n/x-kubernetes-validations','value':[{'rule':'self > 1'}]}]";

    define_spec(s, SPEC("'n':" NUMBER ",'m':" NUMBER) "}");
    send_pot(s, "POST", POTS, "{'n':1}");
    ck_assert_int_eq(s->code, 201);
    answer_to(s, &(struct call){ .method = "PATCH",
                                 .target = CRDS "/pots.tea.example",
                                 .type = "application/json-patch+json",
                                 .body = rule });
    ck_assert_int_eq(s->code, 200);

    send_pot(s, "PUT", POT, "{'n':1,'m':7}");
    ck_assert_int_eq(s->code, 200);
    send_pot(s, "PUT", POT, "{'n':0,'m':7}");
    ck_assert_int_eq(s->code, 422);
    scene_free(s);
}
END_TEST

START_TEST(is_refused_when_there_are_too_many)
{
    struct scene *s = scene_new();
    struct buf b = BUF_LIMIT(4u << 20);
    const cJSON *no;

    for (int i = 0; i < 20; i++) {
        buf_printf(&b, "%s{'rule':'self.n == 1", i ? "," : "");
        for (int k = 0; k < 7000; k++)
            buf_add_text(&b, " || true");
        buf_add_text(&b, "'}");
    }
    no = define_spec(s, arena_printf(s->arena,
                                     SPEC("'n':" NUMBER) ",'x-kubernetes-validations':[%s,%s]}",
                                     buf_str(&b).at, buf_str(&b).at));
    buf_done(&b);

    ck_assert_int_eq(s->code, 403);
    ck_assert_str_eq(json_text(no, "message"),
                     "customresourcedefinitions.apiextensions.k8s.io \"pots.tea.example\" is "
                     "forbidden: more rules in CEL were defined than are kept");
    scene_free(s);
}
END_TEST

START_TEST(is_defined_without_a_warning)
{
    struct scene *s = scene_new();

    define_spec(s, SPEC("'n':" NUMBER) "," RULE("self.n > 1") "}");

    ck_assert_int_eq(s->code, 201);
    ck_assert_str_eq(s->warnings, "");
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/rules");
    TCase *t = tcase_create("a rule");

    tcase_add_loop_test(t, is_taken_or_refused, 0, sizeof(definitions) / sizeof(definitions[0]));
    tcase_add_loop_test(t, judges_a_write, 0, sizeof(judgments) / sizeof(judgments[0]));
    tcase_add_loop_test(t, meets_every_way_to_write, 0, sizeof(ways) / sizeof(ways[0]));
    tcase_add_test(t, sees_the_name_at_the_root);
    tcase_add_test(t, sees_no_labels_at_the_root);
    tcase_add_test(t, leaves_alone_what_is_not_touched);
    tcase_add_test(t, is_refused_when_there_are_too_many);
    tcase_add_test(t, is_defined_without_a_warning);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
