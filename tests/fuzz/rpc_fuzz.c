#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/must.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/mockalb/gateway/shop/shop.h"

#include "base/banned.h"

/*
 * The bytes are the form of a call: whatever they are, the answer is a reply or
 * an error, as JSON or XML, in UTF-8; a refusal changes nothing; the journal
 * has one entry for the call, and that is JSON.
 */
static void check_line(void *arg, struct blob *line)
{
    struct str text = blob_str(line);
    cJSON *entry = json_parse(text, NULL);

    must(entry && utf8_is_valid(text));
    *(int *)arg += str_is(str_of(json_text(entry, "type")), "call");
    cJSON_Delete(entry);
}

static void check_answer(const struct shop *s, const struct answer *answer)
{
    struct str body = buf_str(&answer->body);
    cJSON *tree = json_parse(body, NULL);

    must(answer->status == 200 || (answer->status >= 400 && answer->status < 600));
    must(utf8_is_valid(body));
    must(answer->format == RENDER_xml ? str_starts(body, STR("<?xml")) : tree != NULL);
    must(answer->format == RENDER_xml || json_text(tree, "RequestId"));
    must(answer->status == 200 || store_revision(s->store) == 0);
    must(!store_in_transaction(s->store));
    cJSON_Delete(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct journal_filter all;
    struct shop *s = shop_open(shop_options());
    struct request *r = gateway_request(s->gateway);
    struct answer answer;
    int calls = 0;

    r->method = STR("POST");
    r->host = STR("shop.here.example.com");
    r->version = STR("2020-01-01");
    request_add_form(r, (struct str){ (const char *)bytes, size });
    gateway_answer(s->gateway, r, &answer);

    check_answer(s, &answer);
    journal_read(s->journal, &all, 0, SIZE_MAX, check_line, &calls);
    must(calls == 1);
    buf_done(&answer.body);
    shop_close(s);
    return 0;
}
