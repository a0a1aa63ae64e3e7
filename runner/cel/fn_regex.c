#include "base/regex.h"

#include "runner/cel/functions.h"

#include "base/banned.h"

/*
 * A search begins with few steps, which the call has paid for. One that needs more pays for them, and
 * begins anew: a rule full of slow patterns meets its limit of cost, not the patience of a client.
 */
static enum regex_result search(struct run *r, const struct regex *regex, struct str text,
                                struct regex_match *m)
{
    size_t fair = 256 + 16 * text.len;
    unsigned steps = fair > REGEX_STEPS_MOST ? REGEX_STEPS_MOST : (unsigned)fair;
    enum regex_result result = regex_next(regex, text, m, steps);

    while (result == REGEX_costly && steps < REGEX_STEPS_MOST && !r->over) {
        run_charge(r, steps / 2);
        steps = steps > REGEX_STEPS_MOST / 8 ? REGEX_STEPS_MOST : 8 * steps;
        result = regex_next(regex, text, m, steps);
    }
    return result;
}

/* A pattern that was compiled with the expression comes as the run's; others are compiled here. */
static const struct regex *regex_of(struct run *r, const struct cel_value *pattern,
                                    struct cel_value *ret_error)
{
    const struct regex *regex = r->regex;
    const char *why;

    if (regex)
        return regex;
    regex = regex_new(r->arena, pattern->text, &why);
    if (!regex) {
        *ret_error = value_error(r, "error parsing regexp: %s", why);
        return NULL;
    }
    run_charge(r, regex_size(regex) / 10);
    run_count(r, regex_size(regex));
    return regex;
}

static struct cel_value too_costly(struct run *r)
{
    return value_error(r, "regular expression takes too many steps");
}

struct cel_value fn_matches(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value error;
    const struct regex *regex = regex_of(r, &args[1], &error);
    struct regex_match m = { 0 };

    (void)count;
    if (!regex)
        return error;
    switch (search(r, regex, args[0].text, &m)) {
    case REGEX_found:
        return value_bool(true);
    case REGEX_absent:
        return value_bool(false);
    case REGEX_costly:
        break;
    }
    return too_costly(r);
}

struct cel_value fn_find(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value error;
    const struct regex *regex = regex_of(r, &args[1], &error);
    struct regex_match m = { 0 };
    enum regex_result result;

    (void)count;
    if (!regex)
        return error;
    result = search(r, regex, args[0].text, &m);
    if (result == REGEX_costly)
        return too_costly(r);
    return value_text(result == REGEX_absent
                          ? STR("")
                          : (struct str){ args[0].text.at + m.start, m.end - m.start });
}

struct cel_value fn_find_all(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value error, *at = NULL;
    const struct regex *regex = regex_of(r, &args[1], &error);
    int64_t limit = count > 2 ? args[2].number : -1;
    size_t found = 0, room = 0;
    struct regex_match m = { 0 };
    enum regex_result result = REGEX_absent;

    if (!regex)
        return error;
    while (limit && (result = search(r, regex, args[0].text, &m)) == REGEX_found) {
        if (found == room) {
            struct cel_value *more = run_alloc(r, (2 * room + 4) * sizeof(*more));
            if (!more)
                return value_error(r, "too much memory");
            memcpy(more, found ? at : more, found * sizeof(*more));
            at = more;
            room = 2 * room + 4;
        }
        at[found++] = value_text((struct str){ args[0].text.at + m.start, m.end - m.start });
        run_charge(r, 1);
        limit--;
    }
    return result == REGEX_costly ? too_costly(r) : value_list(r, at, found);
}
