#ifndef TESTS_RUNNER_CEL_EVALUATE_H
#define TESTS_RUNNER_CEL_EVALUATE_H

/*
 * An expression, compiled and run at once. The variable x is dyn: a document in
 * which a test finds all it needs.
 */
#include "base/arena.h"
#include "base/json.h"
#include "runner/cel/program.h"
#include "tests/test.h"

#define X_JSON                                                                                     \
    "{\"n\":3,\"half\":1.5,\"text\":\"tea\",\"yes\":true,\"none\":null,\"list\":[1,2,3],"          \
    "\"names\":[\"a\",\"b\"],\"map\":{\"k\":\"v\",\"a-b\":1},\"pots\":[{\"name\":\"red\",\"n\":1}" \
    ","                                                                                            \
    "{\"name\":\"blue\",\"n\":2}]}"

/* "true", "no such key: k", "ERROR: <input>:1:1: …": what comes of it, in the arena. */
static inline const char *evaluate(struct arena *a, const char *expression)
{
    const struct cel_variable x = { "x", cel_type_plain(CEL_dyn) };
    struct buf b = BUF_LIMIT(4096);
    const struct cel_program *p;
    struct cel_value v;
    const char *text;
    struct run run;

    p = cel_compile(a, str_of(expression), &x, 1, &text);
    if (!p)
        return text;
    run_init(&run, a, 1000000);
    v = value_of_json(&run, arena_json(a, json_parse(STR(X_JSON), NULL)), x.type);
    v = cel_run(p, &run, &v);
    if (v.kind == CEL_error)
        buf_add(&b, v.text);
    else
        value_print(&b, &v);
    text = arena_strz(a, buf_str(&b));
    buf_done(&b);
    return text;
}

#endif
