#include "runner/cel/program.h"

#include "runner/cel/check.h"
#include "runner/cel/eval.h"
#include "runner/cel/parse.h"

#include "base/banned.h"

#define RUN_MEMORY (32u << 20)

struct cel_program {
    const struct expr *root;
    size_t variables;
    struct checked checked;
};

const struct cel_program *cel_compile(struct arena *a, struct str source,
                                      const struct cel_variable *variables, size_t count,
                                      const char **ret_why)
{
    struct complaints c = { .arena = a, .source = arena_str(a, source.at ? source : STR("")) };
    struct cel_program *p = arena_new_of(a, struct cel_program);
    struct expr *root = cel_parse(a, &c);

    if (root)
        p->checked = cel_check(a, &c, root, variables, count);
    p->root = root;
    p->variables = count;
    *ret_why = complaints_text(&c);
    return *ret_why ? NULL : p;
}

const struct cel_type *cel_program_type(const struct cel_program *p)
{
    return p->root->type;
}

bool cel_program_uses(const struct cel_program *p, size_t variable)
{
    return p->checked.uses >> variable & 1;
}

void run_init(struct run *r, struct arena *a, uint64_t cost_limit)
{
    *r = (struct run){ .arena = a, .cost_limit = cost_limit, .memory_limit = RUN_MEMORY };
}

struct cel_value cel_run(const struct cel_program *p, struct run *r,
                         const struct cel_value *variables)
{
    struct cel_value v;

    r->slots = run_alloc(r, (p->checked.slots + 1) * sizeof(*r->slots));
    for (size_t i = 0; r->slots && i < p->variables; i++)
        r->slots[i] = variables[i];
    v = r->slots ? cel_eval(r, p->root) : (struct cel_value){ .kind = CEL_error };
    return r->over ? value_error(r, "operation cancelled: actual cost limit exceeded") : v;
}
