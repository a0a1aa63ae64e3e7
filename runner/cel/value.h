#ifndef RUNNER_CEL_VALUE_H
#define RUNNER_CEL_VALUE_H

/*
 * What an expression works on. A value is passed by value; what it points at
 * belongs to the run's arena, to the program, or to the JSON that was given.
 *
 * Lists and maps of JSON stay JSON until somebody looks into them, and then are
 * read by their declared type: only declared members of an object are there, a
 * text with a format is a time. An error is a value too: operators that are
 * not asked for it leave it alone.
 *
 * A run counts what it costs in the units of the real API, and what memory it
 * takes; past a limit every further step is an error that nothing catches.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/cel/times.h"
#include "runner/cel/type.h"

struct cel_list;
struct cel_map;
struct address;
struct quantity;
struct regex;

struct cel_value {
    enum cel_kind kind;
    union {
        bool yes;
        int64_t number; /* of a duration: nanoseconds */
        uint64_t natural;
        double real;
        struct str text; /* string, bytes, a URL, the name of a format, an error's message */
        const struct cel_list *list;
        const struct cel_map *map;     /* and of an object */
        enum cel_kind meant;           /* by a type */
        const struct cel_value *inner; /* NULL: an optional without a value */
        const struct address *address; /* or a block of them */
        const struct quantity *quantity;
        struct moment moment;
    };
};

struct cel_list {
    const struct cel_value *at;
    size_t count;
    const struct cel_type *type; /* how it is compared; NULL: by place */
};

struct cel_entry {
    struct cel_value key, value;
};

struct cel_map {
    const struct cel_entry *at; /* a literal's; NULL: what stands in the JSON */
    size_t count;
    const cJSON *json;
    const struct cel_type *type;
};

#define LISTS_KNOWN 32

struct run {
    struct arena *arena;
    uint64_t cost, cost_limit;
    size_t memory, memory_limit;
    bool over;                 /* one of them */
    const struct regex *regex; /* of the call that is made, if its pattern was known before */
    struct cel_value *slots;
    struct {
        const cJSON *json;
        const struct cel_list *list;
    } lists[LISTS_KNOWN]; /* those that were read last */
};

void run_charge(struct run *r, uint64_t cost);
void run_count(struct run *r, size_t size); /* memory that the arena got another way */
/* Zeroed; NULL past the limit, and then the run is over. */
void *run_alloc(struct run *r, size_t size);

struct cel_value value_bool(bool yes);
struct cel_value value_int(int64_t number);
struct cel_value value_uint(uint64_t natural);
struct cel_value value_double(double real);
struct cel_value value_text(struct str text); /* which outlives it */
struct cel_value value_copy(struct run *r, struct str text, enum cel_kind kind);
struct cel_value value_list(struct run *r, const struct cel_value *at, size_t count);
struct cel_value value_optional(struct run *r, const struct cel_value *inner); /* NULL: without */
struct cel_value value_error(struct run *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
struct cel_value value_no_overload(struct run *r);

/* JSON as its declared type has it. */
struct cel_value value_of_json(struct run *r, const cJSON *json, const struct cel_type *type);

size_t value_size(const struct cel_value *v); /* as cost counts it; 1 of what has none */
size_t value_runes(struct str text);

/* The member of a map; an error of kind "no such key" when there is none. */
struct cel_value map_at(struct run *r, const struct cel_map *map, const struct cel_value *key);
bool map_find(struct run *r, const struct cel_map *map, const struct cel_value *key,
              struct cel_value *ret);
/* The i-th of those that are there. */
struct cel_value map_key(struct run *r, const struct cel_map *map, size_t i);

/* Its shortest digits; with an exponent when it is very large or small, unless it is to be plain. */
void double_print(struct buf *b, double real, bool plain);
/* As an error message shows it. */
void value_print(struct buf *b, const struct cel_value *v);

#endif
