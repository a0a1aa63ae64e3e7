#include "cen_scene.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/yaml.h"

#include "base/banned.h"

static struct world *with_cen(struct world *w)
{
    struct err err;
    const struct node *document = yaml_load(w->arena, CEN_YAML, &err);

    if (!document || !cloud_seed(w->cloud, arena_json(w->arena, node_json(document)), &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    return w;
}

struct world *cen_world(void)
{
    return with_cen(world_new());
}

struct world *cen_world_realistic(void)
{
    return with_cen(world_realistic());
}

static const char *named(struct world *w, const char *action)
{
    return arena_printf(w->arena, "cen:%s", action);
}

const char *cen_answer(struct world *w, const char *action, const char *params, ...)
{
    va_list args;

    va_start(args, params);
    const char *text = world_print(w, params, args);
    va_end(args);
    return answer(w, named(w, action), "%s", text);
}

const char *cen_get(struct world *w, const char *path, const char *action, const char *params, ...)
{
    va_list args;

    va_start(args, params);
    const char *text = world_print(w, params, args);
    va_end(args);
    return get(w, path, named(w, action), "%s", text);
}

int cen_count(struct world *w, const char *list, const char *action, const char *params)
{
    cen_get(w, "", action, "%s", params);
    return reply_count(w, list);
}
