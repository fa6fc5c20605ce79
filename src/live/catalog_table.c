#include "live/catalog_internal.h"

#include "sql.gen.h"

static TableKind
kind_of(char letter)
{
    if (letter == 'p')
        return TABLE_PARTITIONED;
    return letter == 'f' ? TABLE_FOREIGN : TABLE_PLAIN;
}

static ReplicaIdentity
replica_identity_of(char letter)
{
    switch (letter)
    {
    case 'f':
        return REPLICA_IDENTITY_FULL;
    case 'n':
        return REPLICA_IDENTITY_NOTHING;
    case 'i':
        return REPLICA_IDENTITY_INDEX;
    default:
        return REPLICA_IDENTITY_DEFAULT;
    }
}

static PartitionStrategy
strategy_of(char letter)
{
    if (letter == 'l')
        return PARTITION_LIST;
    return letter == 'h' ? PARTITION_HASH : PARTITION_RANGE;
}

static void
take_table(Catalog *catalog, const CatalogRow *row)
{
    Table *table = arena_new_object(catalog->arena, Table);

    table->schema = catalog_text(row, "schema");
    table->name = catalog_text(row, "name");
    table->kind = kind_of(catalog_letter(row, "kind"));
    table->persistence =
        catalog_letter(row, "persistence") == 'u' ? PERSISTENCE_UNLOGGED : PERSISTENCE_LOGGED;
    table->owner = catalog_role(catalog, catalog_text(row, "owner"));
    table->comment = catalog_text(row, "comment");
    table->has_row_security = catalog_flag(row, "has_row_security");
    table->has_forced_row_security = catalog_flag(row, "has_forced_row_security");
    table->replica_identity = replica_identity_of(catalog_letter(row, "replica_identity"));
    table->access_method = catalog_text(row, "access_method");
    table->tablespace = catalog_text(row, "tablespace");
    table->of_type_schema = catalog_text(row, "of_type_schema");
    table->of_type_name = catalog_text(row, "of_type_name");
    table->partition_bound = catalog_text(row, "partition_bound");
    table->foreign_server = catalog_text(row, "foreign_server");
    catalog_options(row, "options", &table->options);
    catalog_options(row, "toast_options", &table->options);
    catalog_options(row, "foreign_options", &table->options);
    if (table->kind == TABLE_PARTITIONED)
    {
        table->partition_key = arena_new_object(catalog->arena, PartitionKey);
        table->partition_key->strategy = strategy_of(catalog_letter(row, "partition_strategy"));
    }
    table->ordinal = ++catalog->ordinal;
    catalog_relation_add(catalog, row)->table = table;
    schema_add_table(catalog->schema, table);
}

bool
catalog_read_tables(Catalog *catalog)
{
    return catalog_each(catalog, sql_catalog_tables, take_table);
}
