#ifndef MOCKALB_GATEWAY_ACTION_H
#define MOCKALB_GATEWAY_ACTION_H

/*
 * What an action is, as the catalog says it. The tables are generated from
 * mockalb/catalog/<product>/<resource>.json by catgen at build time; nothing is
 * parsed at start-up. What the catalog can say (required, range, enum, length,
 * pattern, count, paging, idempotency, dry run) is done by the gateway's
 * stages, and no handler says it again.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct call;
struct api_error;

enum param_type {
    PARAM_string,
    PARAM_integer,
    PARAM_number,
    PARAM_boolean,
    PARAM_array,
    PARAM_object,
    PARAM_map,
    PARAM_any
};

enum param_wire { WIRE_plain, WIRE_repeat, WIRE_flat, WIRE_json, WIRE_simple };

/* One node of the parameter tree. A bound that is not stated has its has_… bit unset. */
struct param {
    const char *name; /* NULL ends a list; an array's items have the name "" */
    enum param_type type;
    enum param_wire wire;
    bool required, inferred, withdrawn, allow_empty, cjk;
    bool has_min, has_max, has_min_length, has_max_length, has_min_items, has_max_items;
    double min, max;
    uint32_t min_length, max_length, min_items, max_items;
    const char *fallback;            /* the documented default, as text; NULL: none */
    const char *pattern;             /* POSIX extended; NULL: none */
    const char *const *values;       /* enum; ends with NULL; NULL: any */
    const char *const *not_prefix;   /* ends with NULL; NULL: none */
    const char *const *not_contains; /* ends with NULL; NULL: none */
    const struct param *fields;      /* of an object, of a map's values */
    const struct param *items;       /* of an array: one node */
};

enum action_flags {
    ACTION_FLAG_write = 1 << 0,
    ACTION_FLAG_job = 1 << 1,           /* answers with a JobId */
    ACTION_FLAG_idempotent = 1 << 2,    /* takes ClientToken */
    ACTION_FLAG_dry_run = 1 << 3,       /* takes DryRun; a passing one answers DryRunOperation */
    ACTION_FLAG_dry_run_plain = 1 << 4, /* … answers normally with only the request id */
    ACTION_FLAG_token_paged = 1 << 5,   /* NextToken and MaxResults */
    ACTION_FLAG_page_paged = 1 << 6,    /* PageNumber and PageSize */
};

typedef const struct api_error *action_fn(struct call *call);

struct product;

struct action {
    const char *name;
    const struct product *product;
    const char *resource;       /* the catalog file's name: "rule" */
    const struct param *params; /* ends with a NULL name; sorted by name */
    action_fn *run;             /* NULL: known, but not mocked */
    unsigned flags;
    const char
        *list_member; /* paged lists: the response member that holds the page ("Rules"), or NULL */
    const char *list_wrap; /* … and the single member inside of it ("VSwitch"), or NULL */
};

struct product {
    const char *name;             /* "alb", "vpc": the catalog's folder */
    const char *version;          /* "2020-06-16" */
    const char *popular;          /* as error messages write it: "Alb" */
    const struct action *actions; /* sorted by name */
    size_t count;
};

extern const struct product *const catalog_products[]; /* ends with NULL */

const struct product *catalog_product(const char *name,
                                      const char *version); /* either may be NULL: any */
const struct action *catalog_action(const struct product *p, const char *name);

/* Whether a call of this action may change anything: its name begins with none of Describe, Get, List. */
bool action_is_write(const struct action *a);

#endif
