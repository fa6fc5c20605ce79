/*
 * type.h - what is known about data types without a server.
 *
 * Sizes and alignments are those of pg_type on 64-bit PostgreSQL. Domains are followed to their base,
 * enums are four bytes; an unknown type counts as variable length, aligned to four.
 */
#ifndef TENFOLD_SCHEMA_TYPE_H
#define TENFOLD_SCHEMA_TYPE_H

#include "schema/schema.h"

typedef enum TypeCategory
{
    CATEGORY_BOOLEAN,
    CATEGORY_INTEGER, /* int2, int4, int8 */
    CATEGORY_NUMERIC,
    CATEGORY_FLOAT,
    CATEGORY_MONEY,
    CATEGORY_TEXT, /* text, varchar, bpchar, name, citext */
    CATEGORY_BINARY,
    CATEGORY_TIMESTAMP,
    CATEGORY_TIMESTAMPTZ,
    CATEGORY_DATE,
    CATEGORY_TIME,
    CATEGORY_INTERVAL,
    CATEGORY_UUID,
    CATEGORY_JSON,
    CATEGORY_JSONB,
    CATEGORY_ENUM,
    CATEGORY_ARRAY,
    CATEGORY_NETWORK,
    CATEGORY_COMPOSITE,
    CATEGORY_RANGE,
    CATEGORY_TSVECTOR,
    CATEGORY_GEOMETRY,
    CATEGORY_OTHER
} TypeCategory;

typedef struct TypeFacts
{
    TypeCategory category;
    int32_t length; /* bytes; -1 for variable length */
    uint32_t alignment; /* 1, 2, 4 or 8 */
    const char *base_name; /* the catalog's name after following domains: "int4" */
} TypeFacts;

/* The facts of a type as used; domains and enums are looked up in `schema` (NULL: built-ins only). */
TypeFacts type_facts(const Schema *schema, const TypeName *type);

/*
 * format_type()'s spelling from the parts, e.g. ("varchar", "255", 0) to "character varying(255)".
 * A NULL schema means pg_catalog; any other is written before the name, unless it is "public".
 */
char *type_text(Arena *arena, const char *schema, const char *name, const char *modifiers,
                uint32_t dimensions);

/* The type as DDL: as type_text(), but qualified also with "public", so no search_path matters. */
char *type_sql(Arena *arena, const TypeName *type);

/*
 * TypeName.modifiers of an interval from its fields as PostgreSQL's typmod keeps them (0x7FFF: all)
 * and its precision (negative: none): "day to second(3)". NULL when it has neither.
 */
char *type_interval_modifiers(Arena *arena, uint32_t fields, int32_t precision);

/* The catalog's name of a built-in type; NULL for others. Spellings such as "integer" are others. */
const char *type_builtin_name(const char *name);

/* A TypeName for a built-in: type_builtin(arena, "int8"). */
TypeName type_builtin(Arena *arena, const char *name);

/* The same with modifiers and dimensions, in any schema; the text is filled in. */
TypeName type_make(Arena *arena, const char *schema, const char *name, const char *modifiers,
                   uint32_t dimensions);

/* True when both name the same type with the same modifiers. */
bool type_equal(const TypeName *left, const TypeName *right);

/* Largest value of int2, int4, int8 by catalog name; 0 for others. */
int64_t type_integer_maximum(const char *name);

#endif
