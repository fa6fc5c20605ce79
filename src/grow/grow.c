#include "grow/grow_internal.h"

Growth *
grow_start(Arena *arena, const Design *design, const GrowOptions *options)
{
    Growth *growth = arena_new_object(arena, Growth);

    growth->arena = arena;
    growth->design = design;
    growth->options = *options;
    if (options->cores > 0)
        growth->pool = 2 * options->cores + options->disks;
    wall_build(growth);
    key_growth_build(growth);
    moment_choose(growth);
    table_growth_build(growth);
    freeze_growth_build(growth);
    return growth;
}

bool
grow_plan(Growth *growth, WhatIf *whatif, Error *error)
{
    static const WorkloadQueryList none = {0};
    const Workload *workload = growth->design->workload;
    const char *configurations[GROW_MOMENTS];

    for (size_t i = 0; i < GROW_MOMENTS; i++)
    {
        const WhatIfConfiguration configuration = {.name = growth->moments[i].configuration,
                                                   .stats = growth->moments[i].stats};

        configurations[i] = configuration.name;
        if (!whatif_configure(whatif, growth->arena, &configuration, NULL, error))
            return false;
    }
    if (!price_plan(whatif, growth->arena, workload == NULL ? &none : &workload->queries,
                    configurations, GROW_MOMENTS, 0, &growth->prices, error) ||
        !fired_price(growth, whatif, configurations, error))
        return false;
    growth->server_version = whatif_server_version(whatif);
    query_growth_build(growth);
    flip_find(growth);
    return flip_resample(growth, whatif, error);
}
