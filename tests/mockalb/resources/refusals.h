#ifndef TESTS_MOCKALB_RESOURCES_REFUSALS_H
#define TESTS_MOCKALB_RESOURCES_REFUSALS_H

/*
 * Calls that must be refused, as rows: each is made in a cloud of its own,
 * after a call that must succeed, if the row has one.
 */
#include <stddef.h>

struct refusal {
    const char *why;
    const char *action, *params; /* as for answer() */
    const char *code;
    const char *message;                     /* NULL: not looked at */
    const char *first_action, *first_params; /* NULL: none */
};

/* Makes the call in a fresh cloud and checks the refusal, and that nothing changed by it. */
void check_refusal(const struct refusal *row);

/*
 * The same after a call whose effect the refused one meets: while it takes effect
 * (AT_ONCE), or when it is done (LATER). A row proves that its action has its code.
 */
struct late_refusal {
    const char *action;
    const char *first_action, *first_params; /* NULL: none */
    enum { AT_ONCE, LATER } when;
    const char *params, *code;
};

/* more is a cloud document, added to the usual one. */
void check_late_refusal(const struct late_refusal *row, const char *more);

/* The same with another limit ("id=number"); NULL: with the service's own. */
void check_refusal_at(const struct late_refusal *row, const char *more, const char *quota);

#endif
