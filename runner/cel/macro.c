#include "runner/cel/macro.h"

#include "base/banned.h"

static const struct {
    const char *name;
    size_t variables, args; /* how many, the variables among them */
    enum fold_kind fold;
} folds[] = {
    { "all", 1, 2, FOLD_all },
    { "exists", 1, 2, FOLD_exists },
    { "exists_one", 1, 2, FOLD_exists_one },
    { "existsOne", 1, 2, FOLD_exists_one },
    { "map", 1, 2, FOLD_map },
    { "map", 1, 3, FOLD_map_if },
    { "filter", 1, 2, FOLD_filter },
    { "optMap", 1, 2, FOLD_opt_map },
    { "optFlatMap", 1, 2, FOLD_opt_flat_map },
    { "all", 2, 3, FOLD_all },
    { "exists", 2, 3, FOLD_exists },
    { "existsOne", 2, 3, FOLD_exists_one },
    { "transformList", 2, 3, FOLD_map },
    { "transformList", 2, 4, FOLD_map_if },
    { "transformMap", 2, 3, FOLD_map_values },
    { "transformMap", 2, 4, FOLD_map_values_if },
};

static bool expand_has(struct expr *call, struct complaints *c)
{
    struct expr *field = call->args[0];

    if (field->kind != EXPR_select || field->maybe || field->has) {
        complain_at(c, field->at, "invalid argument to has() macro");
        return false;
    }
    *call = (struct expr){ .kind = EXPR_select,
                           .at = call->at,
                           .slot = -1,
                           .name = field->name,
                           .target = field->target,
                           .has = true };
    return true;
}

bool macro_expand(struct expr *call, struct complaints *c)
{
    if (!call->target && call->count == 1 && str_is(call->name, "has"))
        return expand_has(call, c);
    for (size_t i = 0; call->target && i < sizeof(folds) / sizeof(folds[0]); i++) {
        if (!str_is(call->name, folds[i].name) || call->count != folds[i].args)
            continue;
        for (size_t k = 0; k < folds[i].variables; k++) {
            if (call->args[k]->kind != EXPR_name) {
                complain_at(c, call->args[k]->at,
                            folds[i].variables == 1 && folds[i].fold >= FOLD_map
                                ? "argument is not an identifier"
                                : "argument must be a simple name");
                return false;
            }
            call->variables[k] = call->args[k]->name;
        }
        call->kind = EXPR_fold;
        call->fold = folds[i].fold;
        call->args += folds[i].variables;
        call->count -= folds[i].variables;
        return true;
    }
    return true;
}
