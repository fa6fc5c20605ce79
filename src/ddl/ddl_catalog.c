/*
 * ddl_catalog.c - pg_class and its like, filled from the model when a query asks.
 *
 * A column that is not set is unknown; a catalog that the model has no rows of (roles, settings,
 * statistics) is not answered at all.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_catalog.h"

typedef void (*Fill)(Eval *eval, RowSet *set);

enum
{
    ROW_WORK = 50
};

Value *
ddl_catalog_row(Eval *eval, RowSet *set)
{
    Row *row = arena_new_object(eval->arena, Row);
    Value *values = arena_new_array(eval->arena, Value, set->width + 1);

    row->values = values;
    list_append(&set->rows, row);
    *eval->work -= *eval->work < ROW_WORK ? *eval->work : ROW_WORK;
    return values;
}

void
ddl_catalog_set(Value *row, const RowSet *set, const char *column, Value value)
{
    for (size_t i = 0; i < set->width; i++)
    {
        if (strcmp(set->columns[i], column) == 0)
            row[i] = value;
    }
}

Value
ddl_catalog_letter(Eval *eval, char value)
{
    return ddl_value_text(arena_printf(eval->arena, "%c", value));
}

static const struct
{
    const char *name;
    Fill fill;
    const char *columns; /* separated by blanks */
} catalogs[] = {
    {"pg_namespace", ddl_catalog_fill_namespaces, "oid nspname nspowner nspacl"},
    {"pg_class", ddl_catalog_fill_classes,
     "oid relname relnamespace relkind relispartition relrowsecurity relforcerowsecurity "
     "relpersistence relpartbound reltuples relpages relowner relhasindex relacl reloptions"},
    {"pg_attribute", ddl_catalog_fill_attributes,
     "attrelid attname atttypid attnum attnotnull atthasdef attisdropped attidentity attgenerated "
     "atttypmod attstattarget attisinherited"},
    {"pg_constraint", ddl_catalog_fill_constraints,
     "oid conname conrelid connamespace contype convalidated condeferrable condeferred confrelid "
     "conkey confkey contypid conindid confdeltype confupdtype"},
    {"pg_index", ddl_catalog_fill_indexes,
     "indexrelid indrelid indisunique indisprimary indisvalid indisready indkey indexprs indpred"},
    {"pg_indexes", ddl_catalog_fill_indexes, "schemaname tablename indexname tablespace indexdef"},
    {"pg_type", ddl_catalog_fill_types,
     "oid typname typnamespace typtype typrelid typcategory typowner"},
    {"pg_enum", ddl_catalog_fill_enums, "oid enumtypid enumlabel enumsortorder"},
    {"pg_tables", ddl_catalog_fill_tables,
     "schemaname tablename tableowner tablespace hasindexes hasrules hastriggers rowsecurity"},
    {"pg_views", ddl_catalog_fill_views, "schemaname viewname viewowner definition"},
    {"pg_matviews", ddl_catalog_fill_matviews,
     "schemaname matviewname matviewowner definition ispopulated"},
    {"pg_sequences", ddl_catalog_fill_sequences, "schemaname sequencename last_value"},
    {"pg_trigger", ddl_catalog_fill_triggers, "oid tgname tgrelid tgisinternal tgenabled tgfoid"},
    {"pg_policies", ddl_catalog_fill_policies,
     "schemaname tablename policyname permissive roles cmd qual with_check"},
    {"pg_policy", ddl_catalog_fill_policies, "oid polname polrelid polcmd polpermissive"},
    {"pg_proc", ddl_catalog_fill_routines,
     "oid proname pronamespace prokind pronargs prosrc prorettype"},
    {"pg_extension", ddl_catalog_fill_extensions, "oid extname extnamespace extversion extowner"},
    {"pg_inherits", ddl_catalog_fill_parents, "inhrelid inhparent inhseqno"},
    {"pg_partitioned_table", ddl_catalog_fill_partitioned, "partrelid partstrat"},
    {"pg_publication", ddl_catalog_fill_publications, "oid pubname puballtables"},
    {"pg_event_trigger", ddl_catalog_fill_event_triggers, "oid evtname"},
};

/* The columns of a catalog, from their one text. */
static void
name_columns(Eval *eval, RowSet *set, const char *columns)
{
    const char **names = arena_new_array(eval->arena, const char *, strlen(columns) / 2 + 2);

    while (*columns != '\0')
    {
        size_t length = strcspn(columns, " ");

        names[set->width++] = arena_strndup(eval->arena, columns, length);
        columns += length;
        columns += strspn(columns, " ");
    }
    set->columns = names;
}

/* Filled once for all that a statement asks. */
static RowSet
catalog(Eval *eval, const char *name, Fill fill, const char *columns)
{
    Named *named;

    for (const Named *at = eval->catalogs; at != NULL; at = at->next)
    {
        if (str_equal(at->name, name))
            return at->set;
    }
    named = arena_new_object(eval->arena, Named);
    name_columns(eval, &named->set, columns);
    fill(eval, &named->set);
    named->name = name;
    named->next = eval->catalogs;
    eval->catalogs = named;
    return named->set;
}

bool
ddl_catalog_rows(Eval *eval, const char *space, const char *name, RowSet *out)
{
    if (space != NULL && strcmp(space, "information_schema") == 0)
        return ddl_catalog_information(eval, name, out);
    if (space != NULL && strcmp(space, "pg_catalog") != 0)
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(catalogs); i++)
    {
        if (strcmp(catalogs[i].name, name) == 0)
        {
            *out = catalog(eval, catalogs[i].name, catalogs[i].fill, catalogs[i].columns);
            return true;
        }
    }
    return false;
}

bool
ddl_catalog_attributes(Eval *eval, const char *name, Value relation, RowSet *out)
{
    Eval one = *eval;

    if (strcmp(name, "pg_attribute") != 0 || relation.kind != VALUE_OBJECT)
        return false;
    one.relation = relation.text;
    one.catalogs = NULL;
    return ddl_catalog_rows(&one, NULL, name, out);
}
