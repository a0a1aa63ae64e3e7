#include "runner/oracle/document.h"

#include "base/json.h"

#include "base/banned.h"

const cJSON *document_next(const cJSON *state, const char *kind, const cJSON *after)
{
    const cJSON *list = json_get(state, "objects");
    const cJSON *o = after ? after->next : (list ? list->child : NULL);

    while (o && !json_is_text(json_get(o, "kind"), kind))
        o = o->next;
    return o;
}

const cJSON *document_body(const cJSON *state, const char *kind, const char *id)
{
    const cJSON *o = NULL;

    while ((o = document_next(state, kind, o)))
        if (id && json_is_text(json_get(o, "id"), id))
            return json_get(o, "body");
    return NULL;
}

size_t document_count(const cJSON *state, const char *kind)
{
    size_t count = 0;

    for (const cJSON *o = NULL; (o = document_next(state, kind, o));)
        count++;
    return count;
}
