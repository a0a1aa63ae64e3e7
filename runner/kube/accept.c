#include "runner/kube/accept.h"

#include <stdlib.h>

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

/* In thousandths; what is no number weighs nothing. */
static int weight_of(struct str params)
{
    struct str q;
    int weight = 0, unit = 1000;

    if (!accept_param(params, "q", &q))
        return unit;
    for (size_t i = 0; i < q.len && unit; i++) {
        if (q.at[i] == '.')
            continue;
        if (q.at[i] < '0' || q.at[i] > '9')
            return 0;
        weight += (q.at[i] - '0') * unit;
        unit /= 10;
    }
    return weight > 1000 ? 1000 : weight;
}

/* How exactly a range names the type: 3 wholly, 2 by its first half, 1 as anything; 0 not. */
static int nearness(struct str range, const char *type)
{
    struct str half = str_of(type);

    if (str_is(range, type))
        return 3;
    half = str_cut(&half, '/');
    if (range.len == half.len + 2 && str_starts(range, half) && str_ends(range, STR("/*")))
        return 2;
    return str_is(range, "*/*");
}

int accept_choose(struct str accept, const char *const *types, size_t count)
{
    int best = -1, most = 0;

    if (!accept.len)
        return 0;
    while (accept.at) {
        struct str params = str_cut(&accept, ','), range = str_trim(str_cut(&params, ';'));
        for (size_t i = 0; i < count; i++) {
            int near = nearness(range, types[i]), weight = weight_of(params);
            if (near && weight && 4 * weight + near > most) {
                most = 4 * weight + near;
                best = (int)i;
            }
        }
    }
    return best;
}
