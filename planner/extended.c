#include "planner/extended.h"

void
extended_write(void)
{
}
