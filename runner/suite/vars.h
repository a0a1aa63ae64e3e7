#ifndef RUNNER_SUITE_VARS_H
#define RUNNER_SUITE_VARS_H

/*
 * The names that a case knows: ${host}, ${G1} from its fixture, ${dns} learned
 * by a step. Values are texts. "$${" stands for "${" itself, because the values
 * of some annotations have variables of their own.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/yaml.h"

struct vars;

struct vars *vars_new(struct arena *a); /* lives in the arena, as all that it keeps */
void vars_set(struct vars *v, struct str name, struct str value);
struct str vars_get(const struct vars *v, struct str name);           /* absent when unknown */
const char *const *vars_names(const struct vars *v, struct arena *a); /* ends with NULL */

/* Text with the values in; false names the unknown variable and the nearest known one. */
bool vars_expand(const struct vars *v, struct arena *a, struct str text, struct str *ret,
                 struct err *err);

/* As JSON, every text with the values in; the arena's. NULL: err says which name is unknown. */
cJSON *vars_json(const struct vars *v, struct arena *a, const struct node *n, struct err *err);

/* Every ${name} in a tree is known: for the check before a run. place is the file's name. */
bool vars_check(const struct vars *v, const char *place, const struct node *n, struct err *err);

#endif
