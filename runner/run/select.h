#ifndef RUNNER_RUN_SELECT_H
#define RUNNER_RUN_SELECT_H

/*
 * Which cases a run is about. All of them are read, so that a wrong one is
 * found whatever is asked for; then words choose: a case's name or area/name,
 * an area, a tag, a requirement's id, or a file. No word chooses what is tagged
 * "core".
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "runner/suite/requirement.h"
#include "runner/suite/suite.h"

struct case_list {
    const struct spec_case **at; /* in the order of areas and names */
    size_t count;
};

/* Every case of a folder of areas. What a case may say is l's to tell. */
bool cases_load(struct arena *a, const char *folder, const struct suite_language *l,
                struct case_list *ret, struct err *err);

/* Words end with NULL. One that chooses nothing is an error that names the nearest one which would. */
bool cases_select(struct arena *a, const struct case_list *all, const struct suite_language *l,
                  const char *const *words, struct case_list *ret, struct err *err);

/* At the end, unless it is in there; there must be room. */
void case_list_add(struct case_list *to, const struct spec_case *c);

bool case_proves(const struct spec_case *c, const char *id);

#endif
