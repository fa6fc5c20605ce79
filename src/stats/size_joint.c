/*
 * Most rows of real tables have the same few values: no views, no votes, no editor. Two such columns have
 * few combinations that matter, however many are possible. So common values are combined one by one, and the
 * rest of each column as a whole.
 */
#include "stats/size_joint.h"

#include <math.h>

/* Of values of a column that are looked at, so that combinations stay in the thousands. */
static const size_t most_of[] = {100, 30, 12, 6, 4};

typedef struct Joint
{
    Leaves *leaves;
    const JointColumn *columns;
    size_t count;
    size_t most;
    double key_bytes;
    double dependence;
} Joint;

/* The rows that have some values in the columns before `at`, of so many combinations. */
static void
add_from(const Joint *joint, size_t at, double rows, double distinct)
{
    const JointColumn *column = &joint->columns[at];
    double rest = 1;
    size_t used = 0;

    if (rows < 1e-6)
        return;
    if (at == joint->count)
    {
        if (distinct > 1)
            distinct = fmax(1, distinct * joint->dependence);
        size_btree_add_shared(joint->leaves, joint->key_bytes, rows, distinct,
                              joint->count == 1 && distinct <= rows);
        return;
    }
    if (column->nulls > 0)
        add_from(joint, at + 1, rows * column->nulls, distinct);
    rest -= column->nulls;
    for (; used < column->common_count && used < joint->most; used++)
    {
        double share = fmin(rest, column->common[used].fraction * column->scale);

        add_from(joint, at + 1, rows * share, distinct);
        rest -= share;
    }
    add_from(joint, at + 1, rows * fmax(0, rest),
             distinct * fmax(1, column->distinct - (double) used));
}

void
size_joint_add(Leaves *leaves, const JointColumn *columns, size_t count, double rows,
               double key_bytes, double dependence)
{
    size_t last = ARRAY_LENGTH(most_of) - 1;
    Joint joint = {.leaves = leaves,
                   .columns = columns,
                   .count = count,
                   .most = count == 0 || count > last ? most_of[last] : most_of[count - 1],
                   .key_bytes = key_bytes,
                   .dependence = dependence};

    add_from(&joint, 0, rows, 1);
}
