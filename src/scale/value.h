/*
 * value.h - values of columns as places on a line, and back.
 *
 * Integers and other numbers are themselves; days and times are seconds since 1970-01-01.
 */
#ifndef TENFOLD_SCALE_VALUE_H
#define TENFOLD_SCALE_VALUE_H

#include "schema/type.h"

/* False for types that are on no line, infinities, and years that ISO does not write with four digits. */
bool value_read(TypeFacts facts, const char *text, double *value);

/* A value as PostgreSQL reads it. `decimals` are those of a numeric type. */
char *value_text(Arena *arena, TypeFacts facts, int decimals, double value);

/* Digits after the point of numeric(p, s): s; 0 without. */
int value_decimals(const TypeName *type);

/* How far two neighbouring values are apart, where that is known: 1 of integers, a day of dates; or 0. */
double value_step(TypeFacts facts, const TypeName *type);

bool value_is_time(TypeFacts facts);

#endif
