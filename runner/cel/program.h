#ifndef RUNNER_CEL_PROGRAM_H
#define RUNNER_CEL_PROGRAM_H

/*
 * CEL, the expression language of validation rules: an expression is compiled
 * once against declared variables and run many times over values of JSON.
 *
 *     const struct cel_program *p = cel_compile(arena, STR("self.size() < 3"), variables, 1, &why);
 *     …
 *     run_init(&run, call_arena, 1000000);
 *     self = value_of_json(&run, json, type);
 *     result = cel_run(p, &run, &self);
 *
 * The language is that of the specification, with the libraries that an API
 * server of Kubernetes adds: texts, lists, sets, regular expressions, URLs,
 * addresses, quantities, named formats, optional values.
 *
 * Differs: cost is not estimated beforehand, only counted while running; there
 * are no messages (protocol buffers) and no named time zones but UTC; empty lists
 * and maps are of dyn instead of being inferred from their use.
 */
#include "runner/cel/type.h"
#include "runner/cel/value.h"

struct cel_program;

struct cel_variable {
    const char *name;
    const struct cel_type *type;
};

/*
 * Lives in the arena, as the types of the variables must. NULL: *ret_why is one "ERROR: <input>:1:5: …" with
 * its source line for each mistake.
 */
const struct cel_program *cel_compile(struct arena *a, struct str source,
                                      const struct cel_variable *variables, size_t count,
                                      const char **ret_why);
const struct cel_type *cel_program_type(const struct cel_program *p);
bool cel_program_uses(const struct cel_program *p, size_t variable);

void run_init(struct run *r, struct arena *a, uint64_t cost_limit);
/* One value for each variable, in their order. An error is a value of that kind; run->over tells why. */
struct cel_value cel_run(const struct cel_program *p, struct run *r,
                         const struct cel_value *variables);

#endif
