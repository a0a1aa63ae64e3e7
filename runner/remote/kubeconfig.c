#include "runner/remote/kubeconfig.h"

#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/yaml.h"

#include "base/banned.h"

struct reader {
    struct arena *arena;
    const char *file, *dir;
    struct err *err;
};

static const cJSON *named(const cJSON *list, const char *name)
{
    const cJSON *entry = NULL;

    cJSON_ArrayForEach(entry, list)
    {
        if (name && json_is_text(json_get(entry, "name"), name))
            return entry;
    }
    return NULL;
}

/* Seen from the file in which it stands. */
static const char *path_of(struct reader *r, const char *path)
{
    const char *slash = strrchr(r->file, '/');

    if (path[0] == '/' || !slash)
        return path;
    return arena_printf(r->arena, "%.*s/%s", (int)(slash - r->file), r->file, path);
}

/* A file that is named, or what stands there as data; neither: NULL. */
static bool read_pem(struct reader *r, const cJSON *of, const char *name, const char **ret)
{
    const char *path = json_text(of, name);
    const char *data = json_text(of, arena_printf(r->arena, "%s-data", name));
    struct str pem;

    *ret = path ? path_of(r, path) : NULL;
    if (!data)
        return true;
    if (!digest_base64_decode(r->arena, str_of(data), &pem))
        return err_set(r->err, "%s: %s-data is not base64", r->file, name);
    *ret = arena_printf(r->arena, "%s/%s.pem", r->dir, name);
    return file_write(*ret, pem, r->err);
}

static bool read_token(struct reader *r, const cJSON *user, struct remote_config *ret)
{
    const char *file = json_text(user, "tokenFile");
    struct str text;

    ret->token = json_text(user, "token");
    if (ret->token || !file)
        return true;
    if (!file_read(r->arena, path_of(r, file), LIMIT_BODY_BYTES, &text, r->err))
        return false;
    ret->token = arena_strz(r->arena, str_trim(text));
    return true;
}

static bool read_user(struct reader *r, const cJSON *user, struct remote_config *ret)
{
    static const char *const others[] = { "exec", "auth-provider", "username", NULL };

    if (!read_token(r, user, ret) || !read_pem(r, user, "client-certificate", &ret->cert_file) ||
        !read_pem(r, user, "client-key", &ret->key_file))
        return false;
    if (ret->cert_file && !ret->key_file)
        return err_set(r->err, "%s: the user has a client-certificate and no client-key", r->file);
    for (const char *const *name = others; *name && !ret->token && !ret->cert_file; name++)
        if (json_get(user, *name))
            return err_set(r->err,
                           "%s: the user is known by '%s', which is not spoken here: give a token "
                           "(kubectl create token NAME) or a client-certificate",
                           r->file, *name);
    return true;
}

static bool read_cluster(struct reader *r, const cJSON *cluster, struct remote_config *ret)
{
    const char *server = json_text(cluster, "server");
    struct str address = str_of(server ? server : "");

    if (!str_starts(address, STR("http://")) && !str_starts(address, STR("https://")))
        return err_set(r->err, "%s: clusters[].cluster.server is no address: '%s'", r->file,
                       server ? server : "");
    while (str_ends(address, STR("/")))
        address.len--;
    ret->server = arena_strz(r->arena, address);
    ret->unverified = json_bool(cluster, "insecure-skip-tls-verify");
    return read_pem(r, cluster, "certificate-authority", &ret->ca_file);
}

bool remote_config_load(struct arena *a, const char *file, const char *context, const char *dir,
                        struct remote_config *ret, struct err *err)
{
    struct reader r = { a, file, dir, err };
    const struct node *document = yaml_load(a, file, err);
    const cJSON *root = document ? arena_json(a, node_json(document)) : NULL;
    const char *name = context ? context : json_text(root, "current-context");
    const cJSON *chosen = named(json_get(root, "contexts"), name), *cluster, *user;

    *ret = (struct remote_config){ .server = NULL };
    if (!document)
        return false;
    if (!chosen)
        return err_set(err, "%s: there is no context '%s'", file, name ? name : "");
    cluster = named(json_get(root, "clusters"), json_text(chosen, "context.cluster"));
    user = named(json_get(root, "users"), json_text(chosen, "context.user"));
    return read_cluster(&r, json_get(cluster, "cluster"), ret) &&
           read_user(&r, json_get(user, "user"), ret);
}
