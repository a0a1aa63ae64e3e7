#ifndef TESTS_TREE_H
#define TESTS_TREE_H

/*
 * JSON in a C string, with ' for ". Both results live in the arena.
 */
#include <check.h>

#include "base/arena.h"
#include "base/json.h"

static inline const char *with_double_quotes(struct arena *a, const char *text)
{
    char *json = arena_strz(a, str_of(text));

    for (char *at = json; *at; at++)
        if (*at == '\'')
            *at = '"';
    return json;
}

/* A text that is no JSON fails the test. */
static inline cJSON *tree_of(struct arena *a, const char *text)
{
    struct err err;
    cJSON *tree = json_parse(str_of(with_double_quotes(a, text)), &err);

    ck_assert_msg(tree != NULL, "%s: %s", text, err.text);
    return arena_json(a, tree);
}

#endif
