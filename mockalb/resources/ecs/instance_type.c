#include "mockalb/resources/ecs/instance_type.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/gateway/call.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

/* Differs: a few types of the hundreds that there are; which zone has which is not known here. */
static const struct instance_type {
    const char *family, *id, *level, *category;
    int64_t cores, memory, bandwidth, packets, interfaces, addresses, queues;
    const char *processor;
} types[] = {
#define INSTANCE_TYPE(family, id, level, category, cores, memory, bandwidth, packets, interfaces,  \
                      addresses, queues, processor)                                                \
    { family,    id,      level,      category,  cores,  memory,                                   \
      bandwidth, packets, interfaces, addresses, queues, processor },
#include "mockalb/resources/ecs/instance_types.def"
#undef INSTANCE_TYPE
};

int64_t instance_type_interfaces(const char *type)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i].id, type) == 0)
            return types[i].interfaces;
    return INT64_MAX;
}

static cJSON *type_item(const struct instance_type *type)
{
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {
        { "CpuCoreCount", type->cores },
        { "MemorySize", type->memory },
        { "InstanceBandwidthRx", type->bandwidth },
        { "InstanceBandwidthTx", type->bandwidth },
        { "InstancePpsRx", type->packets },
        { "InstancePpsTx", type->packets },
        { "EniQuantity", type->interfaces },
        { "EniTotalQuantity", type->interfaces },
        { "EniPrivateIpAddressQuantity", type->addresses },
        { "EniIpv6AddressQuantity", type->addresses },
        { "PrimaryEniQueueNumber", type->queues },
        { "SecondaryEniQueueNumber", type->queues },
        { "GPUAmount", 0 },
        { "LocalStorageAmount", 0 },
        { "NetworkCardQuantity", 1 },
    };
    cJSON *item = cJSON_CreateObject();

    json_add_text(item, "InstanceTypeId", type->id);
    json_add_text(item, "InstanceTypeFamily", type->family);
    json_add_text(item, "InstanceFamilyLevel", type->level);
    json_add_text(item, "InstanceCategory", type->category);
    json_add_text(item, "CpuArchitecture", "X86");
    json_add_text(item, "PhysicalProcessorModel", type->processor);
    json_add_text(item, "NvmeSupport", "unsupported");
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        json_add_int(item, numbers[i].name, numbers[i].value);
    return item;
}

static double number_of(struct call *call, const char *param, double fallback)
{
    const cJSON *given = json_get(call->params, param);

    return cJSON_IsNumber(given) ? given->valuedouble : fallback;
}

/* Each filter of two numbers: the one that a type has, and what is asked of it. */
static bool is_large_enough(struct call *call, const struct instance_type *type)
{
    const struct {
        int64_t has;
        double least;
    } least[] = {
        { type->cores, number_of(call, "MinimumCpuCoreCount", 0) },
        { type->memory, number_of(call, "MinimumMemorySize", 0) },
        { type->interfaces, number_of(call, "MinimumEniQuantity", 0) },
        { type->addresses, number_of(call, "MinimumEniPrivateIpAddressQuantity", 0) },
        { type->addresses, number_of(call, "MinimumEniIpv6AddressQuantity", 0) },
        { type->bandwidth, number_of(call, "MinimumInstanceBandwidthRx", 0) },
        { type->bandwidth, number_of(call, "MinimumInstanceBandwidthTx", 0) },
        { type->packets, number_of(call, "MinimumInstancePpsRx", 0) },
        { type->packets, number_of(call, "MinimumInstancePpsTx", 0) },
        { type->queues, number_of(call, "MinimumPrimaryEniQueueNumber", 0) },
        { type->queues, number_of(call, "MinimumSecondaryEniQueueNumber", 0) },
        { 0, number_of(call, "MinimumGPUAmount", 0) },
        { 0, number_of(call, "MinimumLocalStorageAmount", 0) },
    };

    for (size_t i = 0; i < sizeof(least) / sizeof(least[0]); i++)
        if ((double)least[i].has < least[i].least)
            return false;
    return (double)type->cores <= number_of(call, "MaximumCpuCoreCount", HUGE_VAL) &&
           (double)type->memory <= number_of(call, "MaximumMemorySize", HUGE_VAL);
}

static bool is_wanted(struct call *call, const struct instance_type *type)
{
    return filter_list(call, "InstanceTypes", type->id) &&
           filter_text(call, "InstanceTypeFamily", type->family) &&
           filter_list(call, "InstanceTypeFamilies", type->family) &&
           filter_text(call, "InstanceFamilyLevel", type->level) &&
           filter_text(call, "InstanceCategory", type->category) &&
           filter_list(call, "InstanceCategories", type->category) &&
           filter_text(call, "CpuArchitecture", "X86") &&
           filter_list(call, "CpuArchitectures", "X86") &&
           filter_text(call, "PhysicalProcessorModel", type->processor) &&
           filter_list(call, "PhysicalProcessorModels", type->processor) &&
           filter_text(call, "NvmeSupport", "unsupported") && is_large_enough(call, type);
}

ACTION(ecs, DescribeInstanceTypes)
{
    struct page page;

    page_begin(&page, call, NULL);
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (is_wanted(call, &types[i]))
            page_add(&page, type_item(&types[i]));
    return page_end(&page);
}
