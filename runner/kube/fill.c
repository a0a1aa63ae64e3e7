#include "runner/kube/fill.h"

#include "base/json.h"

#include "base/banned.h"

void fill_text(cJSON *object, const char *name, const char *value)
{
    const cJSON *item = json_get(object, name);

    if (cJSON_IsObject(object) && (!item || json_is_text(item, "")))
        json_set(object, name, cJSON_CreateString(value));
}

void fill_int(cJSON *object, const char *name, int64_t value)
{
    if (cJSON_IsObject(object) && !json_get(object, name))
        json_add_int(object, name, value);
}

void fill_bool(cJSON *object, const char *name, bool value)
{
    if (cJSON_IsObject(object) && !json_get(object, name))
        json_add_bool(object, name, value);
}

cJSON *fill_object(cJSON *object, const char *name)
{
    cJSON *item = json_mutable(object, name);

    return item || !cJSON_IsObject(object) ? item : json_add_object(object, name);
}

void fill_ports(cJSON *ports, bool target)
{
    cJSON *port;

    cJSON_ArrayForEach(port, ports)
    {
        fill_text(port, "protocol", "TCP");
        if (target && cJSON_IsObject(port) && !json_get(port, "targetPort") &&
            json_get(port, "port"))
            json_add(port, "targetPort", json_copy(json_get(port, "port")));
    }
}
