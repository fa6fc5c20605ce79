/*
 * type_list.h - the built-in types, sorted by their catalog name; for type.c alone.
 *
 * typlen and typalign of pg_type; a test compares them with a server. `spelling` and `tail` are what
 * format_type() writes before and after the modifiers, where that is not the name.
 */
#ifndef TENFOLD_SCHEMA_TYPE_LIST_H
#define TENFOLD_SCHEMA_TYPE_LIST_H

#include "schema/type.h"

typedef struct BuiltinType
{
    const char *name;
    TypeCategory category;
    int32_t length;
    uint32_t alignment;
    const char *spelling;
    const char *tail;
} BuiltinType;

/* clang-format off */
static const BuiltinType builtin_types[] = {
    {"aclitem", CATEGORY_OTHER, 12, 4, NULL, NULL},
    {"any", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"anyarray", CATEGORY_ARRAY, -1, 8, NULL, NULL},
    {"anycompatible", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"anycompatiblearray", CATEGORY_ARRAY, -1, 8, NULL, NULL},
    {"anycompatiblemultirange", CATEGORY_RANGE, -1, 8, NULL, NULL},
    {"anycompatiblenonarray", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"anycompatiblerange", CATEGORY_RANGE, -1, 8, NULL, NULL},
    {"anyelement", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"anyenum", CATEGORY_ENUM, 4, 4, NULL, NULL},
    {"anymultirange", CATEGORY_RANGE, -1, 8, NULL, NULL},
    {"anynonarray", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"anyrange", CATEGORY_RANGE, -1, 8, NULL, NULL},
    {"bit", CATEGORY_OTHER, -1, 4, "bit", NULL},
    {"bool", CATEGORY_BOOLEAN, 1, 1, "boolean", NULL},
    {"box", CATEGORY_GEOMETRY, 32, 8, NULL, NULL},
    {"bpchar", CATEGORY_TEXT, -1, 4, "character", NULL},
    {"bytea", CATEGORY_BINARY, -1, 4, NULL, NULL},
    {"char", CATEGORY_OTHER, 1, 1, NULL, NULL},
    {"cid", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"cidr", CATEGORY_NETWORK, -1, 4, NULL, NULL},
    {"circle", CATEGORY_GEOMETRY, 24, 8, NULL, NULL},
    {"cstring", CATEGORY_OTHER, -2, 1, NULL, NULL},
    {"date", CATEGORY_DATE, 4, 4, NULL, NULL},
    {"datemultirange", CATEGORY_RANGE, -1, 4, NULL, NULL},
    {"daterange", CATEGORY_RANGE, -1, 4, NULL, NULL},
    {"event_trigger", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"fdw_handler", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"float4", CATEGORY_FLOAT, 4, 4, "real", NULL},
    {"float8", CATEGORY_FLOAT, 8, 8, "double precision", NULL},
    {"gtsvector", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"index_am_handler", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"inet", CATEGORY_NETWORK, -1, 4, NULL, NULL},
    {"int2", CATEGORY_INTEGER, 2, 2, "smallint", NULL},
    {"int2vector", CATEGORY_ARRAY, -1, 4, NULL, NULL},
    {"int4", CATEGORY_INTEGER, 4, 4, "integer", NULL},
    {"int4multirange", CATEGORY_RANGE, -1, 4, NULL, NULL},
    {"int4range", CATEGORY_RANGE, -1, 4, NULL, NULL},
    {"int8", CATEGORY_INTEGER, 8, 8, "bigint", NULL},
    {"int8multirange", CATEGORY_RANGE, -1, 8, NULL, NULL},
    {"int8range", CATEGORY_RANGE, -1, 8, NULL, NULL},
    {"internal", CATEGORY_OTHER, 8, 8, NULL, NULL},
    {"interval", CATEGORY_INTERVAL, 16, 8, "interval", NULL},
    {"json", CATEGORY_JSON, -1, 4, NULL, NULL},
    {"jsonb", CATEGORY_JSONB, -1, 4, NULL, NULL},
    {"jsonpath", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"language_handler", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"line", CATEGORY_GEOMETRY, 24, 8, NULL, NULL},
    {"lseg", CATEGORY_GEOMETRY, 32, 8, NULL, NULL},
    {"macaddr", CATEGORY_NETWORK, 6, 4, NULL, NULL},
    {"macaddr8", CATEGORY_NETWORK, 8, 4, NULL, NULL},
    {"money", CATEGORY_MONEY, 8, 8, NULL, NULL},
    {"name", CATEGORY_TEXT, 64, 1, NULL, NULL},
    {"numeric", CATEGORY_NUMERIC, -1, 4, "numeric", NULL},
    {"nummultirange", CATEGORY_RANGE, -1, 4, NULL, NULL},
    {"numrange", CATEGORY_RANGE, -1, 4, NULL, NULL},
    {"oid", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"oidvector", CATEGORY_ARRAY, -1, 4, NULL, NULL},
    {"path", CATEGORY_GEOMETRY, -1, 8, NULL, NULL},
    {"pg_brin_bloom_summary", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"pg_brin_minmax_multi_summary", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"pg_ddl_command", CATEGORY_OTHER, 8, 8, NULL, NULL},
    {"pg_dependencies", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"pg_lsn", CATEGORY_OTHER, 8, 8, NULL, NULL},
    {"pg_mcv_list", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"pg_ndistinct", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"pg_node_tree", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"pg_snapshot", CATEGORY_OTHER, -1, 8, NULL, NULL},
    {"point", CATEGORY_GEOMETRY, 16, 8, NULL, NULL},
    {"polygon", CATEGORY_GEOMETRY, -1, 8, NULL, NULL},
    {"record", CATEGORY_COMPOSITE, -1, 8, NULL, NULL},
    {"refcursor", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"regclass", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"regcollation", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"regconfig", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"regdictionary", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"regnamespace", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"regoper", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"regoperator", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"regproc", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"regprocedure", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"regrole", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"regtype", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"table_am_handler", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"text", CATEGORY_TEXT, -1, 4, NULL, NULL},
    {"tid", CATEGORY_OTHER, 6, 2, NULL, NULL},
    {"time", CATEGORY_TIME, 8, 8, "time", " without time zone"},
    {"timestamp", CATEGORY_TIMESTAMP, 8, 8, "timestamp", " without time zone"},
    {"timestamptz", CATEGORY_TIMESTAMPTZ, 8, 8, "timestamp", " with time zone"},
    {"timetz", CATEGORY_TIME, 12, 8, "time", " with time zone"},
    {"trigger", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"tsm_handler", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"tsmultirange", CATEGORY_RANGE, -1, 8, NULL, NULL},
    {"tsquery", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"tsrange", CATEGORY_RANGE, -1, 8, NULL, NULL},
    {"tstzmultirange", CATEGORY_RANGE, -1, 8, NULL, NULL},
    {"tstzrange", CATEGORY_RANGE, -1, 8, NULL, NULL},
    {"tsvector", CATEGORY_TSVECTOR, -1, 4, NULL, NULL},
    {"txid_snapshot", CATEGORY_OTHER, -1, 8, NULL, NULL},
    {"unknown", CATEGORY_OTHER, -2, 1, NULL, NULL},
    {"uuid", CATEGORY_UUID, 16, 1, NULL, NULL},
    {"varbit", CATEGORY_OTHER, -1, 4, "bit varying", NULL},
    {"varchar", CATEGORY_TEXT, -1, 4, "character varying", NULL},
    {"void", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"xid", CATEGORY_OTHER, 4, 4, NULL, NULL},
    {"xid8", CATEGORY_OTHER, 8, 8, NULL, NULL},
    {"xml", CATEGORY_OTHER, -1, 4, NULL, NULL},
};

/* Types of well-known extensions, in whatever schema they are. */
static const BuiltinType extension_types[] = {
    {"citext", CATEGORY_TEXT, -1, 4, NULL, NULL},
    {"cube", CATEGORY_OTHER, -1, 8, NULL, NULL},
    {"geography", CATEGORY_GEOMETRY, -1, 8, NULL, NULL},
    {"geometry", CATEGORY_GEOMETRY, -1, 8, NULL, NULL},
    {"hstore", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"ltree", CATEGORY_OTHER, -1, 4, NULL, NULL},
    {"seg", CATEGORY_OTHER, 12, 4, NULL, NULL},
};
/* clang-format on */

#endif
