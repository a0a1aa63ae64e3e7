#include "runner/cel/functions.h"

#include "base/banned.h"

static const struct function functions[] = {
#define global false
#define member true
#define BODY(fn)
#define FUNCTION(name, style, args, result, cost, fn)                                              \
    { name, args, result, fn, COST_##cost, style },
#include "runner/cel/functions.def"
#undef FUNCTION
#undef BODY
#undef member
#undef global
};
#define FUNCTIONS (sizeof(functions) / sizeof(functions[0]))

struct function_set functions_named(struct str name)
{
    struct function_set set = { 0 };

    for (size_t i = 0; i < FUNCTIONS; i++) {
        if (!str_is(name, functions[i].name))
            continue;
        if (!set.count)
            set.first = &functions[i];
        set.count++;
    }
    return set;
}

static enum cel_kind kind_of(char letter)
{
    static const char letters[] = "*nbiudsytrLMTOUICQFN";
    static const enum cel_kind kinds[] = {
        CEL_dyn,   CEL_null,      CEL_bool,     CEL_int,      CEL_uint,   CEL_double, CEL_string,
        CEL_bytes, CEL_timestamp, CEL_duration, CEL_list,     CEL_map,    CEL_type,   CEL_optional,
        CEL_url,   CEL_ip,        CEL_cidr,     CEL_quantity, CEL_format, CEL_int,
    };
    const char *found = strchr(letters, letter);

    return found && letter ? kinds[found - letters] : CEL_dyn;
}

/* Past one type in letters. */
static const char *skip(const char *letters)
{
    char first = *letters++;

    if (first == 'M')
        letters = skip(letters);
    return first == 'M' || first == 'L' || first == 'O' ? skip(letters) : letters;
}

static bool bind(const struct cel_type **bound, const struct cel_type *given)
{
    if (!*bound || (*bound)->kind == CEL_null) {
        bool fits = !*bound || cel_type_fits(given, *bound);
        *bound = given;
        return fits;
    }
    return cel_type_fits(*bound, given);
}

static bool matches(const char *letters, const struct cel_type *given,
                    const struct cel_type *bound[2])
{
    char first = *letters;
    enum cel_kind kind = kind_of(first);

    if (first == 'A' || first == 'B')
        return bind(&bound[first - 'A'], given);
    if (kind == CEL_dyn || given->kind <= CEL_dyn)
        return true;
    if (kind != given->kind)
        return given->kind == CEL_null && cel_type_fits(cel_type_plain(kind), given);
    if (kind == CEL_map)
        return matches(letters + 1, given->key, bound) &&
               matches(skip(letters + 1), given->of, bound);
    return (kind != CEL_list && kind != CEL_optional) || matches(letters + 1, given->of, bound);
}

static const struct cel_type *result_of(struct arena *a, const char *letters,
                                        const struct cel_type *const bound[2])
{
    enum cel_kind kind = kind_of(*letters);
    struct cel_type *t;

    if (*letters == 'A' || *letters == 'B')
        return bound[*letters - 'A'] ? bound[*letters - 'A'] : cel_type_plain(CEL_dyn);
    if (kind != CEL_list && kind != CEL_map && kind != CEL_optional)
        return cel_type_plain(kind);
    t = arena_new_of(a, struct cel_type);
    *t = *cel_type_plain(kind);
    if (kind == CEL_map)
        t->key = result_of(a, letters + 1, bound);
    t->of = result_of(a, kind == CEL_map ? skip(letters + 1) : letters + 1, bound);
    return t;
}

bool function_takes(struct arena *a, const struct function *f, const struct cel_type *const *types,
                    size_t count, const struct cel_type **ret_result)
{
    const struct cel_type *bound[2] = { NULL, NULL };
    const char *letters = f->args;

    for (size_t i = 0; i < count; i++, letters = skip(letters)) {
        if (!*letters || !matches(letters, types[i], bound))
            return false;
    }
    if (*letters)
        return false;
    *ret_result = result_of(a, f->result, bound);
    return true;
}

static bool takes_value(char letter, enum cel_kind kind)
{
    if (letter == 'A' || letter == 'B' || letter == '*')
        return true;
    if (letter == 'N')
        return kind == CEL_int || kind == CEL_uint || kind == CEL_double;
    return kind_of(letter) == kind;
}

bool function_takes_values(const struct function *f, const struct cel_value *args, size_t count)
{
    const char *letters = f->args;

    for (size_t i = 0; i < count; i++, letters = skip(letters)) {
        if (!*letters)
            return false;
        if (!takes_value(*letters, args[i].kind))
            return false;
    }
    return !*letters;
}
