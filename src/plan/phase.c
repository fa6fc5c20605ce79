#include "plan/plan.h"

const char *
phase_name(StepPhase phase)
{
    static const char *const names[] = {
        [PHASE_EXPAND] = "expand",
        [PHASE_BACKFILL] = "backfill",
        [PHASE_SWITCH] = "switch",
        [PHASE_CONTRACT] = "contract",
    };

    return names[phase];
}
