#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/attachment.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/child_instance.h"
#include "mockalb/resources/cen/transit_router.h"

#include "base/banned.h"

/*
 * Differs: the list of errors of CreateTransitRouterVbrAttachment is not known. Which code stands for
 * which fault of the border router is inferred from what clients retry and from the VPC's.
 */
static const struct api_error *check(struct call *call, const struct object *router,
                                     const struct object *vbr)
{
    const struct api_error *refusal = attachment_check_owner(call, router, &attachment_vbr);

    if (refusal)
        return refusal;
    if (!json_is_text(json_get(vbr->body, "Status"), "active"))
        return refuse(call, ERR_attach_vbr_status);
    if (central_keyed(call, &kind_cen_attachment, vbr->id, NULL, NULL) ||
        child_instance_of(call, vbr->id))
        return refuse(call, ERR_attach_exists);
    return NULL;
}

ACTION(cen, CreateTransitRouterVbrAttachment)
{
    const struct api_error *refusal;
    const struct object *router = router_for_attachment(call, &refusal);

    if (!router)
        return refusal;
    const struct object *vbr = store_get(call->store, &kind_virtual_border_router, router->scope,
                                         json_text_or(call->params, "VbrId", ""));
    if (!vbr)
        return refuse(call, ERR_attach_vbr_unknown);
    refusal = check(call, router, vbr);
    if (refusal)
        return refusal;
    cJSON *body = attachment_begin(call, router, &attachment_vbr);
    json_add_text(body, "VbrRegionId", vbr->scope);
    return attachment_end(call, router, body);
}

ACTION(cen, UpdateTransitRouterVbrAttachmentAttribute)
{
    return attachment_modify(call, &attachment_vbr);
}

ACTION(cen, DeleteTransitRouterVbrAttachment)
{
    return attachment_delete(call, &attachment_vbr);
}

ACTION(cen, ListTransitRouterVbrAttachments)
{
    return attachment_list(call, &attachment_vbr);
}
