#include "mockalb/resources/rights.h"

#include <string.h>

#include "base/str.h"
#include "mockalb/resources/cloud.h"

#include "base/banned.h"

static const char *const kinds[] = {
    "LoadBalancer", "Listener", "ServerGroup", "Acl", "SecurityPolicy", "HealthCheckTemplate", NULL
};

static const struct right {
    const char *action, *kind;
    enum error_id error;
} rights[] = {
#define RIGHT(action, kind, error) { #action, #kind, ERR_##error },
#include "mockalb/resources/rights.def"
#undef RIGHT
};

/* 0 when there is no such kind. */
static unsigned bit_of(struct str name)
{
    for (unsigned i = 0; kinds[i]; i++) {
        if (str_is(name, kinds[i]))
            return 1u << i;
    }
    return 0;
}

bool rights_deny(unsigned *in_out_denied, const char *names, struct err *err)
{
    struct str rest = str_of(names);

    while (rest.at) {
        struct str name = str_trim(str_cut(&rest, ','));
        unsigned bit = bit_of(name);
        if (!bit)
            return err_set(
                err,
                "there are no rights to '%.*s'; there are some to LoadBalancer, Listener, "
                "ServerGroup, Acl, SecurityPolicy and HealthCheckTemplate",
                STR_ARG(name));
        *in_out_denied |= bit;
    }
    return true;
}

const struct api_error *rights_check(struct call *call)
{
    unsigned denied = cloud_options(call->cloud)->denied;

    if (!denied || strcmp(call->action->product->name, "alb") != 0)
        return NULL;
    for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
        if (strcmp(rights[i].action, call->action->name) == 0 &&
            (denied & bit_of(str_of(rights[i].kind))))
            return refuse(call, rights[i].error, rights[i].kind);
    }
    return NULL;
}
