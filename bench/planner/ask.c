/*
 * The whole way: a loaded database is read as any user's, its schema goes into the private server, its numbers
 * to the planner there.
 *
 *   bench_planner_ask TARGET <QUERIES   one a line; for each its cost, then the nodes of its plan
 */
#include "asking.h"

static bool
answer(const Asking *asking, char *sql, Error *error)
{
    PlanRequest request = {.configuration = "now", .sql = sql};
    PlannedQuery *planned;

    if (!whatif_plan(asking->whatif, asking->arena, &request, 1, &planned, error))
        return false;
    if (!planned->is_planned)
    {
        printf("failed\t%s\n", planned->message);
        return true;
    }
    printf("cost\t%.6f\n", planned->total_cost);
    asking_print(planned->plan, 0);
    return true;
}

int
main(int count, char **arguments)
{
    return asking_run(count > 1 ? arguments[1] : "", answer);
}
