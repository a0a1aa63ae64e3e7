#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/banned.h"

#define STEPS 1000000u /* of one search */

bool regex_is_valid(struct str pattern)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len, PCRE2_UTF, &error, &offset, NULL);

    pcre2_code_free(code);
    return code != NULL;
}

bool regex_finds(struct str pattern, struct str text)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len, PCRE2_UTF, &error, &offset, NULL);
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    pcre2_match_data *found = code ? pcre2_match_data_create(1, NULL) : NULL;
    bool ok = false;

    if (found && limits) {
        pcre2_set_match_limit(limits, STEPS);
        ok = pcre2_match(code, (PCRE2_SPTR)text.at, text.len, 0, 0, found, limits) >= 0;
    }
    pcre2_match_data_free(found);
    pcre2_match_context_free(limits);
    pcre2_code_free(code);
    return ok;
}
