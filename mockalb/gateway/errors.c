#include "mockalb/gateway/errors.h"

#include <ctype.h>
#include <stdarg.h>

#include "base/must.h"
#include "base/str.h"
#include "mockalb/gateway/call.h"

#include "base/banned.h"

static const struct {
    int status;
    const char *code, *message;
} errors[] = {
#define ERROR(symbol, status, code, message, confidence) { status, code, message },
#include "mockalb/gateway/errors.def"
#undef ERROR
};

const char *error_code(enum error_id id)
{
    must(id < ERR_COUNT);
    return errors[id].code;
}

int error_status(enum error_id id)
{
    must(id < ERR_COUNT);
    return errors[id].status;
}

/* The last part of a dotted path that is no index: PathConfig.Values.1 → Values. */
static struct str last_name(const char *path)
{
    struct str rest = str_of(path), name = rest;

    while (rest.at) {
        struct str part = str_cut(&rest, '.');
        if (part.len && !isdigit((unsigned char)part.at[0]))
            name = part;
    }
    return name;
}

static const char *code_of(struct call *call, enum error_id id, const char *first)
{
    struct str code = str_of(errors[id].code);

    if (!str_ends(code, STR("%s")))
        return errors[id].code;
    code.len -= strlen("%s");
    return arena_printf(call->arena, "%.*s%.*s", STR_ARG(code), STR_ARG(last_name(first)));
}

const struct api_error *refuse(struct call *call, enum error_id id, ...)
{
    struct api_error *error = arena_new_of(call->arena, struct api_error);
    const char *message = "", *first = "";
    const char *rest, *hole;
    va_list args;

    must(id < ERR_COUNT);
    rest = errors[id].message;
    va_start(args, id);
    for (bool is_first = true; (hole = strstr(rest, "%s")); is_first = false) {
        const char *arg = va_arg(args, const char *);
        must(arg);
        if (is_first)
            first = arg;
        message = arena_printf(call->arena, "%s%.*s%s", message, (int)(hole - rest), rest, arg);
        rest = hole + strlen("%s");
    }
    va_end(args);
    *error = (struct api_error){ id, errors[id].status, code_of(call, id, first),
                                 arena_printf(call->arena, "%s%s", message, rest) };
    return error;
}
