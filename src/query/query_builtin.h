/*
 * query_builtin.h - what PostgreSQL's own catalogs hold: types, casts, functions, operators,
 * system relations; also those of the usual extensions.
 *
 * The tables are written by tools/builtin.py. A type is a number; its array is the same number with
 * TYPE_ARRAY.
 */
#ifndef TENFOLD_QUERY_QUERY_BUILTIN_H
#define TENFOLD_QUERY_QUERY_BUILTIN_H

#include "base/base.h"
#include "query/builtin_type.gen.h"

typedef uint32_t TypeId;

#define TYPE_ARRAY 0x80000000u

enum
{
    TYPE_NOTHING = 0,
    TYPE_OWN_FIRST = 0x1000 /* types of the schema are numbered from here on */
};

typedef struct BuiltinTypeRow
{
    const char *name;
    const char *schema; /* NULL: pg_catalog, or wherever the extension is */
    uint8_t extension;
    char kind; /* pg_type.typtype */
    char category; /* pg_type.typcategory */
    bool is_preferred;
    bool has_collation;
    uint16_t element; /* of what is no true array: point, int2vector */
    uint16_t other; /* a domain's base, a range's subtype, a multirange's range */
} BuiltinTypeRow;

enum
{
    BUILTIN_SET = 1,
    BUILTIN_STRICT = 2,
    BUILTIN_VARIADIC = 4,
    BUILTIN_AGGREGATE = 8,
    BUILTIN_WINDOW = 16
};

typedef struct BuiltinFunction
{
    const char *name;
    const char *argument_names; /* "a,b" */
    const char *result_names; /* of OUT arguments: "key,value" */
    uint16_t arguments; /* where in the pool */
    uint16_t results;
    uint16_t result;
    uint8_t extension;
    uint8_t argument_count;
    uint8_t default_count;
    uint8_t result_count;
    uint8_t flags;
    char volatility;
} BuiltinFunction;

typedef struct BuiltinOperator
{
    const char *name;
    uint8_t extension;
    uint16_t left; /* 0 for a prefix operator */
    uint16_t right;
    uint16_t result;
} BuiltinOperator;

typedef struct BuiltinCast
{
    uint16_t source;
    uint16_t target;
    char context; /* pg_cast.castcontext: 'i', 'a', 'e' */
    bool is_free; /* the bytes are the same */
} BuiltinCast;

typedef struct BuiltinColumn
{
    const char *name;
    uint16_t type;
    bool is_not_null;
} BuiltinColumn;

typedef struct BuiltinRelation
{
    const char *name;
    const char *schema;
    uint16_t columns;
    uint16_t column_count;
} BuiltinRelation;

/* The number of a type of pg_catalog, information_schema or (schema NULL) an extension. */
TypeId builtin_type(const char *schema, const char *name);

/* NULL for numbers of the schema's types. */
const BuiltinTypeRow *builtin_type_row(TypeId type);

/* The range whose subtype this is, and the multirange of a range; TYPE_NOTHING when there is none. */
TypeId builtin_type_over(TypeId type, char kind);

/* All of a name stand together. */
const BuiltinFunction *builtin_function(const char *name, size_t *count);
const BuiltinOperator *builtin_operator(const char *name, size_t *count);

/* Argument types, and those of OUT arguments. */
TypeId builtin_argument(const BuiltinFunction *function, size_t index);
TypeId builtin_result(const BuiltinFunction *function, size_t index);

/* NULL when there is no cast. */
const BuiltinCast *builtin_cast(TypeId from, TypeId to);

const BuiltinRelation *builtin_relation(const char *schema, const char *name);
const BuiltinColumn *builtin_column(const BuiltinRelation *relation, size_t index);
TypeId builtin_column_type(const BuiltinColumn *column);

/* A TypeId of a number as the tables hold it. */
TypeId builtin_id(uint16_t number);

const char *builtin_extension(uint8_t extension);

#endif
