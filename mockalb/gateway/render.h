#ifndef MOCKALB_GATEWAY_RENDER_H
#define MOCKALB_GATEWAY_RENDER_H

/*
 * Answers as bytes: JSON, or XML where the client asked for Format=XML. In XML
 * a list without a wrapping object is its element repeated.
 *
 * Differs: the service's pages disagree on the format of calls that name none;
 * here it is JSON, which every client asks for anyway.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/buf.h"
#include "mockalb/gateway/errors.h"

enum render_format { RENDER_json, RENDER_xml };

const char *render_type(enum render_format format); /* of Content-Type */

/* root is the element around an XML answer ("CreateRuleResponse"). */
void render_tree(struct buf *b, enum render_format format, const char *root, const cJSON *tree);

/* RequestId, HostId, Code, Message and Recommend, as a tree of the caller's. product ("Alb") may be NULL. */
cJSON *render_error(const struct api_error *error, const char *request_id, const char *host,
                    const char *product);

#endif
