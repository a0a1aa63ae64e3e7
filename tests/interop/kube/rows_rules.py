"""Rules in CEL (x-kubernetes-validations), read by behaviours.py."""


def ruled(a, name, properties, *rules, **more):
    """A definition whose spec has those rules; its schema may say more."""
    spec = {"type": "object", "properties": properties, "x-kubernetes-validations": list(rules), **more}
    return a.call("POST", CRDS, definition(name, {"type": "object", "properties": {
        "spec": spec, "status": {"type": "object", "properties": {"n": {"type": "integer"}}, "x-kubernetes-validations": [
            {"rule": "!has(self.n) || self.n >= 0", "message": "never below zero"}]}}}, subresources={"status": {}}))


def cause(answer):
    return answer["details"]["causes"][0]


INT, TEXT = {"type": "integer"}, {"type": "string"}
ITEM = "/apis/tea.example/v1/namespaces/{}/{}s/x"


@row("rules in CEL", "an object that breaks a rule is 422, with the field, the reason and the rule's own message")
def _(a):
    assert ruled(a, "can", {"low": INT, "high": INT}, {"rule": "self.low <= self.high", "message": "low must not exceed high"})[0] == 201
    status, no = custom(a, "can", {"low": 2, "high": 1})
    assert status == 422 and cause(no) == {"reason": "FieldValueInvalid", "field": "spec",
                                           "message": 'Invalid value: "object": low must not exceed high'}
    assert no["message"] == 'Can.tea.example "x" is invalid: spec: Invalid value: "object": low must not exceed high'
    assert custom(a, "can", {"low": 1, "high": 1})[0] == 201


@row("rules in CEL", "a rule without a message is shown itself")
def _(a):
    ruled(a, "tub", {"n": {**INT, "x-kubernetes-validations": [{"rule": "self % 2 == 0"}]}})
    assert cause(custom(a, "tub", {"n": 3})[1]) == {"reason": "FieldValueInvalid", "field": "spec.n",
                                                    "message": 'Invalid value: "integer": failed rule: self % 2 == 0'}


@row("rules in CEL", "messageExpression, reason and fieldPath say what is refused, and where")
def _(a):
    ruled(a, "bin", {"n": INT}, {"rule": "self.n < 9", "messageExpression": "'%d is too many'.format([self.n])",
                                 "reason": "FieldValueForbidden", "fieldPath": ".n"})
    assert cause(custom(a, "bin", {"n": 9})[1]) == {"reason": "FieldValueForbidden", "field": "spec.n",
                                                    "message": "Forbidden: 9 is too many"}


@row("rules in CEL", "a rule about oldSelf holds only for what changes")
def _(a):
    ruled(a, "keg", {"n": {**INT, "x-kubernetes-validations": [{"rule": "self == oldSelf", "message": "n is immutable"}]}, "t": TEXT})
    assert custom(a, "keg", {"n": 1})[0] == 201
    assert a.call("PATCH", ITEM.format(a.ns, "keg"), {"spec": {"t": "a"}}, kind=MERGE)[0] == 200
    no = a.refused(422, "PATCH", ITEM.format(a.ns, "keg"), {"spec": {"n": 2}}, kind=MERGE)
    assert cause(no)["message"] == 'Invalid value: "integer": n is immutable'


@row("rules in CEL", "items of a list are compared with old ones only by the keys of a map list")
def _(a):
    item = {"type": "object", "required": ["k"], "properties": {"k": TEXT, "n": INT},
            "x-kubernetes-validations": [{"rule": "self.n >= oldSelf.n"}]}
    keyed = {"type": "array", "items": item, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"]}
    status, no = ruled(a, "sac", {"l": {"type": "array", "items": item}})
    assert status == 422 and "oldSelf cannot be used on the uncorrelatable portion of the schema" in no["message"]
    ruled(a, "sak", {"l": keyed})
    custom(a, "sak", {"l": [{"k": "a", "n": 5}, {"k": "b", "n": 1}]})
    no = a.refused(422, "PATCH", ITEM.format(a.ns, "sak"), {"spec": {"l": [{"k": "b", "n": 1}, {"k": "a", "n": 4}]}}, kind=MERGE)
    assert cause(no)["field"] == "spec.l[1]"


@row("rules in CEL", "rules about the status hold for writes of the status")
def _(a):
    ruled(a, "jar", {"n": INT})
    custom(a, "jar", {"n": 1})
    no = a.refused(422, "PATCH", ITEM.format(a.ns, "jar") + "/status", {"status": {"n": -1}}, kind=MERGE)
    assert cause(no)["message"] == 'Invalid value: "object": never below zero'
    assert a.call("PATCH", ITEM.format(a.ns, "jar") + "/status", {"status": {"n": 1}}, kind=MERGE)[0] == 200


@row("rules in CEL", "a rule that does not compile refuses its definition, with the place in it and in the schema")
def _(a):
    status, no = ruled(a, "lid", {"n": INT}, {"rule": "self.m > 1"})
    assert status == 422 and cause(no)["field"] == "spec.versions[0].schema.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule"
    assert "compilation failed: ERROR: <input>:1:5: undefined field 'm'\n | self.m > 1\n | ....^" in cause(no)["message"]
    assert "found no matching overload for '_>_' applied to '(string, int)'" in ruled(a, "lid", {"t": TEXT}, {"rule": "self.t > 1"})[1]["message"]
    assert "must evaluate to a bool" in ruled(a, "lid", {"n": INT}, {"rule": "self.n"})[1]["message"]


@row("rules in CEL", "the name of an object is seen at the root, its labels are not")
def _(a):
    a.ok("POST", CRDS, definition("ewer", {"type": "object", "x-kubernetes-validations": [{"rule": "self.metadata.name.startsWith('y')"}]}))
    assert cause(custom(a, "ewer", {})[1])["field"] == "<nil>"
    a.refused(422, "POST", CRDS, definition("cap", {"type": "object", "x-kubernetes-validations": [{"rule": "has(self.metadata.labels)"}]}))


@row("rules in CEL", "an object that is wrong by its schema is not shown to rules, which the answer says")
def _(a):
    ruled(a, "wok", {"n": INT}, {"rule": "self.n > 1"}, required=["n"])
    causes = custom(a, "wok", {})[1]["details"]["causes"]
    assert [c["field"] for c in causes] == ["spec.n", "<nil>"] and "some validation rules were not checked" in causes[1]["message"]


@row("rules in CEL", "what a write leaves alone may break a rule that came later")
def _(a):
    ruled(a, "pit", {"n": INT, "t": TEXT})
    custom(a, "pit", {"n": 1})
    path = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/n/x-kubernetes-validations"
    a.ok("PATCH", CRDS + "/pits.tea.example", [{"op": "add", "path": path, "value": [{"rule": "self > 1"}]}], kind=PATCH)
    assert a.call("PATCH", ITEM.format(a.ns, "pit"), {"spec": {"t": "a"}}, kind=MERGE)[0] == 200
    a.refused(422, "PATCH", ITEM.format(a.ns, "pit"), {"spec": {"n": 0}}, kind=MERGE)


@row("rules in CEL", "a rule that costs too much is stopped, and refuses")
def _(a):
    loops = "true"
    for v in "fedcba":
        loops = f"self.l.all({v}, {loops})"
    ruled(a, "box", {"l": {"type": "array", "items": INT}}, {"rule": loops})
    assert "actual cost limit exceeded" in custom(a, "box", {"l": list(range(20))})[1]["message"]
    assert custom(a, "box", {"l": [1]})[0] == 201
