#ifndef BASE_JSON_H
#define BASE_JSON_H

/*
 * What cJSON lacks for us: reading by path, building in one line, printing in
 * one canonical way, and parse errors that name their place.
 *
 * A path is dotted, with numbers for array members from 0:
 * "RuleConditions.0.HostConfig.Values.0". Names are matched with their case; a
 * name that itself has a dot can't be reached by a path: use json_get.
 * cJSON numbers are doubles, so ids and revisions are strings.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* NULL on bad input; the error names line and column. Nesting is limited. */
cJSON *json_parse(struct str text, struct err *err);

const cJSON *json_get(const cJSON *of, const char *name);   /* one member, by its whole name */
const cJSON *json_at(const cJSON *root, const char *path);  /* NULL when any part is absent */
const char *json_text(const cJSON *root, const char *path); /* NULL unless it is a string */
const char *json_text_or(const cJSON *root, const char *path, const char *fallback);
int64_t json_int(const cJSON *root, const char *path); /* 0 unless it is a number */
int64_t json_int_or(const cJSON *root, const char *path, int64_t fallback);
bool json_bool(const cJSON *root, const char *path);      /* false unless it is true */
bool json_is_text(const cJSON *item, const char *text);   /* a string equal to text */
bool json_has_text(const cJSON *array, const char *text); /* one of the members is that string */

/*
 * All of these add at the end and return what was added, which the parent owns. No item, as the copy
 * of what another tree lacks, adds nothing.
 */
cJSON *json_add(cJSON *object, const char *name, cJSON *take_item);
cJSON *json_add_text(cJSON *object, const char *name, const char *text);
cJSON *json_add_int(cJSON *object, const char *name, int64_t value);
cJSON *json_add_bool(cJSON *object, const char *name, bool value);
cJSON *json_add_object(cJSON *object, const char *name);
cJSON *json_add_array(cJSON *object, const char *name);
/* An item of another tree under its own name, without a copy: that tree must outlive this one. */
cJSON *json_add_shared(cJSON *object, const cJSON *item);
/*
 * An item that is an object of another tree, without a copy, with the compact text that is at hand:
 * json_print writes that instead of going through its members. Both must outlive the item, which nobody changes.
 */
cJSON *json_reference(const cJSON *object, const char *compact);
cJSON *json_push(cJSON *array, cJSON *take_item);
cJSON *json_push_text(cJSON *array, const char *text);

cJSON *json_set(cJSON *object, const char *name,
                cJSON *take_item); /* replaces, in its place, or adds; NULL: drops */
void json_drop(cJSON *object, const char *name);
cJSON *json_copy(const cJSON *item);                  /* deep; NULL stays NULL */
cJSON *json_mutable(cJSON *object, const char *path); /* json_at for a tree that the caller owns */
/* A member to be changed: what is absent, or neither an object nor an array, becomes an empty one. */
cJSON *json_part(cJSON *object, const char *name);
cJSON *json_list(cJSON *object, const char *name);

bool json_equal(const cJSON *a, const cJSON *b); /* order of object members does not matter */

void json_print_text(struct buf *b, const char *text); /* as a string, with its quotes */
void json_print_int(struct buf *b, int64_t value);
void json_print(struct buf *b, const cJSON *item);           /* compact, members in their order */
void json_print_canonical(struct buf *b, const cJSON *item); /* compact, members sorted by name */
void json_print_pretty(struct buf *b, const cJSON *item);    /* indented by two, for people */

#endif
