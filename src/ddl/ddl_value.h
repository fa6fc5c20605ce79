/*
 * ddl_value.h - values of PL/pgSQL as far as they are known without a server.
 */
#ifndef TENFOLD_DDL_DDL_VALUE_H
#define TENFOLD_DDL_DDL_VALUE_H

#include "base/strbuf.h"

typedef enum ValueKind
{
    VALUE_UNKNOWN, /* text: what only the server knows, or NULL */
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_INTEGER,
    VALUE_REAL,
    VALUE_TEXT,
    VALUE_DATE, /* integer: days since 1970 */
    VALUE_TIMESTAMP, /* integer: microseconds since 1970 */
    VALUE_INTERVAL, /* months, days, integer: microseconds */
    VALUE_ARRAY, /* items */
    VALUE_RECORD, /* items with names */
    VALUE_OBJECT /* an oid. text: what it is, told apart from all others; label: as regclass */
} ValueKind;

typedef struct Value Value;
struct Value
{
    ValueKind kind;
    bool boolean;
    bool is_zoned; /* of a timestamp; taken to be in UTC */
    int32_t months;
    int32_t days;
    int64_t integer;
    double real;
    const char *text;
    const char *label;
    const Value *items;
    const char *const *names;
    size_t count;
};

/* What comparing says; also used as the truth of a condition. */
typedef enum Truth
{
    TRUTH_FALSE,
    TRUTH_TRUE,
    TRUTH_UNKNOWN
} Truth;

Value ddl_value_unknown(const char *why);
Value ddl_value_null(void);
Value ddl_value_bool(bool boolean);
Value ddl_value_truth(Truth truth);
Value ddl_value_integer(int64_t integer);
Value ddl_value_real(double real);

/* The text is not copied; NULL gives NULL. */
Value ddl_value_text(const char *text);

/* A copy that shares nothing with the original. */
Value ddl_value_copy(Arena *arena, Value value);

/* NULL counts as false, as in IF and WHERE. */
Truth ddl_value_is_true(Value value);

/* The same with NULL as unknown. */
Truth ddl_value_truth_of(Value value);

/* As a cast to text prints it; NULL for what has no text that is known. */
const char *ddl_value_print(Arena *arena, Value value);

/* The value as another type, by its catalog name: "int4", "text", "date"; arrays by "_text". */
Value ddl_value_cast(Arena *arena, Value value, const char *type);

/* Less than, equal to, greater than zero; false when that is not known. Neither may be NULL. */
bool ddl_value_compare(Arena *arena, Value left, Value right, int *order);

/* An operation that is not a comparison: + - * / % ||. */
Value ddl_value_operate(Arena *arena, const char *operation, Value left, Value right);

/* ---- ddl_value_time.c ---- */

Value ddl_value_date(int64_t days);
Value ddl_value_timestamp(int64_t microseconds, bool is_zoned);
Value ddl_value_civil(int64_t year, int64_t month, int64_t day);
Value ddl_value_parse_time(const char *text, const char *type);
Value ddl_value_parse_interval(const char *text);
const char *ddl_value_print_time(Arena *arena, Value value);
Value ddl_value_operate_time(const char *operation, Value left, Value right);

/* to_char(), date_trunc() and extract(); unknown for a template or field that is not followed. */
Value ddl_value_to_char(Arena *arena, Value value, const char *template);
Value ddl_value_truncate(Value value, const char *field);
Value ddl_value_field(Value value, const char *field);

#endif
