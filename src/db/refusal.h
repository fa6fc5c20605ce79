/*
 * refusal.h - why a connection failed, in words that lead on.
 */
#ifndef TENFOLD_DB_REFUSAL_H
#define TENFOLD_DB_REFUSAL_H

#include "base/error.h"

/* Turns libpq's words, held by the error, into message, detail and hint. Returns false. */
bool refusal_explain(Error *error, const char *target_label);

#endif
