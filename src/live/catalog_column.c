#include "live/catalog_internal.h"

#include "sql.gen.h"

static IdentityKind
identity_of(char letter)
{
    if (letter == 'a')
        return IDENTITY_ALWAYS;
    return letter == 'd' ? IDENTITY_BY_DEFAULT : IDENTITY_NONE;
}

static const char *
storage_of(char letter)
{
    switch (letter)
    {
    case 'p':
        return "plain";
    case 'e':
        return "external";
    case 'x':
        return "extended";
    case 'm':
        return "main";
    default:
        return NULL;
    }
}

static Column *
new_column(Catalog *catalog, const CatalogRow *row)
{
    Column *column = arena_new_object(catalog->arena, Column);
    const char *target = catalog_text(row, "statistics_target");

    column->name = catalog_text(row, "name");
    column->type = catalog_type(row, "type");
    column->is_not_null = catalog_flag(row, "is_not_null");
    column->is_inherited = catalog_flag(row, "is_inherited");
    column->identity = identity_of(catalog_letter(row, "identity"));
    column->collation = catalog_text(row, "collation");
    column->storage = storage_of(catalog_letter(row, "storage"));
    column->statistics_target =
        target == NULL ? -1 : (int32_t) catalog_number(row, "statistics_target");
    column->comment = catalog_text(row, "comment");
    catalog_options(row, "options", &column->options);
    catalog_options(row, "foreign_options", &column->options);
    return column;
}

static void
take_column(Catalog *catalog, const CatalogRow *row)
{
    const CatalogRelation *relation = catalog_relation(catalog, row, "relation");
    Column *column;

    if (relation == NULL || relation->table == NULL)
        return;
    column = new_column(catalog, row);
    if (catalog_letter(row, "generated") != '\0')
        column->generated_expr = catalog_expr(catalog, row, "default_text");
    else
        column->default_expr = catalog_expr(catalog, row, "default_text");
    list_append(&relation->table->columns, column);
}

bool
catalog_read_columns(Catalog *catalog)
{
    return catalog_each(catalog, sql_catalog_columns, take_column);
}
