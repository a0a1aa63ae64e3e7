#include "runner/kube/messages.h"

#include <stddef.h>
#include <string.h>

#include "base/banned.h"

/* Messages name each other in circles, so all are declared before the first is defined. */
#define MESSAGE(symbol, form, ...) static const struct message message_##symbol;
#define ROOT(api_version, kind, message)
#include "runner/kube/messages.def"
#undef MESSAGE
#undef ROOT

/* clang-format off */
#define TEXT(number, name)            { number, name, FIELD_text,         false, false, NULL },
#define TEXT0(number, name)           { number, name, FIELD_text,         false, true,  NULL },
#define TEXTS(number, name)           { number, name, FIELD_text,         true,  true,  NULL },
#define BYTES(number, name)           { number, name, FIELD_bytes,        false, false, NULL },
#define BOOL(number, name)            { number, name, FIELD_bool,         false, false, NULL },
#define BOOL0(number, name)           { number, name, FIELD_bool,         false, true,  NULL },
#define INT(number, name)             { number, name, FIELD_int,          false, false, NULL },
#define INT0(number, name)            { number, name, FIELD_int,          false, true,  NULL },
#define INTS(number, name)            { number, name, FIELD_int,          true,  true,  NULL },
#define REAL(number, name)            { number, name, FIELD_real,         false, false, NULL },
#define REAL0(number, name)           { number, name, FIELD_real,         false, true,  NULL },
#define OF(number, name, of)          { number, name, FIELD_message,      false, true,  &message_##of },
#define LIST(number, name, of)        { number, name, FIELD_message,      true,  true,  &message_##of },
#define INLINE(number, name, of)      { number, name, FIELD_inline,       false, true,  &message_##of },
#define MAP(number, name)             { number, name, FIELD_map,          false, true,  NULL },
#define MAP_BYTES(number, name)       { number, name, FIELD_map_bytes,    false, true,  NULL },
#define MAP_OF(number, name, of)      { number, name, FIELD_map_messages, false, true,  &message_##of },
/* clang-format on */

#define MESSAGE(symbol, form, ...)                                                                 \
    static const struct field fields_##symbol[] = { __VA_ARGS__{ 0, NULL, FIELD_text, false,       \
                                                                 false, NULL } };                  \
    static const struct message message_##symbol = { #symbol, FORM_##form, fields_##symbol };
#define ROOT(api_version, kind, message)
#include "runner/kube/messages.def"
#undef MESSAGE
#undef ROOT

static const struct {
    const char *api_version, *kind;
    const struct message *message;
} roots[] = {
#define MESSAGE(symbol, form, ...)
#define ROOT(api_version, kind, message) { api_version, kind, &message_##message },
#include "runner/kube/messages.def"
#undef MESSAGE
#undef ROOT
};

const struct message *message_of(const char *api_version, const char *kind)
{
    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
        if (!strcmp(kind, roots[i].kind) &&
            (!*roots[i].api_version || !strcmp(api_version, roots[i].api_version)))
            return roots[i].message;
    }
    return NULL;
}

const struct message *message_list_meta(void)
{
    return &message_meta_ListMeta;
}
