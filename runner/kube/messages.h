#ifndef RUNNER_KUBE_MESSAGES_H
#define RUNNER_KUBE_MESSAGES_H

/*
 * The built-in kinds as protobuf has them: the rows of messages.def as tables.
 */
#include <stdbool.h>

enum field_type {
    FIELD_text,
    FIELD_bytes, /* base64 in JSON */
    FIELD_bool,
    FIELD_int,
    FIELD_real,
    FIELD_message,
    FIELD_inline, /* a message whose members are its parent's in JSON */
    FIELD_map,    /* text to text */
    FIELD_map_bytes,
    FIELD_map_messages,
};

enum form {
    FORM_plain,
    FORM_time,
    FORM_micro_time,
    FORM_quantity,
    FORM_int_or_string,
    FORM_raw,
    FORM_or_list,
    FORM_or_bool,
    FORM_or_texts,
};

struct message;

struct field {
    unsigned number; /* 0: the end of the list */
    const char *name;
    enum field_type type;
    bool repeated;
    bool zero; /* is a value; otherwise it says nothing */
    bool wide; /* of a FIELD_int: of 64 bits, otherwise of 32 */
    const struct message *of;
};

struct message {
    const char *name;
    enum form form;
    const struct field *fields;
};

/* NULL: no such body is known. */
const struct message *message_of(const char *api_version, const char *kind);
/* Of whichever version, the first in the table. */
const struct message *message_of_kind(const char *kind);
/* The member of that name in JSON, its own or inlined; ret_owner: the message that lists it. NULL: none. */
const struct field *message_field(const struct message *m, const char *name,
                                  const struct message **ret_owner);
/* A member that the API has, and these tables leave out. */
bool message_skips(const struct message *m, const char *name);
const struct message *message_object_meta(void);
/* The part that a list, a watch event or a status needs by itself. */
const struct message *message_list_meta(void);

#endif
