#include "runner/kube/request.h"

#include "base/banned.h"

#define PARAMS 64 /* more than any client sends; what comes after is not looked at */

void request_add_param(struct request *r, struct str name, struct str value)
{
    struct param **at = &r->params;
    int count = 0;

    for (; *at; at = &(*at)->next) {
        if (++count >= PARAMS)
            return;
    }
    *at = arena_new_of(r->arena, struct param);
    (*at)->name = name;
    (*at)->value = value;
}

struct str request_param(const struct request *r, const char *name)
{
    for (const struct param *p = r->params; p; p = p->next) {
        if (str_is(p->name, name))
            return p->value;
    }
    return STR_NONE;
}

bool request_flag(const struct request *r, const char *name)
{
    struct str value = request_param(r, name);

    return str_is(value, "true") || str_is(value, "1");
}
