/*
 * What the mock is measured against: the same loop and the same HTTP server, answering every request
 * with the bytes of one file and doing nothing else.
 * usage: bench_bare FILE      prints "http://127.0.0.1:PORT", ends on SIGTERM
 */
#include <signal.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/blob.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/net/httpd.h"

#include "base/banned.h"

static void answer(struct exchange *x, void *self)
{
    const struct str *body = self;

    exchange_add_header(x, "x-acs-request-id", "00000000-0000-0000-0000-000000000000");
    exchange_reply_text(x, 200, "application/json;charset=utf-8", *body);
}

static void stop(void *arg, int signo)
{
    (void)signo;
    loop_stop(arg);
}

int main(int argc, char **argv)
{
    struct clock *clock = clock_new(false);
    struct loop *loop = loop_new(clock);
    struct arena *arena = arena_new();
    struct httpd *httpd = NULL;
    struct str body;
    struct err err;

    if (argc != 2)
        err_set(&err, "usage: bench_bare FILE");
    else if (file_read(arena, argv[1], LIMIT_FETCH_BYTES, &body, &err))
        httpd = httpd_new(loop, &(struct httpd_options){ 0 }, answer, &body, &err);
    if (httpd) {
        loop_on_signals(loop, stop, loop);
        printf("http://127.0.0.1:%d\n", httpd_port(httpd));
        fflush(stdout);
        loop_run(loop);
    } else {
        fprintf(stderr, "bench_bare: %s\n", err.text);
    }
    httpd_free(httpd);
    arena_free(arena);
    loop_free(loop);
    clock_free(clock);
    return httpd ? 0 : 1;
}
