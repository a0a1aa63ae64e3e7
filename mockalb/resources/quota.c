#include "mockalb/resources/quota.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

static const struct {
    int64_t numbers[3];
    enum error_id error;
    const char *name;
} rows[] = {
#define LIMIT(symbol, basic, standard, waf, error, name, confidence)                               \
    { { basic, standard, waf }, ERR_##error, name },
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

static const char *quota_name(struct call *call, enum quota q, const char *edition)
{
    const char *name = rows[q].name, *mark = strstr(name, "%s");

    if (!mark)
        return name;
    return arena_printf(call->arena, "%.*s%s", (int)(mark - name), name,
                        parts[edition_column(edition)]);
}

const struct api_error *quota_check(struct call *call, enum quota q, const char *edition,
                                    const char *resource, int64_t used, int64_t added)
{
    int64_t limit = quota_limit(q, edition);

    if (used + added <= limit)
        return NULL;
    const char *name = quota_name(call, q, edition);
    const char *usage = arena_printf(call->arena, "%" PRId64, used);
    const char *of = arena_printf(call->arena, "%" PRId64, limit);
    if (resource)
        return refuse(call, rows[q].error, name, resource, usage, of);
    return refuse(call, rows[q].error, name, usage, of);
}
