#ifndef BASE_NET_URI_H
#define BASE_NET_URI_H

/*
 * The target of a request line, taken apart: origin form (/path?query), absolute
 * form (http://host:port/path?query, what a proxy gets) and the asterisk.
 *
 * Path and arguments are percent-decoded; in arguments a plus is a blank.
 * A percent sign without two hex digits stands for itself. Arguments keep their
 * order and their duplicates; one without "=" has an empty value.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct uri_arg {
    struct str name, value;
};

struct uri {
    struct str authority; /* host and port, without a user's name; absent in origin form */
    struct str target;    /* path and query as they came */
    struct str path;
    const struct uri_arg *args;
    size_t arg_count;
};

/* Everything in ret lives in the arena. Otherwise ret_why tells what is wrong with the target. */
bool uri_parse(struct arena *a, struct str target, struct uri *ret, const char **ret_why);

/* The value of the first argument of that name; absent when there is none. */
struct str uri_arg_named(const struct uri *u, struct str name);

#endif
