/* What makes this file of functions an extension of one major of PostgreSQL. */
#include "planner/compat.h"

#include "planner/hooks.h"

#include <fmgr.h>

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(tenfold_major);

/* The major that the module was built for. */
Datum
tenfold_major(PG_FUNCTION_ARGS)
{
    (void) fcinfo; /* there are no arguments */
    PG_RETURN_INT32(COMPAT_MAJOR);
}

/* Called by the server once, when the module is loaded. */
void _PG_init(void);

void
_PG_init(void)
{
    hooks_install();
}
