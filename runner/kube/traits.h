#ifndef RUNNER_KUBE_TRAITS_H
#define RUNNER_KUBE_TRAITS_H

/*
 * What is known of built-in kinds beside the shape of their messages: which
 * members must be there (required.def), how lists and objects are merged by a
 * strategic merge patch (merge_keys.def) and by a server-side apply
 * (list_types.def), and what the tables of messages leave out (skipped.def).
 */
#include <stdbool.h>

#include "runner/kube/messages.h"

/* Of a member, by the message that lists it; NULL: it is not known to be special. */
const char *trait_strategy(const struct message *m, const char *member);  /* "merge,retainKeys" */
const char *trait_merge_key(const struct message *m, const char *member); /* "": a set of texts */
/* Separated by blanks; "": a set of values; NULL: the list belongs to one owner. */
const char *trait_list_keys(const struct message *m, const char *member);

/* An object that belongs to one owner; so does that map. */
bool trait_is_whole(const struct message *m);
bool trait_is_whole_map(const struct message *m, const char *member);

const char *trait_required(const struct message *m); /* separated by blanks */

enum look { LOOK_object, LOOK_list, LOOK_text, LOOK_texts, LOOK_int, LOOK_gone };

/* A member that the API has, and the tables of messages leave out; by index from 0, NULL is the end. */
struct skipped {
    const char *message, *member;
    enum look look;
};

const struct skipped *trait_skipped(const struct message *m, unsigned index);

#endif
