#ifndef RUNNER_KUBE_RULES_H
#define RUNNER_KUBE_RULES_H

/*
 * The rules in CEL of a custom resource (x-kubernetes-validations): checked when
 * they are defined, compiled once with their version of the definition, and run
 * at each write of an object that the schema itself has nothing against.
 *
 * A rule that asks for oldSelf runs only where there is an old value to compare
 * with: not in items of a list, unless they are told apart by keys. What a write
 * does not touch may stay wrong: a rule that fails on a value that is as before
 * refuses nothing.
 *
 * Differs: what is passed over so is not told in a warning; rules inside of
 * allOf and its kin are not run; cost is counted when a rule runs, and not
 * estimated when it is defined. Texts are the real API's.
 */
#include "runner/kube/status.h"

struct rules;

/* path: of the schema in the definition, which must be a structural one. */
void rules_check_definition(struct faults *f, const cJSON *schema, const char *path);

/* How many bytes of expressions there are in a schema. */
size_t rules_bytes(const cJSON *schema);

/* Lives in the arena, as the schema must. NULL: there are none. */
const struct rules *rules_compile(struct arena *a, const cJSON *schema);

/* before: NULL at creation. */
void rules_judge(struct faults *f, const struct rules *rules, const cJSON *object,
                 const cJSON *before);

#endif
