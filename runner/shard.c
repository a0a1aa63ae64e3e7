#include "runner/shard.h"

#include <stdlib.h>

#include "base/str.h"

#include "base/banned.h"

static bool read_text(const char *text, int64_t *ret_at, int64_t *ret_of)
{
    struct str rest = str_of(text), at = str_cut(&rest, '/');

    return str_int(at, ret_at) && str_int(rest, ret_of) && *ret_at >= 1 && *ret_at <= *ret_of;
}

static bool read_environment(int64_t *ret_at, int64_t *ret_of, struct err *err)
{
    const char *index = getenv("JOB_COMPLETION_INDEX"), *count = getenv("JOB_COMPLETIONS");

    *ret_at = *ret_of = 1;
    if (!index || !count)
        return true;
    if (!str_int(str_of(index), ret_at) || !str_int(str_of(count), ret_of) || *ret_at < 0 ||
        *ret_at >= *ret_of)
        return err_set(err,
                       "JOB_COMPLETION_INDEX=%s and JOB_COMPLETIONS=%s name no part of the run",
                       index, count);
    (*ret_at)++;
    return true;
}

bool shard_cut(struct arena *a, const char *text, struct case_list *list, struct err *err)
{
    int64_t at = 1, of = 1;
    const struct spec_case **kept = arena_alloc(a, (list->count + 1) * sizeof(struct spec_case *));
    size_t count = 0;

    if (text && !read_text(text, &at, &of))
        return err_set(err, "--shard: '%s' is no part of the run; write 1/3, 2/3 or 3/3", text);
    if (!text && !read_environment(&at, &of, err))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (i % (size_t)of == (size_t)at - 1)
            kept[count++] = list->at[i];
    *list = (struct case_list){ kept, count };
    return true;
}
