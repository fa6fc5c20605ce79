#include "rule/list.h"
#include "rule/name.h"

#include <ctype.h>

/* The table whose rows "reviewer_ids" names; NULL when no table is called so. */
static const Table *
find_target(const Design *design, const Table *table, const Column *column)
{
    const char *stem = name_before_last_word(design->arena, column->name);

    if (stem == NULL || !name_ends_with_word(column->name, "ids"))
        return NULL;
    for (const Table *other = design->schema->tables.first; other != NULL; other = other->next)
        if (tolower((unsigned char) other->name[0]) == (unsigned char) stem[0] &&
            str_equal(other->schema, table->schema) && design_is_counted(design, other) &&
            name_is_plural_of(name_plain(design->arena, other->name), stem))
            return other;
    return NULL;
}

static bool
is_searchable(const Table *table, const Column *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        for (const IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
            if (str_equal(index->method, "gin") && str_equal(element->column, column->name))
                return true;
    return false;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        const Table *target =
            column->type.dimensions == 0 ? NULL : find_target(design, table, column);
        Finding *finding;

        if (target == NULL)
            continue;
        finding = finding_add(
            findings, &rule_array_of_ids, table, column->name, column->location,
            "%s.%s is an array of references to %s: no foreign key holds it%s",
            table_label(findings->arena, table), column->name, table_label(findings->arena, target),
            is_searchable(table, column)
                ? ""
                : ", and finding the rows that name one of them reads the whole table");
        finding->kept_back =
            "a join table changes every query that uses the array; short lists that are "
            "only read with their row are well kept so";
    }
}

const Rule rule_array_of_ids = {
    .id = "array-of-ids",
    .catalogue = "",
    .severity = SEVERITY_REMARK,
    .title = "an array of references where a join table belongs",
    .why = "An array cannot be a foreign key: what is deleted stays in it, and what never "
           "existed is accepted. Adding one id rewrites the row, and two sessions that add "
           "at the same time wait for each other. The way back (which rows name this id) "
           "needs a GIN index and was 8 to 16 times slower than a join table. Arrays are "
           "fine, and smaller, for short lists that are read and written with their row.",
    .fix = "A join table with a primary key over both ids and an index for the way back.",
    .trade_off = "Reading a row with its list becomes a join.",
    .not_when = "The name does not end in _ids, or no table is called like what stands before it.",
    .source = "PostgreSQL manual, 8.15 Arrays; measured in "
              "docs/design/where_the_guides_disagree.md, point 11",
    .group = "%zu arrays of references",
    .check_table = check,
};
