#include "mockalb/gateway/sign.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"

#include "base/banned.h"

/*
 * The client's string is not sent, only what it made of it. So the known mistakes are tried one by one, and two
 * by two: those that make the client's signature are what it did.
 */
static const struct {
    struct sign_habits habits;
    const char *about;
} mistakes[] = {
    /* clang-format off */
    { { .plain_key = true },       "its key: SignatureVersion 1.0 wants the secret with an & behind it, ACS3 the secret alone" },
    { { .plus = true },            "a blank was written as +; it must be %20" },
    { { .star = true },            "* was left as it is; it must be %2A" },
    { { .tilde = true },           "~ was written as %7E; it must be left as it is" },
    { { .small_escapes = true },   "escapes were written in small letters (%2f); they must be capital (%2F)" },
    { { .plus = true, .star = true, .tilde = true },
                                   "values were escaped as HTML forms are; blanks must be %20, * %2A, and ~ left as it is" },
    { { .without_empty = true },   "parameters without a value were sent, but not signed" },
    { { .without_form = true },    "parameters of the form body were not signed" },
    { { .other_method = true },    "another method was signed than the one that was used" },
    { { .port_left_out = true },   "the Host header was signed without its port" },
    { { .hash_of_nothing = true }, "the digest was that of an empty body, and the body is not empty" },
    /* clang-format on */
};

enum { MISTAKES = sizeof(mistakes) / sizeof(mistakes[0]) };

static struct sign_habits both(struct sign_habits a, struct sign_habits b)
{
    return (struct sign_habits){
        .plain_key = a.plain_key || b.plain_key,
        .plus = a.plus || b.plus,
        .star = a.star || b.star,
        .tilde = a.tilde || b.tilde,
        .small_escapes = a.small_escapes || b.small_escapes,
        .without_empty = a.without_empty || b.without_empty,
        .without_form = a.without_form || b.without_form,
        .other_method = a.other_method || b.other_method,
        .port_left_out = a.port_left_out || b.port_left_out,
        .hash_of_nothing = a.hash_of_nothing || b.hash_of_nothing,
    };
}

/* Ends of lines become \n, so that what stands below one another is compared. */
static const char *on_one_line(struct arena *a, const char *text)
{
    struct buf line = BUF_LIMIT(2 * strlen(text) + 1);

    for (; *text; text++) {
        if (*text == '\n')
            buf_add_text(&line, "\\n");
        else
            buf_add_char(&line, *text);
    }
    must(buf_ok(&line));
    const char *whole = arena_strz(a, buf_str(&line));
    buf_done(&line);
    return whole;
}

/* Both strings from shortly before the first byte that differs, which is marked. */
static const char *side_by_side(struct arena *a, const char *ours, const char *theirs)
{
    size_t at = 0;

    ours = on_one_line(a, ours);
    theirs = on_one_line(a, theirs);
    while (ours[at] && ours[at] == theirs[at])
        at++;
    if (!ours[at] && !theirs[at])
        return "";
    size_t from = at > 40 ? at - 40 : 0;
    return arena_printf(a, "\n  ours:   …%.70s\n  client: …%.70s\n%*s^", ours + from, theirs + from,
                        (int)(at - from) + 11, "");
}

/* What the client signed and how, if it has these habits: then its string, else NULL. */
static const char *string_of(struct arena *a, const struct request *r, const struct signature *s,
                             const char *secret, const struct sign_habits *habits)
{
    const char *string =
        s->in_headers ? sign_headers_canonical(a, r, s, habits) : sign_params_string(a, r, habits);
    const char *signature = s->in_headers
                                ? sign_headers(a, secret, sign_headers_string(a, string), habits)
                                : sign_params(a, s, secret, string, habits);

    return strcmp(signature, s->signature) == 0 ? string : NULL;
}

const char *sign_hint(struct arena *a, const struct request *r, const struct signature *s,
                      const char *secret)
{
    static const struct sign_habits right;
    const char *ours =
        s->in_headers ? sign_headers_canonical(a, r, s, &right) : sign_params_string(a, r, &right);
    const char *theirs;

    for (size_t i = 0; i < MISTAKES; i++) {
        theirs = string_of(a, r, s, secret, &mistakes[i].habits);
        if (theirs)
            return arena_printf(a, "the client's mistake is %s%s", mistakes[i].about,
                                side_by_side(a, ours, theirs));
    }
    for (size_t i = 0; i < MISTAKES; i++) {
        for (size_t k = i + 1; k < MISTAKES; k++) {
            struct sign_habits habits = both(mistakes[i].habits, mistakes[k].habits);
            theirs = string_of(a, r, s, secret, &habits);
            if (theirs)
                return arena_printf(a, "the client's mistakes are two: %s; and %s%s",
                                    mistakes[i].about, mistakes[k].about,
                                    side_by_side(a, ours, theirs));
        }
    }
    return arena_printf(
        a, "no known mistake makes the client's signature: is its secret right? We sign\n  %s",
        ours);
}
