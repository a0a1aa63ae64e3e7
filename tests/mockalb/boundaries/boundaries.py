#!/usr/bin/env python3
"""Every bound that the catalog states of a parameter, tried at its edges against a mockalb.

The catalog is read here anew, not through the program: what is just inside a bound must not be refused for it,
what is just outside must be refused by the code that the kind of bound has, with the parameter's place in the
message. Each fact (a min, an enum, a pattern, …) must have cases; both numbers are printed and must agree.

usage: boundaries.py MOCKALB CATALOG_FOLDER      e.g. boundaries.py build/dev/bin/mockalb mockalb/catalog/alb
"""
import glob
import http.client
import json
import os
import re
import subprocess
import sys
import urllib.parse

# Inside, and refused by the same code for another reason.
ELSE_REFUSED = {("CreateLoadBalancer", "ZoneMappings", "maxItems"): "the zones must be different and have their vSwitches"}

FACTS = ("required", "requiredWhen", "enum", "min", "max", "minLength", "maxLength", "minItems", "maxItems",
         "pattern", "notPrefix", "notContains", "cjk", "allowEmpty")
BAD_TYPES = {"integer": ("1.5", "x", "99999999999999999999"), "number": ("x", "1e999"), "boolean": ("maybe", "1")}

# Texts to begin with, until one fits: a parameter's other facts decide which.
BEGINNINGS = ("aa", "a1", "/a", "200", "http_2xx", "10", "0", "a.example", "*", "1", "GET")
# What handlers ask of a text besides its bounds.
MUST_BEGIN = {"HealthCheckPath": "/", "HealthCheckHost": "a.b"}


class Node:
    """A parameter, an element of a list, or a member: with what stands above it."""

    def __init__(self, facts, up, element=False):
        self.facts, self.up, self.element = facts, up, element
        self.name = None if element else facts["name"]

    def key(self):
        own = "1" if self.element else self.name
        return f"{self.up.key()}.{own}" if self.up else own

    def place(self):
        """The key with the names that messages use."""
        own = "1" if self.element else self.facts.get("called", self.name)
        return f"{self.up.place()}.{own}" if self.up else own

    def last(self):
        return self.up.last() if self.element else self.facts.get("called", self.name)

    def is_withdrawn(self):
        return self.facts.get("src") is not None or (self.up is not None and self.up.is_withdrawn())


def nodes(fields, up=None):
    for facts in fields:
        yield from within(Node(facts, up))


def within(node):
    yield node
    if "items" in node.facts:
        yield from within(Node(node.facts["items"], node, True))
    yield from nodes(node.facts.get("fields", ()), node)


def matches(facts, text):
    if "pattern" in facts:
        letters = "".join("a" if ord(c) >= 0x80 and facts.get("cjk") else c for c in text)
        if not re.search(facts["pattern"].replace("$", r"\Z"), letters):
            return False
    return not (any(text.startswith(p) for p in facts.get("notPrefix", ())) or
                any(p in text for p in facts.get("notContains", ())))


def fits(facts, text):
    return facts.get("minLength", 0) <= len(text) <= facts.get("maxLength", 1 << 30) and matches(facts, text)


def text_of_length(node, length):
    """A text of that length that breaks no other fact; None when there is none."""
    begin = MUST_BEGIN.get(node.name)
    for start in (begin,) if begin else BEGINNINGS:
        for filler in ("a", "1", "/a", "."):
            text = (start + filler * length)[:length]
            if matches(node.facts, text):
                return text
    return None


def number_text(node, value):
    return repr(value) if isinstance(value, float) and value % 1 else str(int(value))


def value_of(node):
    """Any value that breaks no fact."""
    facts = node.facts
    if "enum" in facts:
        return str(facts["enum"][0])
    if facts["type"] in ("integer", "number"):
        return number_text(node, facts.get("min", facts.get("max", 1)))
    if facts["type"] == "boolean":
        return "true"
    if "min" in facts:
        return str(facts["min"])
    begin = MUST_BEGIN.get(node.name, "")
    for start in BEGINNINGS:
        if fits(facts, begin + start):
            return begin + start
    return text_of_length(node, facts.get("minLength", 2)) or "aa"


def whole(node, call):
    """Puts a valid value for the node into the call, with all that is required within."""
    facts = node.facts
    if facts["type"] == "array":
        for i in range(max(1, facts.get("minItems", 1))):
            put_element(node, i + 1, call)
    elif facts["type"] == "object":
        members = [m for m in nodes_of(node) if is_needed(m)] or nodes_of(node)[:1]
        for member in members:
            whole(member, call)
    elif facts["type"] == "map":
        call[node.key() + ".a"] = "a"
    else:
        call.setdefault(node.key(), value_of(node))


def is_needed(node):
    return node.facts.get("required") or node.facts.get("requiredWhen")


def nodes_of(node):
    return [Node(f, node) for f in node.facts.get("fields", ())]


def put_element(node, index, call):
    element = {}
    whole(Node(node.facts["items"], node, True), element)
    prefix = node.key() + ".1"
    for key, value in element.items():
        call.setdefault(f"{node.key()}.{index}" + key[len(prefix):], value)


def base_call(action, node):
    """All required parameters, and the way down to the node with what is required beside it."""
    call = {}
    for top in (Node(f, None) for f in action["params"]):
        if is_needed(top) and top.key() != node.key().split(".")[0]:
            whole(top, call)
    chain = []
    at = node
    while at:
        chain.append(at)
        at = at.up
    for at in reversed(chain):
        if at.facts["type"] == "object" and at is not node:
            for member in nodes_of(at):
                if is_needed(member) and not any(member.key() == c.key() for c in chain):
                    whole(member, call)
        if at.facts["type"] == "array" and at is not node:
            for i in range(1, at.facts.get("minItems", 1)):
                put_element(at, i + 1, call)
    return call


class Case:
    def __init__(self, action, node, fact, call, code=None, place=None):
        self.action, self.node, self.fact, self.call = action, node, fact, call
        self.code, self.place = code, place  # code None: must not be refused for this


def with_value(action, node, value):
    call = base_call(action, node)
    if value is not None:
        call[node.key()] = value
    return call


def condition_holds(action, node, call):
    for condition in node.facts["requiredWhen"][0]:
        at = node.up
        while True:
            fields = at.facts.get("fields", ()) if at else action["params"]
            sibling = next((f for f in fields if f["name"] == condition["param"]), None)
            if sibling:
                call[Node(sibling, at).key()] = str(condition["in"][0])
                break
            at = at.up


def missing_code(node):
    return f"MissingParam.{node.last()}" if node.up else f"Missing{node.name}"


def left_out(name, action, node, fact):
    """The call without the node, but with what it stands in. Where that has nothing else, it is missing itself."""
    call = base_call(action, node)
    if fact == "requiredWhen":
        condition_holds(action, node, call)
    at = node
    while at.up and not any(key.startswith(at.up.key() + ".") for key in call):
        others = [n for n in nodes_of(at.up) if n.name != at.name] if not at.up.element or at.up.facts.get("fields") else []
        if at.up.facts["type"] == "object" and others:
            whole(others[0], call)
            break
        at = at.up
        while at.element:
            at = at.up
    refused = at is node or is_needed(at)
    return Case(name, node, fact, call, missing_code(at) if refused else None, at.place())


def cases_of(name, action, node, fact):
    facts = node.facts
    illegal = f"IllegalParam.{node.last()}"
    write = not name.startswith(("Get", "List", "Describe"))

    def good(value):
        return Case(name, node, fact, with_value(action, node, value))

    def bad(value, code=illegal):
        if node.is_withdrawn():  # accepted, whatever it says
            return good(value)
        return Case(name, node, fact, with_value(action, node, value), code, node.place())

    def listed(count):
        call = base_call(action, node)
        for i in range(count):
            put_element(node, i + 1, call)
        return call

    if fact in ("required", "requiredWhen"):
        yield left_out(name, action, node, fact)
    elif fact == "enum":
        for value in facts["enum"]:
            yield good(str(value))
        yield bad("98765" if facts["type"] == "integer" else "bogus")
    elif fact == "min":
        step = 1 if facts["type"] != "number" else 0.5
        yield good(number_text(node, facts["min"]))
        yield bad(number_text(node, facts["min"] - step))
    elif fact == "max":
        step = 1 if facts["type"] != "number" else 0.5
        yield good(number_text(node, facts["max"]))
        yield bad(number_text(node, facts["max"] + step))
    elif fact == "minLength":
        yield good(text_of_length(node, max(1, facts["minLength"])))
        if facts["minLength"] > 1 or (write and facts["minLength"] == 1 and not facts.get("allowEmpty")):
            empty_is_none = facts["minLength"] == 1 and facts.get("required")
            yield bad("a" * (facts["minLength"] - 1), missing_code(node) if empty_is_none else illegal)
    elif fact == "maxLength":
        yield good(text_of_length(node, facts["maxLength"]))
        yield bad(text_of_length(node, facts["maxLength"] + 1))
    elif fact in ("minItems", "maxItems"):
        step = -1 if fact == "minItems" else 1
        yield Case(name, node, fact, listed(facts[fact]))
        if facts[fact] + step > 0:
            yield Case(name, node, fact, listed(facts[fact] + step), f"IllegalParamSize.{node.last()}", node.place())
    elif fact == "pattern":
        yield good(value_of(node))
        wrong = next(t for t in ("!", "!!", "a!", "é é", "a" * 300) if not matches(facts, t + t))
        length = max(facts.get("minLength", 1), 1)
        yield bad((wrong * length)[:max(length, len(wrong))])
    elif fact == "notPrefix":
        for prefix in facts["notPrefix"]:
            yield bad(prefix + "a")
    elif fact == "notContains":
        for part in facts["notContains"]:
            yield bad("a" + part)
    elif fact == "cjk":
        yield good("中文" + "a" * max(0, facts.get("minLength", 0) - 2))
    elif fact == "allowEmpty":
        yield good("")


def type_cases(name, action, node):
    code = None if node.is_withdrawn() else f"IllegalParam.{node.last()}"
    for value in BAD_TYPES.get(node.facts["type"], ()):
        yield Case(name, node, "type", with_value(action, node, value), code, node.place())


def all_cases(folder):
    facts, cases = 0, []
    for file in sorted(glob.glob(os.path.join(folder, "*.json"))):
        if os.path.basename(file) == "product.json":
            continue
        with open(file, encoding="utf-8") as f:
            actions = json.load(f)
        for name, action in actions.items():
            if not action.get("mocked"):
                continue
            for node in nodes(action["params"]):
                own = [fact for fact in FACTS if node.facts.get(fact)or node.facts.get(fact) == 0]
                facts += len(own)
                for fact in own:
                    made = list(cases_of(name, action, node, fact))
                    cases.append(((name, node.key(), fact), made))
                made = list(type_cases(name, action, node))
                if made:
                    facts += 1
                    cases.append(((name, node.key(), "type"), made))
    return facts, cases


class Mock:
    def __init__(self, program, version):
        self.version = version
        self.process = subprocess.Popen([program, "serve", "--port", "0", "--signature", "off"],
                                        stdout=subprocess.PIPE, text=True)
        ready = self.process.stdout.readline()
        host, port = re.search(r"http://([^:]+):(\d+)", ready).groups()
        self.connection = http.client.HTTPConnection(host, int(port), timeout=60)

    def code(self, case):
        form = urllib.parse.urlencode({"Action": case.action, "Version": self.version, **case.call})
        self.connection.request("POST", "/", form, {"Content-Type": "application/x-www-form-urlencoded"})
        reply = self.connection.getresponse()
        body = json.loads(reply.read())
        return reply.status, body.get("Code", ""), body.get("Message", "")

    def stop(self):
        self.connection.close()
        self.process.terminate()
        self.process.wait()


def is_place(message, place):
    return re.search(r"(^|\s)" + re.escape(place) + r"(\s|$)", message) is not None


def defect(mock, case):
    """What is wrong with the answer to a case; None when nothing is."""
    status, code, message = mock.code(case)
    got = f"{status} {code} ({message})"
    if status >= 500:
        return got
    if case.code is None:
        if (case.action, case.node.key(), case.fact) in ELSE_REFUSED:
            return None
        refused = code.startswith(("IllegalParam", "Missing")) and is_place(message, case.node.place())
        return f"is refused though inside: {got}" if refused else None
    if (status, code) != (400, case.code) or not is_place(message, case.place):
        return f"got {got}, not 400 {case.code} at {case.place}"
    return None


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    facts, cases = all_cases(sys.argv[2])
    tried = sum(len(made) for _, made in cases)
    bad = [f"{' '.join(of)}: no case" for of, made in cases if not made]
    with open(os.path.join(sys.argv[2], "product.json"), encoding="utf-8") as f:
        mock = Mock(sys.argv[1], json.load(f)["version"])
    try:
        for of, made in cases:
            for case in made:
                wrong = defect(mock, case)
                if wrong:
                    value = case.call.get(case.node.key(), "(none)")
                    bad.append(f"{' '.join(of)} {value[:60]!r}: {wrong}")
    finally:
        mock.stop()
    for line in bad:
        print(line)
    print(f"boundaries: {facts} facts, {len(cases) - sum(1 for _, m in cases if not m)} of them tried, "
          f"by {tried} calls; {len(bad)} defects")
    return 1 if bad or facts != len(cases) else 0


if __name__ == "__main__":
    sys.exit(main())
