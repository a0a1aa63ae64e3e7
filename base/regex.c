#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/banned.h"

bool regex_is_valid(struct str pattern)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len, PCRE2_UTF, &error, &offset, NULL);

    pcre2_code_free(code);
    return code != NULL;
}
