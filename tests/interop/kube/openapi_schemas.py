#!/usr/bin/env python3
"""Defines custom kinds with schemas made by chance, and holds both OpenAPI documents to what every reader needs of them.

The protobuf of /openapi/v2 reads back as its JSON; no reference is open; a list says what its items are; nothing stands
there that Swagger 2.0 has no word for; /openapi/v3 has every member that was defined.

usage: openapi_schemas.py ALBSPEC [SEED]
"""
import json
import random
import sys

from raw_client import Server
from swagger_protobuf import decode

CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
NAMES = ["a", "b", "spec", "items", "properties", "required", "type", "$ref", "x-kubernetes-y", "a.b", "a/b", "~1", "ü",
         "🍵", '"q"', "\\", "null", "-", " ", "very" * 50]
FOREIGN = {"oneOf", "anyOf", "allOf", "not", "nullable", "$schema", "example", "externalDocs", "id"}


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def some(self, chance):
        return self.random.random() < chance

    def leaf(self):
        kind = self.random.choice(["string", "integer", "number", "boolean", "either"])
        if kind == "either":
            return {"x-kubernetes-int-or-string": True}
        s = {"type": kind}
        if kind == "string":
            for word, value in (("maxLength", self.random.randrange(1000)), ("minLength", 0), ("pattern", "^[a-zü]*$"),
                                ("format", "date-time"), ("enum", ["a", "ü", ""]), ("default", None)):
                if value is not None and self.some(0.2):
                    s[word] = value
        if kind in ("integer", "number"):
            for word, value in (("maximum", 1e15), ("minimum", -0.5), ("exclusiveMinimum", True), ("multipleOf", 0.25),
                                ("format", "int32"), ("enum", [1, -2])):
                if self.some(0.2):
                    s[word] = value
        return s

    def schema(self, depth):
        roll = self.random.random() if depth else 1
        if roll < 0.45:
            names = self.random.sample(NAMES, self.random.randrange(1, 7))
            s = {"type": "object", "properties": {n: self.schema(depth - 1) for n in names}}
            if self.some(0.4):
                s["required"] = self.random.sample(names, self.random.randrange(1, len(names) + 1))
            if self.some(0.15):
                s["oneOf"] = [{"required": [names[0]]}, {"not": {"required": [names[-1]]}}]
            if self.some(0.1):
                s["x-kubernetes-embedded-resource"] = True
        elif roll < 0.6:
            s = {"type": "array", "items": self.schema(depth - 1)}
            if self.some(0.3):
                s["maxItems"] = self.random.randrange(100)
        elif roll < 0.7:
            s = {"type": "object", "additionalProperties": self.schema(depth - 1)}
        elif roll < 0.75:
            s = {"type": "object", "additionalProperties": True}
        else:
            s = self.leaf()
        for word, chance in (("nullable", 0.15), ("x-kubernetes-preserve-unknown-fields", 0.1 if "type" in s else 0)):
            if self.some(chance):
                s[word] = True
        if self.some(0.2):
            s["description"] = "one\n\"two\" \t 三"
        if self.some(0.05):
            s["example"] = {"any": [None]}
        return s


def definition(name, spec):
    return {"metadata": {"name": f"{name}s.odd.example"}, "spec": {
        "group": "odd.example", "scope": "Cluster", "names": {"plural": name + "s", "kind": name.capitalize()},
        "versions": [{"name": "v1", "served": True, "storage": True,
                      "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}}]}}


def deep(levels):
    spec = {"type": "string"}
    for i in range(levels):
        spec = {"type": "array", "items": spec} if i % 2 else {"type": "object", "properties": {"in": spec}}
    return spec


def large():
    """A megabyte of it."""
    text = "long " * 100
    return {"type": "object", "properties": {f"p{i}": {"type": "string", "description": text} for i in range(2000)}}


def schemas_in(schema):
    yield schema
    for part in schema.get("properties", {}).values():
        yield from schemas_in(part)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from schemas_in(schema[word])


def has_all(published, defined, path):
    """Every member that was defined is published."""
    for name, part in defined.get("properties", {}).items():
        assert name in published["properties"], f"{path}.{name} is not published"
        embedded = defined.get("x-kubernetes-embedded-resource") and name in ("apiVersion", "kind", "metadata")
        if not embedded:
            has_all(published["properties"][name], part, f"{path}.{name}")
    for word in ("items", "additionalProperties"):
        if isinstance(defined.get(word), dict):
            has_all(published[word], defined[word], f"{path}.{word}")


def check(server, specs):
    status, text = server.call("GET", "/openapi/v2", "application/json")
    v2 = json.loads(text)
    assert status == 200
    assert decode(server.call("GET", "/openapi/v2", PROTOBUF)[1]) == v2, "protobuf and JSON differ"
    for name, schema in v2["definitions"].items():
        for part in schemas_in(schema):
            assert part.get("type") != "array" or "items" in part, f"{name}: a list of nothing"
            assert not FOREIGN & part.keys(), f"{name}: {FOREIGN & part.keys()}"
            ref = part.get("$ref", "")
            assert not ref or ref.removeprefix("#/definitions/") in v2["definitions"], f"{name}: {ref}"
    v3 = json.loads(server.call("GET", "/openapi/v3/apis/odd.example/v1", "application/json")[1])
    for name, spec in specs.items():
        published = v3["components"]["schemas"][f"example.odd.v1.{name.capitalize()}"]
        has_all(published["properties"]["spec"], spec, name)


def run(server, seed):
    maker, specs, refused = Maker(seed), {}, 0
    keeps = {"type": "array", "items": {"type": "object"}, "x-kubernetes-preserve-unknown-fields": True}
    made = [("deep", deep(20)), ("large", large()), ("keep", {"type": "object", "properties": {"list": keeps}})]
    made += [(f"k{i}", maker.schema(5)) for i in range(100)]
    for name, spec in made:
        status, answer = server.call("POST", CRDS, "application/json", "application/json",
                                     json.dumps(definition(name, spec)).encode())
        assert status in (201, 422), answer
        refused += status == 422
        if status == 201:
            specs[name] = spec
    assert {"deep", "large", "keep"} <= specs.keys(), "these are good ones"
    assert refused < len(made) / 4, f"{refused} of {len(made)} are refused"
    check(server, specs)
    for name in list(specs)[1::2]:
        assert server.call("DELETE", f"{CRDS}/{name}s.odd.example")[0] == 200
        while server.call("GET", f"{CRDS}/{name}s.odd.example")[0] != 404:
            pass
        del specs[name]
    check(server, specs)
    print(f"seed {seed}: {len(specs)} kinds at last, {refused} refused before")


def main():
    server = Server(sys.argv[1])
    try:
        run(server, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    finally:
        server.end()


main()
