#include "reference/kubeconfig.h"

#include "base/json.h"
#include "base/yaml.h"

#include "base/banned.h"

static const cJSON *named(const cJSON *list, const char *name)
{
    const cJSON *entry = NULL;

    cJSON_ArrayForEach(entry, list)
    {
        if (json_is_text(json_get(entry, "name"), name))
            return entry;
    }
    return name ? NULL : list ? list->child : NULL;
}

bool kubeconfig_load(struct arena *a, const char *file, struct kubeconfig *ret, struct err *err)
{
    const struct node *document = yaml_load(a, file, err);
    const cJSON *root = document ? arena_json(a, node_json(document)) : NULL, *context = NULL;

    if (!root)
        return document ? err_set(err, "%s: is empty", file) : false;
    context = named(json_get(root, "contexts"), json_text(root, "current-context"));
    const cJSON *cluster = named(json_get(root, "clusters"), json_text(context, "context.cluster"));
    const cJSON *user = named(json_get(root, "users"), json_text(context, "context.user"));
    const char *server = json_text(cluster, "cluster.server");
    if (!server)
        return err_set(err, "%s: names no server (clusters[].cluster.server)", file);
    if (!str_starts(str_of(server), STR("http://")))
        return err_set(
            err,
            "%s: server %s: only plain http is spoken here; run 'kubectl proxy' and name "
            "its address",
            file, server);
    struct str address = str_of(server);
    if (str_ends(address, STR("/")))
        address.len--;
    ret->server = arena_strz(a, address);
    ret->token = context ? json_text(user, "user.token") : NULL;
    return true;
}
