#ifndef RUNNER_STEPS_STEP_H
#define RUNNER_STEPS_STEP_H

/*
 * What a suite can say. Each verb is one file in this folder and one line of
 * steps.def; `albspec explain VERB` prints its text from here.
 *
 * A step acts once (begin), then is looked at after every change in the world
 * until it passes, fails for good, or its time is up. A verb that only looks
 * has no begin; one that only acts has no look.
 *
 * A check that something is so passes as soon as it is; a check that nothing
 * else happened says "not yet" until the world has settled. So the runner owes
 * every check a second look: at the end of its act, when the world has settled,
 * all checks of the act are looked at again, and what they say then counts. An
 * act ends with the case, and before a step of «then» that has a begin; that
 * step then opens the next act (world_mark), from which "calls" counts.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "runner/suite/suite.h"

struct world; /* runner/world/world.h */

enum look { LOOK_pass, LOOK_not_yet, LOOK_fail };

/* What a look saw; shown when the step does not pass. The runner makes one for every look. */
struct finding {
    struct arena *arena; /* all that a look makes lives here; set by the runner, never NULL */
    struct buf expected,
        found;          /* side by side in the report; lines that differ at the same place */
    uint64_t call;      /* journal number of the call that set the wrong value; 0: none */
    const char *member; /* of that call's parameters: the wrong one; NULL: all of them */
    /* Where it came from: "ingresses/default/tea-ingress", and the annotation of it; NULL: nowhere. */
    const char *object;
    const char *figure; /* "write 1 of 1": what was counted, and its limit; NULL: there is none */
};

enum arg_type {
    ARG_none,  /* nothing stands there */
    ARG_text,  /* a scalar */
    ARG_count, /* a number, or { min: N, max: N } */
    ARG_words, /* a scalar or a list of scalars */
    ARG_map,   /* names and values */
    ARG_any
};

struct step_arg {
    const char *name; /* NULL ends the table */
    enum arg_type type;
    const char *about;
};

struct step_type {
    const char *verb, *synopsis, *about;
    enum arg_type value;         /* what stands after the verb */
    const struct step_arg *args; /* its further arguments; NULL: none. Others are refused at load */
    bool (*check)(const struct step *s, struct err *err); /* what their types do not say; or NULL */
    bool (*begin)(struct world *w, const struct step *s,
                  struct err *err); /* false: ERROR, the harness's */
    enum look (*look)(struct world *w, const struct step *s, struct finding *f);
};

#define STEP(name) extern const struct step_type step_##name;
#include "runner/steps/steps.def"
#undef STEP

const struct step_type *step_find(struct str verb, const char **ret_near);
const struct step_type *const *step_types(void); /* ends with NULL */
/* It has an argument of its verb beside these (names with blanks between), which ask for nothing. */
bool step_asks(const struct step *s, const char *beside);
/* What a step says is right as far as its words go. False: err names file, line and the nearest word. */
bool step_check(const struct step *s, struct err *err);

/* The verbs of this folder as the loader of suites wants them. */
struct suite_language step_language(const struct requirements *r, const char *fixtures);

#endif
