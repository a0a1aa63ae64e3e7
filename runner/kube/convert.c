#include "runner/kube/convert.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/crd.h"
#include "runner/kube/object.h"

#include "base/banned.h"

/* An Event of events.k8s.io/v1 is a core/v1 one under other names. */
static const struct {
    const char *core, *events;
} event_names[] = {
    { "involvedObject", "regarding" },
    { "message", "note" },
    { "source", "deprecatedSource" },
    { "count", "deprecatedCount" },
    { "firstTimestamp", "deprecatedFirstTimestamp" },
    { "lastTimestamp", "deprecatedLastTimestamp" },
    { "reportingComponent", "reportingController" },
};

static void event_in(cJSON *object)
{
    for (size_t i = 0; i < sizeof(event_names) / sizeof(event_names[0]); i++)
        object_rename(object, event_names[i].events, event_names[i].core);
}

static void event_out(cJSON *object)
{
    for (size_t i = 0; i < sizeof(event_names) / sizeof(event_names[0]); i++)
        object_rename(object, event_names[i].core, event_names[i].events);
}

bool convert_is_needed(const struct resource *r)
{
    return strcmp(r->api_version, r->stored_version) != 0;
}

void convert_in(const struct resource *r, cJSON *object)
{
    if (!convert_is_needed(r))
        return;
    json_set(object, "apiVersion", cJSON_CreateString(r->stored_version));
    if (r->id == RESOURCE_events_v1)
        event_in(object);
    else if (r->id == RESOURCE_crds_v1beta1)
        crd_from_beta(object);
}

void convert_out(const struct resource *r, cJSON *object)
{
    if (!convert_is_needed(r))
        return;
    json_set(object, "apiVersion", cJSON_CreateString(r->api_version));
    if (r->id == RESOURCE_events_v1)
        event_out(object);
    else if (r->id == RESOURCE_crds_v1beta1)
        crd_to_beta(object);
}
