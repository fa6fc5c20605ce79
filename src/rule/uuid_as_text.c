#include "rule/key.h"
#include "rule/list.h"
#include "rule/name.h"
#include "schema/type.h"

static bool
has_length_of_uuid(const Column *column)
{
    static const char *const lengths[] = {"36", "38", NULL}; /* plain, and in braces */

    return column->type.modifiers != NULL && name_is_any(column->type.modifiers, lengths);
}

/* The name says so; or it is an id of exactly the length; or its default makes one. */
static bool
holds_uuid(const Column *column)
{
    static const char *const words[] = {"uuid", "guid", NULL};

    if (column->default_expr != NULL && strstr(column->default_expr->sql, "uuid") != NULL)
        return true;
    if (name_has_any_word(column->name, words))
        return !name_ends_with_word(column->name, "type");
    return has_length_of_uuid(column) && name_ends_with_word(column->name, "id");
}

static size_t
count_indexes(const Table *table, const Column *column)
{
    size_t count = 0;

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        for (const IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
            count += str_equal(element->column, column->name);
    return count;
}

static void
report(const Design *design, const Table *table, const Column *column, Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity rows = design_rows(design, table);
    size_t indexes = count_indexes(table, column);
    Change *change = change_new(arena, CHANGE_COLUMN_TYPE, table);
    Finding *finding =
        finding_add(findings, &rule_uuid_as_text, table, column->name, column->location,
                    "%s.%s keeps uuids as %s: 37 bytes each instead of 16, in the table and in %zu "
                    "index%s",
                    table_label(arena, table), column->name, column->type.text, indexes,
                    indexes == 1 ? "" : "es");

    change->column = column->name;
    change->type = type_builtin(arena, "uuid");
    finding_change(finding, change);
    finding->is_advised = false;
    finding->kept_back = "every value must be a uuid, and columns that are compared with it must "
                         "change with it";
    if (!quantity_known(rows))
        return;
    finding->weight = rows.value * 21 * (double) (1 + indexes);
    finding_evidence(findings, finding, "rows now", rows, "rows");
    finding_evidence(findings, finding, "bytes more than uuid needs",
                     (Quantity){.value = finding->weight,
                                .source = provenance_weaker(rows.source, PROVENANCE_ASSUMED)},
                     "bytes");
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        if (column->type.dimensions == 0 && column->generated_expr == NULL &&
            type_facts(design->schema, &column->type).category == CATEGORY_TEXT &&
            holds_uuid(column))
            report(design, table, column, findings);
}

const Rule rule_uuid_as_text = {
    .id = "uuid-as-text",
    .catalogue = "KEY04 TYP14",
    .severity = SEVERITY_REMARK,
    .title = "uuids kept as text",
    .why =
        "A uuid is 16 bytes; as text it is 36 characters and a length byte, in the table and in "
        "every "
        "index and foreign key that repeats it. Text is also compared by the collation, which "
        "takes several times as long, and lets the same uuid in twice in upper and lower case. "
        "At ten million rows with two indexes that is 600 MB that the cache could use otherwise.",
    .fix = "Make the column uuid. Drivers send and return it as text all the same.",
    .gain = "21 bytes less a row and in each index entry, and faster comparisons",
    .trade_off =
        "The table is rewritten and its indexes are built anew; values that are no uuid must be "
        "found first, and foreign keys change in the same step.",
    .not_when = "Columns whose name, length and default do not say uuid.",
    .source = "PostgreSQL manual, 8.12 UUID Type",
    .group = "%zu columns that keep uuids as text",
    .check_table = check,
};
