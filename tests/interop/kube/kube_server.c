/*
 * The embedded Kubernetes API as a program that can be made to do what clients must survive: POST to
 * its second address, /end-watches or /forget. The first line of output has both addresses.
 */
#include <stdio.h>

#include "base/net/httpd.h"
#include "runner/kube/api.h"

#include "base/banned.h"

static void control(struct exchange *x, void *self)
{
    struct kube *k = self;
    struct str path = exchange_path(x);

    if (str_is(path, "/end-watches"))
        kube_end_watches(k);
    else if (str_is(path, "/forget"))
        kube_forget(k);
    exchange_reply_text(x, 200, "text/plain", STR("done\n"));
}

static void stop(void *arg, int signo)
{
    (void)signo;
    loop_stop(arg);
}

int main(void)
{
    struct clock *clock = clock_new(false);
    struct loop *l = loop_new(clock);
    struct err err = { "" };
    struct kube *k = kube_new(l, &(struct kube_options){ .port = 0 }, &err);
    struct httpd *h =
        k ? httpd_new(l, &(struct httpd_options){ .port = 0 }, control, k, &err) : NULL;

    if (h) {
        loop_on_signals(l, stop, l);
        printf("http://127.0.0.1:%d http://127.0.0.1:%d\n", kube_port(k), httpd_port(h));
        fflush(stdout);
        loop_run(l);
    } else {
        fprintf(stderr, "kube_server: %s\n", err.text);
    }
    httpd_free(h);
    kube_free(k);
    loop_free(l);
    clock_free(clock);
    return h ? 0 : 1;
}
