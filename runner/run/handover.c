#include "runner/run/handover.h"

#include <errno.h>
#include <unistd.h>

#include "base/json.h"
#include "base/limits.h"
#include "reports/case_json.h"

#include "base/banned.h"

static bool write_all(int fd, struct str text)
{
    while (text.len) {
        ssize_t n = write(fd, text.at, text.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text = str_skip(text, (size_t)n);
    }
    return true;
}

static bool send_line(int fd, const char *name, cJSON *take_json)
{
    struct buf text = BUF_LIMIT(LIMIT_FETCH_BYTES);
    cJSON *line = cJSON_CreateObject();
    bool good;

    json_add(line, name, take_json);
    json_print(&text, line);
    buf_add_char(&text, '\n');
    good = buf_ok(&text) && write_all(fd, buf_str(&text));
    cJSON_Delete(line);
    buf_done(&text);
    return good;
}

bool handover_check(int fd, const struct check_result *c)
{
    return send_line(fd, "check", check_result_json(c));
}

bool handover_case(int fd, const struct case_result *c)
{
    return send_line(fd, "case", case_result_json(c));
}

bool handover_read(struct arena *a, struct str line, struct handover *ret, struct err *err)
{
    cJSON *json = json_parse(line, err);
    const cJSON *check = json_get(json, "check"), *whole = json_get(json, "case");

    if (!json)
        return false;
    *ret = (struct handover){ NULL, NULL };
    if (check) {
        struct check_result *result = arena_new_of(a, struct check_result);
        *result = check_result_of(a, check);
        ret->check = result;
    } else if (whole) {
        ret->whole = case_result_of(a, whole);
    }
    cJSON_Delete(json);
    return check || whole || err_set(err, "a line of a result is neither a check nor a case");
}
