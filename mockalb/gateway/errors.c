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

/* The message with its holes filled. *ret_first is the first argument, "" when there is none. */
static const char *message_of(struct arena *a, const char *format, const char **ret_first,
                              va_list args)
{
    const char *message = "", *hole;

    *ret_first = "";
    for (bool is_first = true; (hole = strstr(format, "%s")); is_first = false) {
        /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized) the caller has begun the list */
        const char *arg = va_arg(args, const char *);
        must(arg);
        if (is_first)
            *ret_first = arg;
        message = arena_printf(a, "%s%.*s%s", message, (int)(hole - format), format, arg);
        format = hole + strlen("%s");
    }
    return arena_printf(a, "%s%s", message, format);
}

const struct api_error *refuse(struct call *call, enum error_id id, ...)
{
    struct api_error *error = arena_new_of(call->arena, struct api_error);
    const char *first;
    va_list args;

    must(id < ERR_COUNT);
    va_start(args, id);
    error->message = message_of(call->arena, errors[id].message, &first, args);
    va_end(args);
    error->id = id;
    error->status = errors[id].status;
    error->code = code_of(call, id, first);
    return error;
}
