#include "runner/world/hosts.h"

#include "base/buf.h"
#include "base/str.h"

#include "base/banned.h"

enum { TEXT_BYTES = 16 << 10 };

/* * is the region. */
static const char *const hosts[] = {
    "alb.*.aliyuncs.com",
    "alb-vpc.*.aliyuncs.com",
    "alb.aliyuncs.com",
    "vpc.*.aliyuncs.com",
    "vpc-vpc.*.aliyuncs.com",
    "vpc.aliyuncs.com",
    "ecs.*.aliyuncs.com",
    "ecs-vpc.*.aliyuncs.com",
    "ecs-*.aliyuncs.com",
    "ecs.aliyuncs.com",
    "cas.aliyuncs.com",
    "cas-vpc.*.aliyuncs.com",
    "cas.*.aliyuncs.com",
    "cbn.aliyuncs.com",
    "cen.vpc-proxy.aliyuncs.com",
    "location-readonly.aliyuncs.com",
    "location.aliyuncs.com",
    "resourcemanager.aliyuncs.com",
    "resourcemanager.vpc-proxy.aliyuncs.com",
    "sls.aliyuncs.com",
    "*-intranet.log.aliyuncs.com",
    "*.log.aliyuncs.com",
    "sts.*.aliyuncs.com",
    "sts-vpc.*.aliyuncs.com",
    "sts.aliyuncs.com",
};

static void add_host(struct buf *to, const char *host, const char *region)
{
    buf_add_text(to, "127.0.0.1 ");
    for (; *host; host++) {
        if (*host == '*')
            buf_add_text(to, region);
        else
            buf_add_char(to, *host);
    }
    buf_add_char(to, '\n');
}

const char *hosts_text(struct arena *a, const char *region)
{
    struct buf text = BUF_LIMIT(TEXT_BYTES);
    const char *result;

    buf_add_text(&text, "127.0.0.1 localhost\n"
                        "127.0.0.1 kubernetes kubernetes.default kubernetes.default.svc "
                        "kubernetes.default.svc.cluster.local\n");
    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
        add_host(&text, hosts[i], region);
    result = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return result;
}
