/*
 * Only names that leave no doubt: tasks.user_id beside a table users whose key is one column of the
 * same type. A schema that declares hardly any foreign key has decided so, and is told once.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/relation.h"
#include "rule/shape.h"

typedef struct Census
{
    size_t declared; /* foreign keys of one column */
    size_t missing;
    const Table *first_table;
    const Column *first_column;
} Census;

static const Table *
missing_target(const Design *design, const Table *table, const Column *column)
{
    if (key_foreign_key(table, column->name) != NULL || column->generated_expr != NULL ||
        relation_type_column(design, table, column) != NULL)
        return NULL;
    return relation_named(design, table, column);
}

static bool
is_of_interest(const Design *design, const Table *table)
{
    return design_is_counted(design, table) && table->kind == TABLE_PLAIN &&
           table->persistence == PERSISTENCE_LOGGED && !shape_is_log(table) &&
           !shape_is_bookkeeping(table) && !shape_is_derived(table) && table->inherits.count == 0;
}

static Census
take_census(const Design *design)
{
    Census census = {0};

    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        if (!is_of_interest(design, table))
            continue;
        for (const Column *column = table->columns.first; column != NULL; column = column->next)
        {
            census.declared += key_foreign_key(table, column->name) != NULL;
            if (missing_target(design, table, column) == NULL)
                continue;
            if (census.missing++ > 0)
                continue;
            census.first_table = table;
            census.first_column = column;
        }
    }
    return census;
}

static void
add_key(Findings *findings, Finding *finding, const Column *column, const Table *target)
{
    Arena *arena = findings->arena;
    Change *change = change_new(arena, CHANGE_ADD_CONSTRAINT, finding->table);
    Constraint *key = arena_new_object(arena, Constraint);

    key->kind = CONSTRAINT_FOREIGN_KEY;
    key->name = name_make(arena, finding->table->name, column->name, "fkey");
    key->ref_schema = target->schema;
    key->ref_table = target->name;
    name_list_add(arena, &key->columns, column->name);
    name_list_add(arena, &key->ref_columns, table_primary_key(target)->columns.first->text);
    change->constraint = key;
    finding_change(finding, change);
    if (key_serving(finding->table, &key->columns) == NULL)
    {
        change = change_new(arena, CHANGE_ADD_INDEX, finding->table);
        change->index =
            change_make_index(arena, findings->design->schema, finding->table, &key->columns);
        finding_change(finding, change);
    }
    finding->is_advised = false;
    finding->kept_back = "whether rows without a parent exist must be checked first";
}

static void
report_column(const Table *table, const Column *column, const Table *target, Findings *findings)
{
    Arena *arena = findings->arena;
    Finding *finding = finding_add(
        findings, &rule_fk_missing, table, column->name, column->location,
        "%s.%s looks like a reference to %s, but nothing keeps it from pointing nowhere",
        table_label(arena, table), column->name, table_label(arena, target));

    add_key(findings, finding, column, target);
}

static void
report_policy(const Census *census, Findings *findings)
{
    Finding *finding = finding_add(
        findings, &rule_fk_missing, NULL, NULL, census->first_column->location,
        "%zu columns look like references (%s.%s is one), but %s declared", census->missing,
        table_label(findings->arena, census->first_table), census->first_column->name,
        census->declared == 0
            ? "no foreign key is"
            : arena_printf(findings->arena, "only %zu foreign key%s", census->declared,
                           census->declared == 1 ? " is" : "s are"));

    finding->object_id = "foreign keys";
    finding->kept_back =
        "a schema without foreign keys is usually meant so: then the application must "
        "remove children itself";
}

static void
check(const Design *design, Findings *findings)
{
    enum
    {
        MISSING_TO_BE_POLICY = 3
    };
    Census census = take_census(design);

    if (census.missing >= MISSING_TO_BE_POLICY && census.declared < census.missing)
    {
        report_policy(&census, findings);
        return;
    }
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        if (!is_of_interest(design, table))
            continue;
        for (const Column *column = table->columns.first; column != NULL; column = column->next)
        {
            const Table *target = missing_target(design, table, column);

            if (target != NULL)
                report_column(table, column, target, findings);
        }
    }
}

const Rule rule_fk_missing = {
    .id = "fk-missing",
    .catalogue = "FK08",
    .severity = SEVERITY_REMARK,
    .title = "reference without foreign key",
    .why = "A column that names another table but is not declared as foreign key goes on pointing "
           "to rows "
           "that are gone. Joins lose such rows without a word, counts differ between screens, "
           "and the orphans are usually found when a migration fails on them. The planner also "
           "estimates joins better where the key is declared.",
    .fix = "Remove the orphans, then add the foreign key NOT VALID and validate it.",
    .gain = "no row can point to a parent that is gone",
    .trade_off = "Each insert looks its parent up and locks it for key changes; three foreign keys "
                 "made inserts 1.3 to 2 times slower.",
    .not_when = "Names that match no table of the same schema with a one-column key of the same "
                "type; a column "
                "with a type column beside it (it may point to several tables); logs, statistics, "
                "caches, jobs, "
                "unlogged and foreign tables. A schema that declares fewer than it leaves out gets "
                "one remark.",
    .source = "PostgreSQL manual, 5.4.5 Foreign Keys; measured in "
              "docs/design/where_the_guides_disagree.md, point 10",
    .group = "%zu references without foreign key",
    .check_design = check,
};
