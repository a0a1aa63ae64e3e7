#include "mockalb/gateway/sign.h"

#include "base/banned.h"

/*
 * The client's string is not sent, only what it made of it. So the known mistakes are tried one by one:
 * the one that makes the client's signature is what it did.
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

/* Headers may hold any bytes; what is logged is for people. */
static const char *plain(struct arena *a, const char *text)
{
    char *copy = arena_strz(a, str_of(text));

    for (char *c = copy; *c; c++)
        if ((*c < ' ' && *c != '\n') || *c > '~')
            *c = '?';
    return copy;
}

/* Both strings from shortly before the first byte that differs. */
static const char *side_by_side(struct arena *a, const char *ours, const char *theirs)
{
    size_t at = 0;

    while (ours[at] && ours[at] == theirs[at])
        at++;
    if (!ours[at] && !theirs[at])
        return "";
    size_t from = at > 40 ? at - 40 : 0;
    return arena_printf(a, "\n  ours:   …%.70s\n  client: …%.70s\n%*s^", ours + from, theirs + from,
                        (int)(at - from) + 11, "");
}

const char *sign_hint(struct arena *a, const struct request *r, const struct signature *s,
                      const char *secret)
{
    static const struct sign_habits right;
    const char *ours =
        s->in_headers ? sign_headers_canonical(a, r, s, &right) : sign_params_string(a, r, &right);

    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
        const struct sign_habits *habits = &mistakes[i].habits;
        const char *theirs = s->in_headers ? sign_headers_canonical(a, r, s, habits)
                                           : sign_params_string(a, r, habits);
        const char *signature =
            s->in_headers ? sign_headers(a, secret, sign_headers_string(a, theirs), habits)
                          : sign_params(a, s, secret, theirs, habits);
        if (strcmp(signature, s->signature) == 0)
            return arena_printf(a, "the client's mistake is %s%s", mistakes[i].about,
                                side_by_side(a, plain(a, ours), plain(a, theirs)));
    }
    return arena_printf(
        a, "no known mistake makes the client's signature: is its secret right? We sign\n  %s",
        plain(a, ours));
}
