#ifndef RUNNER_LIBRARY_H
#define RUNNER_LIBRARY_H

/*
 * Where things are, and what there is: the programs beside this one, the folder
 * of suites and fixtures, the requirements, every case, and what is made of them.
 */
#include "base/arena.h"
#include "base/err.h"
#include "runner/profiles.h"
#include "runner/run/select.h"
#include "runner/suite/feature.h"
#include "runner/suite/requirement.h"
#include "runner/suite/suite.h"

struct library {
    const char *programs; /* the folder of albspec, mockalb and albref */
    const char *data;     /* the folder of suites and fixtures */
    const char *suites, *fixtures;
    const struct requirements *requirements; /* NULL: there are none, and ids may be any */
    struct suite_language language;
    const struct spec_case *ending; /* of every case; NULL: there is none */
    struct case_list cases;
    struct profiles profiles;
};

/* data NULL: ../share/albspec, seen from the program. Everything lives in the arena. */
bool library_open(struct arena *a, const char *data, struct library *ret, struct err *err);

/* Without the cases: enough to run one of which the file is known. */
bool library_locate(struct arena *a, const char *data, struct library *ret, struct err *err);

#endif
