#include "runner/world/state.h"

#include "base/json.h"

#include "base/banned.h"

uint64_t state_revision(const cJSON *state)
{
    int64_t revision = 0;

    str_int(str_of(json_text_or(state, "revision", "0")), &revision);
    return revision > 0 ? (uint64_t)revision : 0;
}

void state_each(const cJSON *state, const char *kind,
                bool (*fn)(void *arg, const char *id, const cJSON *body), void *arg)
{
    const cJSON *object;

    cJSON_ArrayForEach(object, json_get(state, "objects"))
    {
        if (json_is_text(json_get(object, "kind"), kind) &&
            !fn(arg, json_text_or(object, "id", ""), json_get(object, "body")))
            return;
    }
}

/* "Running" and the like are where things stay; these are on the way. */
static bool is_transition(const char *status)
{
    static const char *const transitions[] = {
        "Provisioning", "Configuring", "Creating",   "Deleting", "Adding",      "Removing",
        "Replacing",    "Starting",    "Stopping",   "Updating", "Associating", "Dissociating",
        "Attaching",    "Detaching",   "Processing", NULL,
    };

    for (size_t i = 0; transitions[i]; i++) {
        if (str_is(str_of(status), transitions[i]))
            return true;
    }
    return false;
}

bool state_is_stable(const cJSON *state)
{
    const cJSON *object, *member;

    cJSON_ArrayForEach(object, json_get(state, "objects"))
    {
        cJSON_ArrayForEach(member, json_get(object, "body"))
        {
            if (str_ends(str_of(member->string), STR("Status")) && cJSON_IsString(member) &&
                is_transition(member->valuestring))
                return false;
        }
    }
    return true;
}
