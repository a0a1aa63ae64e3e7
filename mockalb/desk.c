#include "mockalb/desk.h"

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"

#include "base/banned.h"

void desk_open(struct desk *d, const char *region)
{
    const struct cloud_options cloud = { .region = region,
                                         .edition = "Standard",
                                         .account = "1000000000000001",
                                         .lifecycle = "instant" };

    *d = (struct desk){ .arena = arena_new(), .clock = clock_new(true), .seed = 1 };
    random_init(&d->random, d->seed);
    random_init(&d->request_ids, d->seed);
    d->store = store_new(d->clock);
    d->cloud = cloud_new(d->store, d->clock, &d->random, &cloud);
}

void desk_close(struct desk *d)
{
    cloud_free(d->cloud);
    store_free(d->store);
    clock_free(d->clock);
    arena_free(d->arena);
}

static struct state state_of(struct desk *d)
{
    return (struct state){ d->store, d->clock, &d->random, &d->request_ids, d->cloud, &d->seed };
}

bool desk_load(struct desk *d, const char *file, struct err *err)
{
    const struct state state = state_of(d);
    struct str text;
    struct err why;
    cJSON *document;

    if (!file_read(d->arena, file, LIMIT_STATE_BYTES, &text, err))
        return false;
    document = json_parse(text, &why);
    return (document && state_restore(&state, d->arena, arena_json(d->arena, document), &why)) ||
           err_set(err, "%s: %s", file, why.text);
}

cJSON *desk_document(struct desk *d)
{
    const struct state state = state_of(d);

    return state_document(&state);
}
