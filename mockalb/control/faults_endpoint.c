#include "mockalb/control/endpoint.h"
#include "mockalb/gateway/faults.h"

#include "base/banned.h"

void get_faults(struct control *c, struct exchange *x)
{
    cJSON *tree = cJSON_CreateObject();

    cJSON_AddItemToObject(tree, "faults", faults_list(gateway_faults(c->world.gateway)));
    control_reply(x, 200, tree);
}

/* One fault; or a list, which takes the place of all that there are. */
void post_faults(struct control *c, struct exchange *x)
{
    struct faults *faults = gateway_faults(c->world.gateway);
    const cJSON *body = control_body(c, x);
    const cJSON *fault = cJSON_IsArray(body) ? body->child : body;
    struct err err = { "" };

    if (!body)
        return;
    if (cJSON_IsArray(body))
        faults_clear(faults);
    for (; fault; fault = cJSON_IsArray(body) ? fault->next : NULL) {
        if (!faults_add(faults, fault, &err)) {
            control_refuse(x, 400, err.text);
            return;
        }
    }
    control_reply_done(x);
}

void delete_faults(struct control *c, struct exchange *x)
{
    faults_clear(gateway_faults(c->world.gateway));
    control_reply_done(x);
}

#define CONSOLE "console"

/* {"Action": "DeleteRule", "Version": "2020-06-16", "RuleId": "rule-…"}: parameters as on the wire. */
void post_call(struct control *c, struct exchange *x)
{
    const cJSON *body = control_body(c, x), *item = NULL;
    struct request *r = gateway_request(c->world.gateway);
    struct answer answer;

    if (!body)
        return;
    r->method = STR("POST");
    r->host = STR("console");
    r->somebody = CONSOLE;
    cJSON_ArrayForEach(item, body)
    {
        if (!cJSON_IsString(item) || !item->string) {
            control_refuse(x, 400,
                           "the body is an object of texts: Action, Version and parameters");
            return;
        }
        request_add(r, str_of(item->string), str_of(item->valuestring));
    }
    gateway_answer(c->world.gateway, r, &answer);
    if (answer.status >= 400)
        control_refuse(x, 409, answer.body.len ? answer.body.at : "the call was refused");
    else
        control_reply_done(x);
    buf_done(&answer.body);
}
