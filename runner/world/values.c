#include "runner/world/values.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"

#include "base/banned.h"

enum { TEXT_BYTES = 4 << 10 };

/* Whoever binds it first has it; the controller is the next to ask. */
static int free_port(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t len = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port = 0;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0 && bind(fd, (const struct sockaddr *)&at, len) == 0 &&
        getsockname(fd, (struct sockaddr *)&at, &len) == 0)
        port = ntohs(at.sin_port);
    if (fd >= 0)
        close(fd);
    return port;
}

static const char *vswitches_of(struct arena *a, const cJSON *cloud, const char *vpc)
{
    struct buf text = BUF_LIMIT(TEXT_BYTES);
    const cJSON *one;
    const char *result;

    cJSON_ArrayForEach(one, json_get(cloud, "vswitches"))
    {
        if (json_is_text(json_get(one, "vpc"), vpc))
            buf_printf(&text, "%s%s:%s", text.len ? "," : "", json_text_or(one, "zone", ""),
                       json_text_or(one, "id", ""));
    }
    result = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return result;
}

void values_of_place(struct arena *a, const cJSON *cloud, struct target_values *to)
{
    to->vpc = json_text_or(json_get(cloud, "metadata"), "vpc-id", "");
    to->vswitches = vswitches_of(a, cloud, to->vpc);
    to->port = arena_printf(a, "%d", free_port());
}

const char *values_programs(struct arena *a, const char *program)
{
    const char *slash = strrchr(program, '/');

    return slash ? arena_printf(a, "%.*s", (int)(slash - program), program) : ".";
}

const char *values_ca(struct arena *a, const char *dir)
{
    return arena_printf(a, "%s/ca.pem", dir);
}
