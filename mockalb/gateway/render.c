#include "mockalb/gateway/render.h"

#include "base/json.h"

#include "base/banned.h"

const char *render_type(enum render_format format)
{
    return format == RENDER_xml ? "text/xml;charset=utf-8" : "application/json;charset=utf-8";
}

/* Control characters that XML 1.0 can't say become a question mark. */
static void add_xml_text(struct buf *b, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '<')
            buf_add_text(b, "&lt;");
        else if (*c == '>')
            buf_add_text(b, "&gt;");
        else if (*c == '&')
            buf_add_text(b, "&amp;");
        else if (*c == '"')
            buf_add_text(b, "&quot;");
        else if ((unsigned char)*c < 0x20 && *c != '\t' && *c != '\n' && *c != '\r')
            buf_add_char(b, '?');
        else
            buf_add_char(b, *c);
    }
}

static void add_xml_element(struct buf *b, const char *name, const cJSON *item);

static void add_xml_content(struct buf *b, const char *name, const cJSON *item)
{
    const cJSON *child;

    if (cJSON_IsString(item)) {
        add_xml_text(b, item->valuestring);
    } else if (cJSON_IsObject(item) || cJSON_IsArray(item)) {
        cJSON_ArrayForEach(child, item)
            add_xml_element(b, child->string ? child->string : name, child);
    } else if (!cJSON_IsNull(item)) {
        json_print(b, item);
    }
}

/* The nesting is that of our own replies. */
static void add_xml_element(struct buf *b, const char *name, const cJSON *item)
{
    const cJSON *child;

    if (cJSON_IsArray(item)) {
        cJSON_ArrayForEach(child, item) add_xml_element(b, name, child);
        return;
    }
    buf_printf(b, "<%s>", name);
    add_xml_content(b, name, item);
    buf_printf(b, "</%s>", name);
}

void render_tree(struct buf *b, enum render_format format, const char *root, const cJSON *tree)
{
    if (format == RENDER_json) {
        json_print(b, tree);
        return;
    }
    buf_add_text(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    add_xml_element(b, root, tree);
}

cJSON *render_error(const struct api_error *error, const char *request_id, const char *host,
                    const char *product)
{
    struct buf link = BUF_LIMIT(4096);
    cJSON *body = cJSON_CreateObject();

    buf_add_text(&link, "https://api.alibabacloud.com/troubleshoot?q=");
    buf_add_percent(&link, str_of(error->code));
    buf_printf(&link, "&product=%s&requestId=%s", product ? product : "", request_id);
    json_add_text(body, "RequestId", request_id);
    json_add_text(body, "HostId", host);
    json_add_text(body, "Code", error->code);
    json_add_text(body, "Message", error->message);
    json_add_text(body, "Recommend", buf_str(&link).at);
    buf_done(&link);
    return body;
}
