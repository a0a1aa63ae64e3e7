#ifndef MOCKALB_GATEWAY_ERRORS_H
#define MOCKALB_GATEWAY_ERRORS_H

/*
 * Errors as the API's clients see them. The list is errors.def; to add one,
 * add a line there. A line's confidence says where it comes from: doc, client;
 * code (only the code is known from them, the status or the text is ours);
 * inferred (a default that may be wrong), ours (no such error exists in the
 * real service).
 */
struct call;

enum error_id {
#define ERROR(symbol, status, code, message, confidence) ERR_##symbol,
#include "mockalb/gateway/errors.def"
#undef ERROR
    ERR_COUNT
};

/* What a call is refused with; lives in the call's arena. */
struct api_error {
    enum error_id id;
    int status;
    const char *code;    /* whole: "IllegalParam.Priority" */
    const char *message; /* whole */
};

/*
 * The error as an answer to this call. The arguments replace the %s of its
 * message, in order. A code of errors.def that ends in ".%s" or "%s" takes the first
 * argument's last name (Rules.1.Priority → Priority).
 */
const struct api_error *refuse(struct call *call, enum error_id id, ...);

const char *error_code(enum error_id id); /* as in errors.def, for tables and tests */
int error_status(enum error_id id);

#endif
