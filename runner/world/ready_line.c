#include "runner/world/ready_line.h"

#include <stdio.h>

#include "base/banned.h"

bool ready_line_read(struct str line, char *ret_endpoint, char *ret_region, size_t room)
{
    static const struct str at = { " ready at ", 10 }, region = { " (region ", 9 };
    const char *url = memmem(line.at, line.len, at.at, at.len);
    const char *place;
    struct str rest, name;

    if (!url)
        return false;
    rest = str_skip(line, (size_t)(url - line.at) + at.len);
    place = memmem(rest.at, rest.len, region.at, region.len);
    if (!place)
        return false;
    snprintf(ret_endpoint, room, "%.*s", (int)(place - rest.at), rest.at);
    rest = str_skip(rest, (size_t)(place - rest.at) + region.len);
    name = str_cut(&rest, ',');
    snprintf(ret_region, room, "%.*s", STR_ARG(name));
    return true;
}
