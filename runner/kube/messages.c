#include "runner/kube/messages.h"

#include <stddef.h>
#include <string.h>

#include "runner/kube/traits.h"

#include "base/banned.h"

/* Messages name each other in circles, so all are declared before the first is defined. */
#define MESSAGE(symbol, form, ...) static const struct message message_##symbol;
#define ROOT(api_version, kind, message)
#include "runner/kube/messages.def"
#undef MESSAGE
#undef ROOT

/* clang-format off */
#define TEXT(number, name)            { number, name, FIELD_text,         false, false, false, NULL },
#define TEXT0(number, name)           { number, name, FIELD_text,         false, true,  false, NULL },
#define TEXTS(number, name)           { number, name, FIELD_text,         true,  true,  false, NULL },
#define BYTES(number, name)           { number, name, FIELD_bytes,        false, false, false, NULL },
#define BOOL(number, name)            { number, name, FIELD_bool,         false, false, false, NULL },
#define BOOL0(number, name)           { number, name, FIELD_bool,         false, true,  false, NULL },
#define INT(number, name)             { number, name, FIELD_int,          false, false, false, NULL },
#define INT0(number, name)            { number, name, FIELD_int,          false, true,  false, NULL },
#define LONG(number, name)            { number, name, FIELD_int,          false, false, true,  NULL },
#define LONG0(number, name)           { number, name, FIELD_int,          false, true,  true,  NULL },
#define LONGS(number, name)           { number, name, FIELD_int,          true,  true,  true,  NULL },
#define REAL(number, name)            { number, name, FIELD_real,         false, false, false, NULL },
#define REAL0(number, name)           { number, name, FIELD_real,         false, true,  false, NULL },
#define OF(number, name, of)          { number, name, FIELD_message,      false, true,  false, &message_##of },
#define LIST(number, name, of)        { number, name, FIELD_message,      true,  true,  false, &message_##of },
#define INLINE(number, name, of)      { number, name, FIELD_inline,       false, true,  false, &message_##of },
#define MAP(number, name)             { number, name, FIELD_map,          false, true,  false, NULL },
#define MAP_BYTES(number, name)       { number, name, FIELD_map_bytes,    false, true,  false, NULL },
#define MAP_OF(number, name, of)      { number, name, FIELD_map_messages, false, true,  false, &message_##of },
/* clang-format on */

#define MESSAGE(symbol, form, ...)                                                                 \
    static const struct field fields_##symbol[] = { __VA_ARGS__{ 0, NULL, FIELD_text, false,       \
                                                                 false, false, NULL } };           \
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

const struct message *message_of_kind(const char *kind)
{
    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
        if (!strcmp(kind, roots[i].kind))
            return roots[i].message;
    }
    return NULL;
}

const struct field *message_field(const struct message *m, const char *name,
                                  const struct message **ret_owner)
{
    for (const struct field *f = m->fields; f->number; f++) {
        const struct field *inner =
            f->type == FIELD_inline ? message_field(f->of, name, ret_owner) : NULL;
        if (inner)
            return inner;
        if (f->type == FIELD_inline || strcmp(f->name, name) != 0)
            continue;
        *ret_owner = m;
        return f;
    }
    return NULL;
}

bool message_skips(const struct message *m, const char *name)
{
    const struct skipped *s;

    for (const struct field *f = m->fields; f->number; f++) {
        if (f->type == FIELD_inline && message_skips(f->of, name))
            return true;
    }
    for (unsigned i = 0; (s = trait_skipped(m, i)); i++) {
        if (!strcmp(s->member, name))
            return true;
    }
    return false;
}

const struct message *message_object_meta(void)
{
    return &message_meta_ObjectMeta;
}

const struct message *message_list_meta(void)
{
    return &message_meta_ListMeta;
}
