#include "runner/kube/body.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "runner/kube/protobuf.h"
#include "runner/kube/status.h"

#include "base/banned.h"

struct str body_media_type(const struct request *q)
{
    struct str type = q->content_type;

    return str_trim(str_cut(&type, ';'));
}

static cJSON *parse_yaml(const struct request *q, cJSON **ret)
{
    struct err err;
    const struct node *root = yaml_parse(q->arena, "body", q->body, &err);

    if (!root)
        return status_refuse(q->arena, STATUS_bad_request, "error parsing the body: %s", err.text);
    *ret = arena_json(q->arena, node_json(root));
    return NULL;
}

cJSON *body_patch(const struct request *q, bool yaml, cJSON **ret)
{
    struct str text = str_trim(q->body);
    struct err err;

    if (q->body.len > LIMIT_KUBE_BODY_BYTES)
        return status_refuse(q->arena, STATUS_too_large, "Request entity too large: limit is %u",
                             LIMIT_KUBE_BODY_BYTES);
    if (!utf8_is_valid(q->body))
        return status_refuse(q->arena, STATUS_bad_request, "the body is no UTF-8");
    if (yaml && !str_starts(text, STR("{")))
        return parse_yaml(q, ret);
    *ret = arena_json(q->arena, json_parse(text, &err));
    if (!*ret)
        return status_refuse(q->arena, STATUS_bad_request,
                             "the object provided is unrecognized: error parsing the body: %s",
                             err.text);
    return NULL;
}

static cJSON *parse_protobuf(const struct request *q, cJSON **ret)
{
    struct err err;

    if (q->body.len > LIMIT_KUBE_BODY_BYTES)
        return status_refuse(q->arena, STATUS_too_large, "Request entity too large: limit is %u",
                             LIMIT_KUBE_BODY_BYTES);
    *ret = arena_json(q->arena, protobuf_decode(q->body, &err));
    return *ret ? NULL : status_refuse(q->arena, STATUS_bad_request, "%s", err.text);
}

cJSON *body_object(const struct request *q, cJSON **ret)
{
    struct str type = body_media_type(q);
    bool yaml = str_is(type, "application/yaml");
    cJSON *no;

    if (str_is(type, PROTOBUF_MEDIA))
        return parse_protobuf(q, ret);
    if (type.len && !yaml && !str_is(type, "application/json"))
        return status_refuse(
            q->arena, STATUS_unsupported_media_type,
            "the body of the request was in an unknown format (%.*s) - accepted "
            "media types include: application/json, application/yaml, " PROTOBUF_MEDIA,
            (int)(type.len < 100 ? type.len : 100), type.at);
    no = body_patch(q, yaml, ret);
    if (!no && !cJSON_IsObject(*ret))
        no = status_refuse(q->arena, STATUS_bad_request, "the body is no JSON object");
    return no;
}
