#include "design/design.h"

/*
 * What other tables say about a table (foreign keys, partitions) is gathered once, by its name; those
 * of one name in several schemas hang together.
 */
typedef struct Relations Relations;
struct Relations
{
    Relations *same_name;
    const char *schema;
    ForeignKeyRefList referencing;
    PartitionRefList partitions;
};

static const Relations nothing = {0};

static Relations *
find_relations(const Design *design, const char *schema, const char *name)
{
    Relations *relations = map_get(design->relations, name);

    while (relations != NULL && !str_equal(relations->schema, schema))
        relations = relations->same_name;
    return relations;
}

static Relations *
make_relations(Design *design, const char *schema, const char *name)
{
    Relations *relations = find_relations(design, schema, name);

    if (relations != NULL)
        return relations;
    relations = arena_new_object(design->arena, Relations);
    relations->schema = schema;
    relations->same_name = map_get(design->relations, name);
    map_put(design->relations, name, relations);
    return relations;
}

/* Foreign keys that a partition has from its parent are the parent's. */
static void
add_foreign_keys(Design *design, const Table *table)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
    {
        ForeignKeyRef *reference;

        if (key->kind != CONSTRAINT_FOREIGN_KEY || key->is_inherited)
            continue;
        reference = arena_new_object(design->arena, ForeignKeyRef);
        reference->constraint = key;
        list_append(&make_relations(design, key->ref_schema, key->ref_table)->referencing,
                    reference);
    }
}

static void
add_partition(Design *design, const Table *table, const TableParent *parent)
{
    PartitionRef *partition = arena_new_object(design->arena, PartitionRef);

    partition->table = table;
    list_append(&make_relations(design, parent->schema, parent->name)->partitions, partition);
}

Design *
design_new(Arena *arena, const Schema *schema, const Stats *stats, Day today)
{
    Design *design = arena_new_object(arena, Design);

    design->arena = arena;
    design->schema = schema;
    design->stats = stats;
    design->today = today;
    design->relations = map_new(arena);
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
    {
        add_foreign_keys(design, table);
        if (table->partition_of != NULL)
            add_partition(design, table, table->partition_of);
        for (const TableParent *parent = table->inherits.first; parent != NULL;
             parent = parent->next)
            add_partition(design, table, parent);
    }
    return design;
}

const ForeignKeyRefList *
design_referencing(const Design *design, const Table *table)
{
    const Relations *relations = find_relations(design, table->schema, table->name);

    return relations == NULL ? &nothing.referencing : &relations->referencing;
}

const PartitionRefList *
design_partitions(const Design *design, const Table *table)
{
    const Relations *relations = find_relations(design, table->schema, table->name);

    return relations == NULL ? &nothing.partitions : &relations->partitions;
}

const TableStats *
design_table_stats(const Design *design, const Table *table)
{
    return stats_find_table(design->stats, table->schema, table->name);
}

bool
design_is_counted(const Design *design, const Table *table)
{
    (void) design; /* what is left out of a design may depend on it one day */
    return table->partition_of == NULL;
}

bool
design_has_growth(const Design *design)
{
    for (const TableStats *table = design->stats->tables.first; table != NULL; table = table->next)
        if (quantity_known(table->rows) || quantity_known(table->rows_per_day) ||
            quantity_known(table->inserts_per_day))
            return true;
    return false;
}
