/*
 * size_joint.h - how rows fall on the keys of an index over several columns.
 */
#ifndef TENFOLD_STATS_SIZE_JOINT_H
#define TENFOLD_STATS_SIZE_JOINT_H

#include "stats/size_btree.h"
#include "stats/stats.h"

typedef struct JointColumn
{
    const CommonValue *common;
    size_t common_count;
    double scale; /* of their fractions: 1, or more where the rows counted have no null */
    double nulls; /* share of the rows that share this value, too */
    double distinct;
} JointColumn;

/*
 * Adds the tuples for so many rows, as if the columns were independent of each other; `dependence` is how
 * many times fewer the combinations of their less common values are.
 */
void size_joint_add(Leaves *leaves, const JointColumn *columns, size_t count, double rows,
                    double key_bytes, double dependence);

#endif
