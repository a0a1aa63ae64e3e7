#include "runner/kube/accept.h"

#include "base/banned.h"

bool accept_param(struct str params, const char *name, struct str *ret_value)
{
    while (params.at) {
        struct str param = str_trim(str_cut(&params, ';'));
        struct str key = str_trim(str_cut(&param, '='));
        if (str_is(key, name)) {
            *ret_value = str_trim(param);
            return true;
        }
    }
    return false;
}
