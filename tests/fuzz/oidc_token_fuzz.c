#include "mockalb/resources/sts/oidc_token.h"

#include <stddef.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/must.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

/*
 * The bytes are a token; and then they are the claims of one. Whatever they are: it is read or not, and what is
 * read of it can be told to a client: texts in UTF-8, times that have a text.
 */
static void check(struct arena *a, const char *text)
{
    char iso[CLOCK_ISO_ROOM];
    struct oidc_token token;

    if (!oidc_token_read(a, text, &token))
        return;
    must(utf8_is_valid(str_of(token.issuer)));
    must(utf8_is_valid(str_of(token.subject)));
    must(utf8_is_valid(str_of(token.audience)));
    clock_iso(token.issued_ms, iso);
    must(strlen(iso) == strlen("2026-01-01T00:00:00Z"));
    clock_iso(token.expires_ms, iso);
    must(strlen(iso) == strlen("2026-01-01T00:00:00Z"));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *a = arena_new();
    struct str input = { (const char *)bytes, size };

    check(a, arena_strz(a, input));
    check(a, arena_printf(a, "e30.%s.c2ln", digest_base64(a, input)));
    arena_free(a);
    return 0;
}
