#include "runner/world/site.h"

#include <stddef.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"

#include "base/banned.h"

static const struct {
    const char *name;
    size_t offset;
} texts[] = {
    { "kubeconfig", offsetof(struct site, kubeconfig) },
    { "context", offsetof(struct site, context) },
    { "cloud", offsetof(struct site, cloud) },
    { "base", offsetof(struct site, base) },
    { "log", offsetof(struct site, log) },
    { "run", offsetof(struct site, run) },
};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

bool site_write(const struct site *s, const char *file, struct err *err)
{
    cJSON *json = cJSON_CreateObject();
    struct buf text = BUF_LIMIT(64 << 10);
    bool good;

    for (size_t i = 0; i < TEXTS; i++) {
        const char *value = *(const char *const *)((const char *)s + texts[i].offset);
        if (value)
            json_add_text(json, texts[i].name, value);
    }
    json_add_bool(json, "foreign", s->foreign);
    json_add_int(json, "controller", s->controller);
    json_add_int(json, "mock", s->mock);
    json_print_pretty(&text, json);
    good = file_write(file, buf_str(&text), err);
    buf_done(&text);
    cJSON_Delete(json);
    return good;
}

bool site_read(struct arena *a, const char *file, struct site *ret, struct err *err)
{
    struct str text;
    const cJSON *json;

    *ret = (struct site){ .runs = true };
    if (!file_read(a, file, LIMIT_BODY_BYTES, &text, err))
        return false;
    json = arena_json(a, json_parse(text, err));
    for (size_t i = 0; i < TEXTS; i++)
        *(const char **)((char *)ret + texts[i].offset) = json_text(json, texts[i].name);
    ret->foreign = json_bool(json, "foreign");
    ret->controller = (pid_t)json_int(json, "controller");
    ret->mock = (pid_t)json_int(json, "mock");
    return json && ret->run ? true : err_set(err, "%s: describes no world", file);
}
