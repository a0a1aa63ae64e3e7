#include "mockalb/resources/quota.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mockalb/resources/cloud.h"

#include "base/banned.h"

static const struct {
    int64_t numbers[3];
    enum error_id error;
    const char *name, *confidence;
} rows[] = {
#define LIMIT(symbol, basic, standard, waf, error, name, confidence)                               \
    { { basic, standard, waf }, ERR_##error, name, #confidence },
#include "mockalb/resources/limits.def"
#undef LIMIT
};

static const char *const editions[] = { "Basic", "Standard", "StandardWithWaf" };
static const char *const parts[] = { "basic_edition", "standard_edition",
                                     "standardwithwaf_edition" };

static size_t edition_column(const char *edition)
{
    size_t i = 0;

    while (i < 2 && strcmp(editions[i], edition) != 0)
        i++;
    return i;
}

int64_t quota_limit(enum quota q, const char *edition)
{
    return rows[q].numbers[edition_column(edition)];
}

enum error_id quota_error(enum quota q)
{
    return rows[q].error;
}

const char *quota_edition_part(size_t edition)
{
    return parts[edition];
}

struct quota_row quota_row(enum quota q)
{
    struct quota_row row = { .name = rows[q].name,
                             .confidence = rows[q].confidence,
                             .code = error_code(rows[q].error) };

    memcpy(row.numbers, rows[q].numbers, sizeof(row.numbers));
    return row;
}

/* The id of a row in an edition's column: the name, or what is put into whole. */
static const char *id_of(enum quota q, size_t edition, char *whole, size_t room)
{
    const char *name = rows[q].name, *mark = strstr(name, "%s");

    if (!mark)
        return name;
    snprintf(whole, room, "%.*s%s", (int)(mark - name), name, parts[edition]);
    return whole;
}

static void set_maximum(struct quotas *q, const char *name, int64_t number)
{
    struct maximum *m = q->maxima;

    while (m->quota && strcmp(m->quota, name) != 0)
        m++;
    *m = (struct maximum){ name, (double)number };
}

static bool set_of(struct quotas *q, enum quota row, struct str id, int64_t number)
{
    bool found = false;
    char whole[128];

    for (size_t i = 0; i < QUOTA_EDITIONS; i++) {
        if (!str_is(id, id_of(row, i, whole, sizeof(whole))))
            continue;
        q->of[row][i].given = found = true;
        q->of[row][i].number = number;
    }
    if (found)
        set_maximum(q, rows[row].name, number);
    return found;
}

static bool refuse_id(struct str id, struct err *err)
{
    char ids[QUOTA_COUNT * QUOTA_EDITIONS][128];
    const char *names[QUOTA_COUNT * QUOTA_EDITIONS + 1] = { NULL };
    size_t count = 0;

    for (int row = 0; row < QUOTA_COUNT; row++) {
        for (size_t i = 0; i < QUOTA_EDITIONS; i++, count++)
            names[count] = id_of((enum quota)row, i, ids[count], sizeof(ids[0]));
    }
    const char *near = str_nearest(id, names);
    return err_set(err, "there is no quota '%.*s'%s%s%s; mockalb quotas lists them", STR_ARG(id),
                   near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

bool quotas_set(struct quotas *q, const char *assignment, struct err *err)
{
    struct str value = str_of(assignment), id = str_cut(&value, '=');
    int64_t number;
    bool found = false;

    if (!value.at || !str_int(value, &number) || number < 0)
        return err_set(err, "a quota is given as ID=NUMBER, not '%s'", assignment);
    for (int row = 0; row < QUOTA_COUNT; row++)
        found |= set_of(q, (enum quota)row, id, number);
    return found || refuse_id(id, err);
}

int64_t quota_number(const struct call *call, enum quota q, const char *edition)
{
    const struct quotas *given = cloud_options(call->cloud)->quotas;
    size_t column = edition_column(edition);

    return given && given->of[q][column].given ? given->of[q][column].number
                                               : rows[q].numbers[column];
}

const struct api_error *quota_check(struct call *call, enum quota q, const char *edition,
                                    const char *resource, int64_t used, int64_t added)
{
    int64_t limit = quota_number(call, q, edition);
    char id[128];

    if (used + added <= limit)
        return NULL;
    const char *name = id_of(q, edition_column(edition), id, sizeof(id));
    const char *usage = arena_printf(call->arena, "%" PRId64, used);
    const char *of = arena_printf(call->arena, "%" PRId64, limit);
    if (resource)
        return refuse(call, rows[q].error, name, resource, usage, of);
    return refuse(call, rows[q].error, name, usage, of);
}
