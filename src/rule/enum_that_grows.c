#include "rule/list.h"

enum
{
    LABELS_MANY = 20
};

/* How many columns of tables that count have this type. */
static size_t
count_uses(const Design *design, const Type *type)
{
    size_t count = 0;

    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        if (!design_is_counted(design, table))
            continue;
        for (const Column *column = table->columns.first; column != NULL; column = column->next)
            count += str_equal(column->type.name, type->name) &&
                     str_equal(column->type.schema, type->schema);
    }
    return count;
}

static void
check(const Design *design, Findings *findings)
{
    for (const Type *type = design->schema->types.first; type != NULL; type = type->next)
    {
        size_t uses;
        Finding *finding;

        if (type->kind != TYPE_ENUM || type->labels.count < LABELS_MANY)
            continue;
        uses = count_uses(design, type);
        if (uses == 0)
            continue;
        finding = finding_add(
            findings, &rule_enum_that_grows, NULL, type->name, type->location,
            "enum %s has %zu values in %zu column%s: one can be added, none can be removed",
            type->name, type->labels.count, uses, uses == 1 ? "" : "s");
        finding->object_id = arena_printf(findings->arena, "%s.%s", type->schema, type->name);
        finding->weight = (double) type->labels.count;
        finding->kept_back = "an enum that only ever grows is no trouble but its length";
    }
}

const Rule rule_enum_that_grows = {
    .id = "enum-that-grows",
    .catalogue = "TYP07",
    .severity = SEVERITY_REMARK,
    .title = "enum with many values",
    .why = "A value can be added to an enum without a lock on the tables, but never removed or "
           "split: that needs a "
           "new type and a rewrite of every table that uses it. An enum of twenty values is a list "
           "that grows, and each new one is a migration, where with a table it is an insert.",
    .fix = "A table of the values with a short text key and a foreign key; or text with a CHECK.",
    .trade_off = "An enum takes 4 bytes and checks itself; a text key takes some more, and the "
                 "foreign key a "
                 "look-up for each insert.",
    .not_when = "Fewer than 20 values, or no column uses the type.",
    .source = "PostgreSQL manual, 8.7 Enumerated Types; measured in "
              "docs/design/where_the_guides_disagree.md, point 15",
    .group = "%zu enums with many values",
    .check_design = check,
};
