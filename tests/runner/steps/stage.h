#ifndef TESTS_RUNNER_STEPS_STAGE_H
#define TESTS_RUNNER_STEPS_STAGE_H

/*
 * A world made by hand, so that steps can be looked at without a program: the
 * state and the journal of a finished scenario 2, which a test changes before
 * it looks. It stands in for runner/world, runner/kube and runner/proc.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/steps/step.h"
#include "runner/world/world.h"

struct stage {
    struct arena *arena;
    struct world world;
    struct finding seen; /* of the last look */
};

void stage_init(struct stage *st);
void stage_done(struct stage *st);

/*
 * One place of an object in the state: json replaces what is at the path; a list's number past its
 * end adds; "" as path: the object goes.
 */
void stage_set(struct stage *st, const char *kind, const char *id, const char *path,
               const char *json);
/* Another object; json is its body. Single quotes stand for double ones in all of these. */
void stage_add(struct stage *st, const char *kind, const char *id, const char *json);
/* One more line at the end of the journal. */
void stage_call(struct stage *st, const char *json);
/* A Kubernetes object. */
void stage_apply(struct stage *st, const char *json);
void stage_settled(struct stage *st, bool settled);

/* One look by a step of «then», written as in a case: "rules: ${host}\n    count: 1". */
enum look stage_look(struct stage *st, const char *step);
/* As text: what the step's begin did ("kube_apply Ingress tea-ingress\n"), then what it refused. */
const char *stage_begin(struct stage *st, const char *step);
/* What loading it says; NULL when it loads. */
const char *stage_refusal(struct stage *st, const char *step);

#endif
