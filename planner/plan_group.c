#include "planner/plan_group.h"

#include "planner/extended.h"
#include "planner/harvest.h"

#include <access/xact.h>
#include <utils/guc.h>
#include <utils/memutils.h>

static void
apply_settings(const Configuration *configuration)
{
    ListCell *cell;

    if (configuration == NULL)
        return;
    if (configuration->base[0] != '\0')
        apply_settings(configuration_find(configuration->base));
    foreach (cell, configuration->settings)
    {
        const ConfigurationSetting *setting = lfirst(cell);

        (void) set_config_option(setting->name, setting->value, PGC_USERSET, PGC_S_SESSION,
                                 GUC_ACTION_SAVE, true, ERROR, false);
    }
}

void
plan_group_open(PlanGroup *group, Configuration *configuration)
{
    group->memory = CurrentMemoryContext;
    group->owner = CurrentResourceOwner;
    BeginInternalSubTransaction(NULL);
    (void) MemoryContextSwitchTo(group->memory);
    group->is_open = true;
    group->configuration = configuration;
    group->guc_level = NewGUCNestLevel();
    apply_settings(configuration);
    configuration_activate(configuration);
    extended_write();
    harvest_cover();
}

void
plan_group_close(PlanGroup *group)
{
    if (!group->is_open)
        return;
    group->is_open = false;
    group->configuration = NULL;
    configuration_activate(NULL);
    (void) MemoryContextSwitchTo(group->memory);
    RollbackAndReleaseCurrentSubTransaction();
    (void) MemoryContextSwitchTo(group->memory);
    CurrentResourceOwner = group->owner;
    harvest_uncover(); /* it reads catalogs, which what an error broke off may not */
}
