#ifndef TESTS_MOCKALB_CONTROL_SITE_H
#define TESTS_MOCKALB_CONTROL_SITE_H

/*
 * A whole mock behind a real port, in this process, with a manual clock and
 * signatures off; and a client that asks it.
 */
#include <cjson/cJSON.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/net/fetch.h"
#include "base/net/loop.h"
#include "mockalb/mock.h"

struct site {
    struct clock *clock;
    struct loop *loop;
    struct fetch *fetch;
    struct mock *mock;
    int status;   /* of the last answer */
    char *text;   /* its body */
    cJSON *body;  /* … as JSON; NULL when it is none */
    bool is_done; /* the request under way was answered */
};

struct mock_options site_options(void);
struct site *site_open(void);
struct site *site_open_with(const struct mock_options *o, bool manual_clock);
void site_close(struct site *s);

const char *site_url(const struct site *s, const char *path, char *ret, size_t room);

/* One request and its answer; body NULL: none. Returns the answer as JSON. */
const cJSON *site_ask(struct site *s, const char *method, const char *path, const char *body);

/* The same with this header line: "Content-Type: …", or "Content-Type:" for none. */
const cJSON *site_ask_as(struct site *s, const char *type, const char *method, const char *path,
                         const char *body);

#endif
