#ifndef MOCKALB_GATEWAY_ACTION_H
#define MOCKALB_GATEWAY_ACTION_H

/*
 * What an action is, as the catalog says it. The tables are generated from
 * mockalb/catalog/<product>/<resource>.json by catgen at build time; nothing is
 * parsed at start-up. An entry with "mocked": true has a handler. What the catalog can say (required, range, enum, length,
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

/* One condition on a sibling, or on a parameter of an enclosing level; values are compared without case. */
struct condition {
    const char *param; /* NULL ends a list */
    const char *const *values;
    bool
        begins_group; /* a group holds when all its conditions do; one group that holds is enough */
};

/* One node of the parameter tree. A bound that is not stated has its has_… bit unset. */
struct param {
    const char *name;   /* NULL ends a list; an array's items have the name "" */
    const char *called; /* by messages about it; NULL: as it is named */
    enum param_type type;
    enum param_wire wire,
        wire_also; /* wire_also: what the other client generation sends, or plain */
    bool required, inferred, withdrawn, allow_empty, cjk;
    bool has_min, has_max, has_min_length, has_max_length, has_min_items, has_max_items;
    double min, max;
    const char *quota; /* the name of a max that another can stand in the place of; or NULL */
    uint32_t min_length, max_length, min_items, max_items;
    const char *fallback;                  /* the documented default, as text; NULL: none */
    const char *pattern;                   /* POSIX extended; NULL: none */
    const char *const *values;             /* enum; ends with NULL; NULL: any */
    const char *const *not_prefix;         /* ends with NULL; NULL: none */
    const char *const *not_contains;       /* ends with NULL; NULL: none */
    const struct condition *required_when; /* NULL: never */
    const struct param *fields;            /* of an object; sorted by name */
    const struct param *items;             /* of an array, of a map's values: one node */
};

/* One node of a reply's shape. */
struct reply_member {
    const char *name; /* NULL ends a list; an array's items have the name "" */
    enum param_type type;
    const char *wrap; /* an array inside an object with this single member; or NULL */
    const struct reply_member *fields;
    const struct reply_member *items;
};

enum action_flags {
    ACTION_FLAG_write = 1 << 0,
    ACTION_FLAG_job = 1 << 1,           /* answers with a JobId */
    ACTION_FLAG_idempotent = 1 << 2,    /* takes ClientToken */
    ACTION_FLAG_dry_run = 1 << 3,       /* takes DryRun; a passing one answers DryRunOperation */
    ACTION_FLAG_dry_run_plain = 1 << 4, /* … answers normally with only the request id */
    ACTION_FLAG_token_paged = 1 << 5,   /* NextToken and MaxResults */
    ACTION_FLAG_page_paged = 1 << 6,    /* PageNumber and PageSize */
    ACTION_FLAG_show_paged = 1 << 7,    /* CurrentPage and ShowSize */
    ACTION_FLAG_controller = 1 << 8,    /* a real ingress controller calls it */
    ACTION_FLAG_anonymous = 1 << 9,     /* needs no access key: its parameters say who calls */
};

typedef const struct api_error *action_fn(struct call *call);

struct product;

struct action {
    const char *name;
    const struct product *product;
    const char *resource;       /* the catalog file's name: "rule" */
    action_fn *run;             /* NULL: known, but not mocked; then the three below are too */
    const struct param *params; /* ends with a NULL name; sorted by name */
    const struct reply_member *reply; /* ends with a NULL name; NULL: no source knows it */
    const struct reply_member *list;  /* paged lists: the reply's member that holds the page */
    unsigned flags;
};

/* One version of a product; a product with two versions has two of these. */
struct product {
    const char *name;         /* "alb", "vpc": as handlers are called */
    const char *version;      /* "2020-06-16" */
    const char *popular;      /* as error messages write it: "Alb" */
    const char *service;      /* as the Location service calls it: "alb"; "": not at all */
    const char *const *hosts; /* "alb.{region}.aliyuncs.com"; ends with NULL */
    const char *const
        *common; /* parameters that every action takes and none reads; ends with NULL */
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
