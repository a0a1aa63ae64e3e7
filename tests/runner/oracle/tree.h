#ifndef TESTS_RUNNER_ORACLE_TREE_H
#define TESTS_RUNNER_ORACLE_TREE_H

/*
 * JSON in a C string, with single quotes for double ones.
 */
#include <check.h>

#include "base/arena.h"
#include "base/json.h"

static inline cJSON *tree_of(struct arena *a, const char *text)
{
    char *json = arena_strz(a, str_of(text));

    for (char *at = json; *at; at++)
        if (*at == '\'')
            *at = '"';
    cJSON *tree = json_parse(str_of(json), NULL);
    ck_assert_msg(tree, "not JSON: %s", json);
    return arena_json(a, tree);
}

#endif
