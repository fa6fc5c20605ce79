/*
 * Key-value tables are common and mostly harmless: settings, labels, parameters. What hurts is the
 * table in which the attributes of the business live as rows. It says so in its names: an attribute
 * or property beside a value, or one value column for each type.
 */
#include "rule/list.h"
#include "rule/name.h"

enum
{
    COLUMNS_AT_MOST = 9
};

static bool
names_attribute(const Column *column)
{
    static const char *const words[] = {"attribute", "attr", "property", "field", NULL};

    return name_has_any_word(column->name, words) && !name_has_word(column->name, "value") &&
           column->type.dimensions == 0;
}

static bool
is_value(const Column *column)
{
    static const char *const words[] = {"value", "val", NULL};
    static const char *const limits[] = {"min", "max", "default", "old", "new", "key", NULL};

    return name_has_any_word(column->name, words) && !name_has_any_word(column->name, limits);
}

static bool
names_entity(const Column *column)
{
    return name_ends_with_word(column->name, "id");
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const Column *attribute = NULL;
    const Column *value = NULL;
    size_t values = 0;
    size_t ids = 0;
    Finding *finding;

    (void) design; /* the columns say it all */
    if (table->columns.count > COLUMNS_AT_MOST)
        return;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (is_value(column))
        {
            value = value == NULL ? column : value;
            values++;
        }
        else if (names_attribute(column) && attribute == NULL)
            attribute = column;
        if (names_entity(column))
            ids++;
    }
    if (attribute == NULL || value == NULL || ids == 0)
        return;
    finding = finding_add(
        findings, &rule_eav, table, attribute->name, table->location,
        "%s keeps attributes as rows (%s, %s): reading ten of them is ten joins or a pivot",
        table_label(findings->arena, table), attribute->name, value->name);
    if (values > 1)
        finding_detail(findings, finding, "It has %zu value columns, one for each type.", values);
    finding->kept_back =
        "moving attributes into columns or jsonb changes every query that uses them";
}

const Rule rule_eav = {
    .id = "eav",
    .catalogue = "TBL09",
    .severity = SEVERITY_REMARK,
    .title = "entity, attribute, value",
    .why = "With attributes as rows, the columns of a thing are spread over many rows: each "
           "attribute that a query filters by or shows is one more join, types and NOT NULL "
           "cannot be declared, and a row header of 24 bytes is paid for each value. The "
           "planner cannot know how many things have colour = red. A million things with 20 "
           "attributes are 20 million rows, ten times the bytes of a million rows with 20 "
           "columns.",
    .fix = "Columns for the attributes that queries use, one jsonb column for the rest.",
    .trade_off = "New attributes that matter need a migration.",
    .not_when = "Plain key-value tables (settings, labels, parameters): names that say neither "
                "attribute nor property nor field; limits (min_value); tables of more than nine "
                "columns.",
    .source = "PostgreSQL manual, 8.14 JSON Types",
    .group = "%zu tables that keep attributes as rows",
    .check_table = check,
};
