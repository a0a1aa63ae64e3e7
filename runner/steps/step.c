#include "runner/steps/step.h"

#include "runner/steps/scene.h"

#include "base/banned.h"

static const struct step_type *const types[] = {
#define STEP(name) &step_##name,
#include "runner/steps/steps.def"
#undef STEP
    NULL
};

static const char *const verbs[] = {
#define STEP(name) #name,
#include "runner/steps/steps.def"
#undef STEP
    NULL
};

const struct step_type *const *step_types(void)
{
    return types;
}

const struct step_type *step_find(struct str verb, const char **ret_near)
{
    for (const struct step_type *const *t = types; *t; t++)
        if (str_is(verb, (*t)->verb))
            return *t;
    *ret_near = str_nearest(verb, verbs);
    return NULL;
}

static bool is_int(const struct node *n)
{
    int64_t value = 0;

    return n->type == NODE_text && n->plain && str_int(n->text, &value) && value >= 0;
}

static bool is_count(const struct node *n)
{
    if (n->type != NODE_map)
        return is_int(n);
    for (const struct node *child = n->head; child; child = child->next)
        if ((!str_is(child->key->text, "min") && !str_is(child->key->text, "max")) ||
            !is_int(child))
            return false;
    return n->head;
}

static bool is_words(const struct node *n)
{
    if (n->type != NODE_list)
        return n->type == NODE_text;
    for (const struct node *child = n->head; child; child = child->next)
        if (child->type != NODE_text)
            return false;
    return true;
}

static bool is_nothing(const struct node *n)
{
    return n->type == NODE_text && n->plain && n->text.len == 0;
}

static bool is_of_type(const struct node *n, enum arg_type type)
{
    switch (type) {
    case ARG_none:
        return is_nothing(n);
    case ARG_text:
        return n->type == NODE_text && !is_nothing(n);
    case ARG_count:
        return is_count(n);
    case ARG_words:
        return is_words(n) && !is_nothing(n);
    case ARG_map:
        return n->type == NODE_map;
    case ARG_any:
        return true;
    }
    return false;
}

static const char *type_text(enum arg_type type)
{
    static const char *const texts[] = {
        [ARG_none] = "nothing",
        [ARG_text] = "a text",
        [ARG_count] = "a number, or { min: N, max: N }",
        [ARG_words] = "a word or a list of words",
        [ARG_map] = "a map",
        [ARG_any] = "anything",
    };

    return texts[type];
}

static const struct step_arg *find_arg(const struct step_type *t, struct str name)
{
    for (const struct step_arg *arg = t->args; arg && arg->name; arg++)
        if (str_is(name, arg->name))
            return arg;
    return NULL;
}

static bool is_common(struct str name)
{
    for (const char *const *key = suite_step_keys; *key; key++)
        if (str_is(name, *key))
            return true;
    return false;
}

static bool unknown_arg(const struct step *s, const struct node *n, struct err *err)
{
    const char *names[32] = { NULL };
    size_t count = 0;

    for (const struct step_arg *arg = s->type->args; arg && arg->name && count < 24; arg++)
        names[count++] = arg->name;
    for (const char *const *key = suite_step_keys; *key; key++)
        names[count++] = *key;

    const char *near = str_nearest(n->key->text, names);
    return err_set(err, "%s:%d: '%s' has no argument '%.*s'%s%s%s", s->file, n->key->line, s->verb,
                   STR_ARG(n->key->text), near ? ", did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
}

static bool check_args(const struct step *s, struct err *err)
{
    for (const struct node *n = s->args->head->next; n; n = n->next) {
        const struct step_arg *arg = find_arg(s->type, n->key->text);
        if (!arg && is_common(n->key->text))
            continue;
        if (!arg)
            return unknown_arg(s, n, err);
        if (!is_of_type(n, arg->type))
            return err_set(err, "%s:%d: '%s' of '%s' is %s", s->file, n->line, arg->name, s->verb,
                           type_text(arg->type));
    }
    return true;
}

bool step_asks(const struct step *s, const char *beside)
{
    for (const struct step_arg *arg = s->type->args; arg && arg->name; arg++) {
        struct str rest = str_of(beside);
        bool is_beside = false;
        while (rest.len)
            is_beside |= str_is(str_cut(&rest, ' '), arg->name);
        if (!is_beside && node_get(s->args, arg->name))
            return true;
    }
    return false;
}

bool step_check(const struct step *s, struct err *err)
{
    const char *near = NULL;

    if (!s->type) {
        step_find(str_of(s->verb), &near);
        return step_refuse(s, err, "unknown step '%s'%s%s%s", s->verb,
                           near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    if (!is_of_type(s->arg, s->type->value))
        return step_refuse(s, err, "after '%s' stands %s", s->verb, type_text(s->type->value));
    if (s->proves[0] && !s->type->look)
        return step_refuse(s, err, "'%s' only acts: it proves nothing", s->verb);
    return check_args(s, err) && (!s->type->check || s->type->check(s, err));
}

struct suite_language step_language(const struct requirements *r, const char *fixtures)
{
    return (struct suite_language){
        .find = step_find, .check = step_check, .fixtures = fixtures, .requirements = r
    };
}
