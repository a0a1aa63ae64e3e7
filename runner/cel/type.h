#ifndef RUNNER_CEL_TYPE_H
#define RUNNER_CEL_TYPE_H

/*
 * The types of CEL, as the checker compares them and as values of JSON are read
 * by them. Who declares a variable makes its type in an arena of its own; types
 * are never changed afterwards and may be shared.
 *
 * An object is what a schema names members of; a map has any keys of one type.
 * What nothing is known of is dyn: it fits everywhere, and is judged when run.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

enum cel_kind {
    CEL_error,
    CEL_dyn,
    CEL_null,
    CEL_bool,
    CEL_int,
    CEL_uint,
    CEL_double,
    CEL_string,
    CEL_bytes,
    CEL_timestamp,
    CEL_duration,
    CEL_list,
    CEL_map,
    CEL_object,
    CEL_type,
    CEL_optional,
    CEL_url,
    CEL_ip,
    CEL_cidr,
    CEL_quantity,
    CEL_format,
};

/* How lists are compared and joined: by place, as sets, or by the keys of their items. */
enum cel_list_kind { CEL_LIST_atomic, CEL_LIST_set, CEL_LIST_map };

struct cel_type;

struct cel_field {
    const char *name;   /* as expressions write it */
    const char *member; /* as it stands in the JSON */
    const struct cel_type *type;
};

struct cel_type {
    enum cel_kind kind;
    enum cel_list_kind list;
    const struct cel_type *of;      /* items, values of a map, what is optional, the type meant */
    const struct cel_type *key;     /* of a map */
    const struct cel_field *fields; /* of an object */
    size_t field_count;
    const char *const *keys; /* of a list that is a map: members of its items, up to NULL */
};

/* One of each kind; lists, maps and optionals of dyn. */
const struct cel_type *cel_type_plain(enum cel_kind kind);

const struct cel_field *cel_type_field(const struct cel_type *object, struct str name);

/* Whether what is of one type may stand where another is wanted. */
bool cel_type_fits(const struct cel_type *wanted, const struct cel_type *given);
/* "map(string, list(int))", as messages write it */
void cel_type_print(struct buf *b, const struct cel_type *t);
/* What type(x) says of a value of that kind: "google.protobuf.Timestamp". */
const char *cel_kind_name(enum cel_kind kind);
/* The type that an expression names so; false when there is none. */
bool cel_kind_named(struct str name, enum cel_kind *ret_kind);

/*
 * Members whose names are no identifiers are written escaped: "a-b" is a__dash__b. False when the
 * name cannot be written at all. The buf gets the escaped name.
 */
bool cel_escape(struct buf *b, struct str member);

#endif
