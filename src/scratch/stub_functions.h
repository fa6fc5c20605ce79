/*
 * stub_functions.h - stand-ins for functions of extensions that are not there.
 */
#ifndef TENFOLD_SCRATCH_STUB_FUNCTIONS_H
#define TENFOLD_SCRATCH_STUB_FUNCTIONS_H

#include "db/db.h"
#include "schema/schema.h"

/*
 * Makes a function for every name that a default, generated column, check or index calls, the schema does not
 * define and the database does not know: so that the tables load. None can be executed.
 */
bool stub_functions(Db *admin, Arena *arena, const Schema *schema, Error *error) MUST_CHECK;

#endif
