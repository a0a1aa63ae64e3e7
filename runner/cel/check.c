#include "runner/cel/check.h"

#include "base/banned.h"

#define ARGS_MOST 5

/* A variable of a fold, as long as its body is checked. */
struct scope {
    struct str name;
    const struct cel_type *type;
    int slot;
    const struct scope *outer;
};

struct checker {
    struct arena *arena;
    struct complaints *complaints;
    const struct cel_variable *variables;
    size_t count;
    const struct scope *scope;
    int slot; /* the next free one */
    struct checked checked;
};

static void check(struct checker *c, struct expr *n);

static const struct cel_type *plain(enum cel_kind kind)
{
    return cel_type_plain(kind);
}

static const char *shown(struct checker *c, const struct cel_type *t)
{
    struct buf b = BUF_LIMIT(200);
    const char *text;

    cel_type_print(&b, t);
    text = arena_strz(c->arena, buf_str(&b));
    buf_done(&b);
    return text;
}

static const struct cel_type *made_of(struct checker *c, enum cel_kind kind,
                                      const struct cel_type *of)
{
    struct cel_type *t = arena_new_of(c->arena, struct cel_type);

    *t = *plain(kind);
    t->of = of;
    return t;
}

static const struct cel_type *wrong(struct checker *c, const struct expr *n, const char *text)
{
    complain_at(c->complaints, n->at, "%s", text);
    return plain(CEL_error);
}

static const struct cel_type *variable(struct checker *c, struct expr *n)
{
    for (const struct scope *s = c->scope; s; s = s->outer) {
        if (str_eq(s->name, n->name)) {
            n->slot = s->slot;
            return s->type;
        }
    }
    for (size_t i = 0; i < c->count; i++) {
        if (str_is(n->name, c->variables[i].name)) {
            n->slot = (int)i;
            c->checked.uses |= UINT64_C(1) << i;
            return c->variables[i].type;
        }
    }
    return NULL;
}

static bool name_type(struct checker *c, struct expr *n, struct str name)
{
    enum cel_kind kind;

    if (!cel_kind_named(name, &kind))
        return false;
    n->kind = EXPR_constant;
    n->value = (struct cel_value){ .kind = CEL_type, .meant = kind };
    n->type = made_of(c, CEL_type, plain(kind));
    return true;
}

static void check_name(struct checker *c, struct expr *n)
{
    n->type = variable(c, n);
    if (n->type || name_type(c, n, n->name))
        return;
    n->type = plain(CEL_error);
    complain_at(c->complaints, n->at, "undeclared reference to '%.*s' (in container '')",
                n->name.len > 200 ? 200 : STR_ARG(n->name));
}

/* "a.b.c", if that is all it is and no variable is called a. */
static bool qualified(struct checker *c, struct expr *n, struct buf *b)
{
    struct expr *root = n;

    while (root->kind == EXPR_select && !root->maybe && !root->has)
        root = root->target;
    if (root->kind != EXPR_name || variable(c, root))
        return false;
    if (n->kind == EXPR_select) {
        qualified(c, n->target, b);
        buf_add_char(b, '.');
    }
    buf_add(b, n->name);
    return true;
}

static bool select_type_name(struct checker *c, struct expr *n)
{
    struct buf b = BUF_LIMIT(200);
    bool found = !n->has && !n->maybe && qualified(c, n, &b) && name_type(c, n, buf_str(&b));

    buf_done(&b);
    return found;
}

static const struct cel_type *member_type(struct checker *c, const struct expr *n,
                                          const struct cel_type *of)
{
    const struct cel_field *field;

    switch ((int)of->kind) {
    case CEL_error:
    case CEL_dyn:
        return plain(CEL_dyn);
    case CEL_map:
        return of->of;
    case CEL_object:
        field = cel_type_field(of, n->name);
        return field ? field->type
                     : wrong(c, n,
                             arena_printf(c->arena, "undefined field '%.*s'",
                                          n->name.len > 200 ? 200 : STR_ARG(n->name)));
    default:
        return wrong(
            c, n,
            arena_printf(c->arena, "type '%s' does not support field selection", shown(c, of)));
    }
}

static void check_select(struct checker *c, struct expr *n)
{
    const struct cel_type *of;
    bool optional;

    if (select_type_name(c, n))
        return;
    check(c, n->target);
    of = n->target->type;
    optional = of->kind == CEL_optional;
    n->type = member_type(c, n, optional ? of->of : of);
    if (n->type->kind == CEL_error)
        return;
    if (n->has)
        n->type = plain(CEL_bool);
    else if (optional || n->maybe)
        n->type = made_of(c, CEL_optional, n->type);
}

/* format.named(x) and its kin: what is before the point is no value. */
static void join_name(struct checker *c, struct expr *n)
{
    struct buf b = BUF_LIMIT(100);

    if (n->target && qualified(c, n->target, &b)) {
        buf_printf(&b, ".%.*s", STR_ARG(n->name));
        if (functions_named(buf_str(&b)).count) {
            n->name = arena_str(c->arena, buf_str(&b));
            n->target = NULL;
        }
    }
    buf_done(&b);
}

static void resolve(struct checker *c, struct expr *n, const struct cel_type *const *types,
                    size_t count)
{
    const struct cel_type *result;

    n->type = NULL;
    for (size_t i = 0; i < n->functions.count; i++) {
        const struct function *f = &n->functions.first[i];
        if (f->member != (n->target != NULL) || !function_takes(c->arena, f, types, count, &result))
            continue;
        if (n->type && (!cel_type_fits(n->type, result) || n->type->kind != result->kind))
            result = plain(CEL_dyn);
        n->type = result;
    }
    if (n->type)
        return;
    n->type = plain(CEL_error);
    complain_overload(c->complaints, n->at, n->name, n->target != NULL, types, count);
}

/* What a literal argument says must be what it is read as. */
static void check_literal(struct checker *c, struct expr *n)
{
    struct expr *last = n->count ? n->args[n->count - 1] : NULL;
    struct moment moment;
    int64_t nanos;
    const char *why;
    bool ok = true;

    if (n->count > 1 && str_is(n->name, "findAll"))
        last = n->args[0];
    if (!last || last->kind != EXPR_constant || last->value.kind != CEL_string)
        return;
    if (str_is(n->name, "matches") || str_is(n->name, "find") || str_is(n->name, "findAll")) {
        n->regex = regex_new(c->arena, last->value.text, &why);
        ok = n->regex;
    } else if (!n->target && str_is(n->name, "duration")) {
        ok = duration_read(last->value.text, &nanos);
    } else if (!n->target && str_is(n->name, "timestamp")) {
        ok = moment_read(last->value.text, &moment);
    }
    if (!ok)
        complain_at(c->complaints, last->at, "invalid %.*s argument", STR_ARG(n->name));
}

static void check_call(struct checker *c, struct expr *n)
{
    const struct cel_type *types[ARGS_MOST];
    size_t count = 0;
    bool sound = true;

    join_name(c, n);
    if (n->target) {
        check(c, n->target);
        types[count++] = n->target->type;
    }
    for (size_t i = 0; i < n->count; i++) {
        n->args[i]->mixed = str_is(n->name, "format");
        check(c, n->args[i]);
        if (count < ARGS_MOST)
            types[count++] = n->args[i]->type;
    }
    for (size_t i = 0; i < count; i++)
        sound = sound && types[i]->kind != CEL_error;
    n->functions = functions_named(n->name);
    n->type = plain(CEL_error);
    if (!n->functions.count)
        complain_at(c->complaints, n->at, "undeclared reference to '%.*s' (in container '')",
                    n->name.len > 200 ? 200 : STR_ARG(n->name));
    else if (sound)
        resolve(c, n, types, count);
    if (n->type->kind != CEL_error)
        check_literal(c, n);
}

/* All of one type, as the API wants the items of a literal. */
static const struct cel_type *join(struct checker *c, const struct cel_type *all,
                                   const struct expr *n)
{
    const struct cel_type *type = n->type;

    if (n->spread && type->kind == CEL_optional)
        type = type->of;
    if (!all || all->kind == CEL_null)
        return type;
    if (!cel_type_fits(all, type))
        complain_at(c->complaints, n->at, "expected type '%s' but found '%s'", shown(c, all),
                    shown(c, type));
    return all;
}

static void check_list(struct checker *c, struct expr *n)
{
    const struct cel_type *all = NULL;

    for (size_t i = 0; i < n->count; i++) {
        check(c, n->args[i]);
        if (!n->mixed)
            all = join(c, all, n->args[i]);
    }
    n->type = made_of(c, CEL_list, all ? all : plain(CEL_dyn));
}

static void check_map(struct checker *c, struct expr *n)
{
    const struct cel_type *keys = NULL, *values = NULL;
    struct cel_type *t = arena_new_of(c->arena, struct cel_type);

    for (size_t i = 0; i + 1 < n->count; i += 2) {
        struct expr *key = n->args[i], *value = n->args[i + 1];
        check(c, key);
        check(c, value);
        value->spread = key->spread;
        keys = key->spread ? plain(CEL_dyn) : join(c, keys, key);
        values = join(c, values, value);
    }
    *t = *plain(CEL_map);
    t->key = keys ? keys : plain(CEL_dyn);
    t->of = values ? values : plain(CEL_dyn);
    n->type = t;
}

static void check_chain(struct checker *c, struct expr *n)
{
    struct str name = n->kind == EXPR_and ? STR("_&&_") : STR("_||_");

    for (size_t i = 0; i < n->count; i++)
        check(c, n->args[i]);
    n->type = plain(CEL_bool);
    for (size_t i = 0; i < n->count; i++) {
        size_t right = i ? i : 1;
        const struct cel_type *types[] = { n->args[right - 1]->type, n->args[right]->type };
        if (cel_type_fits(n->type, n->args[i]->type))
            continue;
        if (right > 1)
            types[0] = n->type;
        complain_overload(c->complaints, n->args[right]->op_at, name, false, types, 2);
        break;
    }
}

static void check_choice(struct checker *c, struct expr *n)
{
    const struct cel_type *types[3];

    for (size_t i = 0; i < 3; i++) {
        check(c, n->args[i]);
        types[i] = n->args[i]->type;
    }
    n->type = types[1]->kind == CEL_null || types[2]->kind == CEL_dyn ? types[2] : types[1];
    if (cel_type_fits(plain(CEL_bool), types[0]) &&
        (cel_type_fits(types[1], types[2]) || cel_type_fits(types[2], types[1])))
        return;
    complain_overload(c->complaints, n->at, STR("_?_:_"), false, types, 3);
    n->type = plain(CEL_error);
}

/* What the variables of a fold stand for. */
static bool fold_types(struct checker *c, const struct expr *n, const struct cel_type *ret[2])
{
    const struct cel_type *range = n->target->type;
    bool two = n->variables[1].at, optional = n->fold >= FOLD_opt_map;

    ret[0] = ret[1] = plain(CEL_dyn);
    if (range->kind <= CEL_dyn)
        return true;
    if (optional && range->kind == CEL_optional) {
        ret[0] = range->of;
    } else if (!optional && range->kind == CEL_list) {
        ret[0] = two ? plain(CEL_int) : range->of;
        ret[1] = range->of;
    } else if (!optional && range->kind == CEL_map) {
        ret[0] = range->key;
        ret[1] = range->of;
    } else if (optional) {
        complain_overload(c->complaints, n->at, STR("hasValue"), true, &range, 1);
        return false;
    } else {
        complain_at(c->complaints, n->target->at,
                    "expression of type '%s' cannot be range of a comprehension (must be list, "
                    "map, or dynamic)",
                    shown(c, range));
        return false;
    }
    return true;
}

static void check_condition(struct checker *c, const struct expr *n)
{
    const struct cel_type *given = n->args[0]->type, *made = n->type;
    const struct cel_type *junction[] = { plain(CEL_bool), given };
    const struct cel_type *choice[] = { given, made, made };
    struct str name = n->fold == FOLD_all      ? STR("_&&_")
                      : n->fold == FOLD_exists ? STR("_||_")
                                               : STR("_?_:_");

    if (n->fold == FOLD_map || n->fold == FOLD_map_values || n->fold >= FOLD_opt_map ||
        cel_type_fits(plain(CEL_bool), given))
        return;
    if (n->fold == FOLD_exists_one)
        choice[1] = choice[2] = plain(CEL_int);
    complain_overload(c->complaints, n->at, name, false, n->fold <= FOLD_exists ? junction : choice,
                      n->fold <= FOLD_exists ? 2 : 3);
}

static const struct cel_type *fold_result(struct checker *c, const struct expr *n,
                                          const struct cel_type *item)
{
    const struct cel_type *last = n->args[n->count - 1]->type;
    struct cel_type *map;

    switch (n->fold) {
    case FOLD_map:
    case FOLD_map_if:
        return made_of(c, CEL_list, last);
    case FOLD_filter:
        return made_of(c, CEL_list, item);
    case FOLD_map_values:
    case FOLD_map_values_if:
        map = arena_new_of(c->arena, struct cel_type);
        *map = *plain(CEL_map);
        map->key = item;
        map->of = last;
        return map;
    case FOLD_opt_map:
        return made_of(c, CEL_optional, last);
    case FOLD_opt_flat_map:
        return last;
    case FOLD_all:
    case FOLD_exists:
    case FOLD_exists_one:
        break;
    }
    return plain(CEL_bool);
}

static void check_fold(struct checker *c, struct expr *n)
{
    const struct scope *outer = c->scope;
    const struct cel_type *types[2];
    struct scope scopes[2];

    check(c, n->target);
    if (!fold_types(c, n, types))
        types[0] = types[1] = plain(CEL_error);
    n->slot = c->slot;
    for (int i = 0; i < 2; i++) {
        scopes[i] = (struct scope){ n->variables[i], types[i], c->slot, c->scope };
        if (!n->variables[i].at)
            break;
        c->scope = &scopes[i];
        c->slot++;
    }
    if (c->checked.slots < (size_t)c->slot)
        c->checked.slots = (size_t)c->slot;
    for (size_t i = 0; i < n->count; i++)
        check(c, n->args[i]);
    n->type = fold_result(c, n, types[0]);
    check_condition(c, n);
    c->scope = outer;
    c->slot = n->slot;
}

static void check(struct checker *c, struct expr *n)
{
    switch (n->kind) {
    case EXPR_constant:
        if (!n->type)
            n->type = plain(n->value.kind);
        break;
    case EXPR_name:
        check_name(c, n);
        break;
    case EXPR_select:
        check_select(c, n);
        break;
    case EXPR_call:
        check_call(c, n);
        break;
    case EXPR_list:
        check_list(c, n);
        break;
    case EXPR_map:
        check_map(c, n);
        break;
    case EXPR_and:
    case EXPR_or:
        check_chain(c, n);
        break;
    case EXPR_choice:
        check_choice(c, n);
        break;
    case EXPR_fold:
        check_fold(c, n);
        break;
    }
}

struct checked cel_check(struct arena *a, struct complaints *c, struct expr *root,
                         const struct cel_variable *variables, size_t count)
{
    struct checker checker = { .arena = a,
                               .complaints = c,
                               .variables = variables,
                               .count = count,
                               .slot = (int)count,
                               .checked = { .slots = count } };

    check(&checker, root);
    return checker.checked;
}
