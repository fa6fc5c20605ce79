/*
 * stub.h - stand-ins for what extensions that are not there would have brought.
 */
#ifndef TENFOLD_SCRATCH_STUB_H
#define TENFOLD_SCRATCH_STUB_H

#include "db/db.h"
#include "schema/schema.h"

/*
 * Gives every type that the schema uses, does not define and the database does not know a stand-in
 * made of text, so that its tables load. `admin` is the superuser's connection to the database.
 */
bool stub_types(Db *admin, Arena *arena, const Schema *schema, Error *error) MUST_CHECK;

/*
 * Makes all stand-ins members of an extension, as what they stand for is: reading the catalogs gives
 * the schema that was loaded, without them.
 */
bool stub_hide(Db *admin, Error *error) MUST_CHECK;

#endif
