"""Reads openapi.v2.Document in protobuf back into the Swagger 2.0 document that it came from.

The tables follow OpenAPIv2.proto of gnostic; a field that is not in them is an error.
"""
import json
import struct

TEXT, FLAG, LONG, REAL, YAML = "text", "flag", "long", "real", "yaml"


def fields(rows):
    """number name kind, with [] after the kind of a list."""
    return {int(n): (name, kind.removesuffix("[]"), kind.endswith("[]"))
            for n, name, kind in (row.split() for row in rows.split(","))}


MESSAGES = {
    "Document": fields("1 swagger text,2 info Info,3 host text,4 basePath text,5 schemes text[],6 consumes text[],"
                       "7 produces text[],8 paths Paths,9 definitions Definitions,12 security SecurityRequirement[],"
                       "13 securityDefinitions SecurityDefinitions,16 x- Extension[]"),
    "Info": fields("1 title text,2 version text,3 description text"),
    "PathItem": fields("2 get Operation,3 put Operation,4 post Operation,5 delete Operation,8 patch Operation,"
                       "9 parameters ParametersItem[],10 x- Extension[]"),
    "Operation": fields("1 tags text[],2 summary text,3 description text,5 operationId text,6 produces text[],"
                        "7 consumes text[],8 parameters ParametersItem[],9 responses Responses,10 schemes text[],"
                        "11 deprecated flag,13 x- Extension[]"),
    "BodyParameter": fields("1 description text,2 name text,3 in text,4 required flag,5 schema Schema"),
    "QueryParameter": fields("1 required flag,2 in text,3 description text,4 name text,6 type text,7 format text,"
                             "20 uniqueItems flag"),
    "PathParameter": fields("1 required flag,2 in text,3 description text,4 name text,5 type text,6 format text,"
                            "19 uniqueItems flag"),
    "Response": fields("1 description text,2 schema SchemaItem"),
    "Schema": fields("1 $ref text,2 format text,3 title text,4 description text,5 default yaml,6 multipleOf real,"
                     "7 maximum real,8 exclusiveMaximum flag,9 minimum real,10 exclusiveMinimum flag,11 maxLength long,"
                     "12 minLength long,13 pattern text,14 maxItems long,15 minItems long,16 uniqueItems flag,"
                     "17 maxProperties long,18 minProperties long,19 required text[],20 enum yaml[],"
                     "21 additionalProperties AdditionalPropertiesItem,22 type TypeItem,23 items ItemsItem,"
                     "25 properties Properties,31 x- Extension[]"),
    "ApiKeySecurity": fields("1 type text,2 name text,3 in text,4 description text"),
}
# A map by name: the number of its entries, and what their values are.
MAPS = {"Paths": (2, "PathItem"), "Definitions": (1, "Schema"), "Properties": (1, "Schema"),
        "Responses": (1, "ResponseValue"), "SecurityDefinitions": (1, "SecurityDefinitionsItem"),
        "SecurityRequirement": (1, "StringArray")}
# A message that is whichever of these it has.
CHOICES = {"ParametersItem": {1: "Parameter"}, "Parameter": {1: "BodyParameter", 2: "NonBodyParameter"},
           "NonBodyParameter": {3: "QueryParameter", 4: "PathParameter"}, "ResponseValue": {1: "Response"},
           "SchemaItem": {1: "Schema"}, "ItemsItem": {1: "Schema"}, "AdditionalPropertiesItem": {1: "Schema", 2: FLAG},
           "SecurityDefinitionsItem": {2: "ApiKeySecurity"}}


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at


def parts(data):
    """Number and value of each field: an int, or bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        else:
            size, at = (8, at) if tag & 7 == 1 else varint(data, at)
            assert tag & 7 in (1, 2) and at + size <= len(data), f"field {tag >> 3} of wire type {tag & 7} does not fit"
            value, at = data[at:at + size], at + size
        yield tag >> 3, value


def named(data, kind):
    entry = dict(parts(data))
    return entry[1].decode(), value_of(entry[2], kind)


def value_of(value, kind):
    if kind == TEXT:
        return value.decode()
    if kind == FLAG:
        return bool(value)
    if kind == LONG:
        return value - (1 << 64) if value >> 63 else value
    if kind == REAL:
        return struct.unpack("<d", value)[0]
    if kind == YAML:
        return json.loads(dict(parts(value))[2])
    return decode(value, kind)


def decode(data, kind="Document"):
    if kind in MAPS:
        number, of = MAPS[kind]
        entries = []
        for n, value in parts(data):
            assert n == number, f"field {n} in {kind}"
            entries.append(named(value, of))
        assert len(dict(entries)) == len(entries), f"a name stands twice in {kind}"
        return dict(entries)
    if kind in CHOICES:
        (number, value), = parts(data)
        return value_of(value, CHOICES[kind][number])
    if kind in ("TypeItem", "StringArray"):
        texts = [value.decode() for _, value in parts(data)]
        return texts[0] if kind == "TypeItem" and len(texts) == 1 else texts
    out = {}
    for number, value in parts(data):
        name, of, many = MESSAGES[kind][number]
        if of == "Extension":
            key, inner = named(value, YAML)
            out[key] = inner
        elif many:
            out.setdefault(name, []).append(value_of(value, of))
        else:
            assert name not in out, f"{name} stands twice in {kind}"
            out[name] = value_of(value, of)
    return out
