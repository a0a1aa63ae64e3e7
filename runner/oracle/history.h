#ifndef RUNNER_ORACLE_HISTORY_H
#define RUNNER_ORACLE_HISTORY_H

/*
 * What was called, in order, and which call is to blame: questions to a list of
 * the mock's journal entries. Numbers are the entries' own ("seq"); 0 is none.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/str.h"

/* The caller of what a case does to the cloud itself; none of its calls counts. */
#define HISTORY_CONSOLE "console"

struct history {
    const cJSON *const *entries; /* oldest first */
    size_t count;
};

/* "CreateRules", or alternatives "CreateRule|CreateRules", or write, read, refused, any, or changes: accepted writes. */
bool call_is(const cJSON *entry, struct str pattern);

/* How many calls after a number are such; *ret_last (may be NULL) is the number of the last. */
size_t history_count(const struct history *j, uint64_t since, struct str pattern,
                     uint64_t *ret_last);
/* The number of the one with which there are so many; 0: there are fewer. */
uint64_t history_reached(const struct history *j, uint64_t since, struct str pattern, size_t count);

/*
 * The accepted call that set a member of an object: the last that changed the object and has that
 * member in its parameters; if none has, the last that changed it. member NULL: any.
 */
uint64_t history_setter(const struct history *j, const char *kind, const char *id,
                        const char *member);

/* The call of the controller that made an object; 0: it was there before, or somebody else made it. */
uint64_t history_maker(const struct history *j, const char *kind, const char *id);

/* The call that removed an object. */
uint64_t history_remover(const struct history *j, const char *kind, const char *id);

/* The last refused call after a number that would have changed something. */
uint64_t history_refused(const struct history *j, uint64_t since);

/*
 * The first call after a number that may change something and names an id anywhere but in the
 * tuples of a rule's forward action, where a referenced group is meant to be.
 */
uint64_t history_touched(const struct history *j, uint64_t since, const char *id);

/*
 * For one server group: the numbers of its first creation, of the first call that put servers in,
 * and of the first that put it into a rule; only accepted calls count.
 */
struct group_firsts {
    uint64_t created, filled, used;
};
struct group_firsts history_group_firsts(const struct history *j, const char *group_id);

/* The call after a number that left a group without a server, which it had before; 0: none did. */
uint64_t history_emptied(const struct history *j, uint64_t since, const char *group_id);

/* The first accepted call after a number that put servers into a group; 0: none did. */
uint64_t history_filled(const struct history *j, uint64_t since, const char *group_id);

/* One line: "#12 CreateRules 400 QuotaExceeded.RuleServerGroupsNum"; NULL: no such entry. */
const char *history_line(const struct history *j, struct arena *a, uint64_t seq);

#endif
