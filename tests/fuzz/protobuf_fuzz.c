#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/must.h"
#include "base/utf8.h"
#include "runner/kube/protobuf.h"
#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

/*
 * Whatever the bytes are: an object or an error. An object is JSON, and is the same after it was
 * written and read once more (the first reading may drop zeros that say nothing).
 */
static struct str text_of(struct buf *b, const cJSON *object)
{
    buf_reset(b);
    json_print_canonical(b, object);
    return buf_str(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buf first = BUF_LIMIT(64u << 20), second = first, wire = first;
    struct err err = { "" };
    cJSON *object = protobuf_decode((struct str){ (const char *)bytes, size }, &err), *again;

    must(object ? !err.text[0] : err.text[0]);
    if (object) {
        must(utf8_is_valid(text_of(&first, object)));
        must(protobuf_encode(&wire, object));
        again = protobuf_decode(buf_str(&wire), &err);
        must(again);
        buf_reset(&wire);
        must(protobuf_encode(&wire, again));
        cJSON_Delete(object);
        object = protobuf_decode(buf_str(&wire), &err);
        must(object);
        must(str_eq(text_of(&first, object), text_of(&second, again)));
        cJSON_Delete(again);
    }
    cJSON_Delete(object);
    buf_done(&first);
    buf_done(&second);
    buf_done(&wire);
    return 0;
}
