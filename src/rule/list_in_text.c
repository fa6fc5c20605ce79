#include "rule/list.h"
#include "rule/name.h"
#include "schema/type.h"

static bool
names_list(const char *name)
{
    static const char *const names[] = {"tags", "keywords", "tag_list", "tags_list", NULL};

    return name_is_any(name, names) || name_ends_with_word(name, "ids") ||
           name_ends_with_word(name, "csv");
}

/* A text that starts as '[]' or '{}' is JSON or an array literal, not a list with commas. */
static bool
is_document(const Column *column)
{
    const char *sql = column->default_expr == NULL ? "" : column->default_expr->sql;

    return strncmp(sql, "'[", 2) == 0 || strncmp(sql, "'{", 2) == 0;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        Finding *finding;

        if (column->type.dimensions > 0 || !names_list(column->name) || is_document(column) ||
            type_facts(design->schema, &column->type).category != CATEGORY_TEXT)
            continue;
        finding = finding_add(
            findings, &rule_list_in_text, table, column->name, column->location,
            "%s.%s looks like a list in one text: finding one of its members reads the whole table",
            table_label(findings->arena, table), column->name);
        finding->kept_back =
            "what separates the members, and whether they are searched, the data and "
            "queries must say";
    }
}

const Rule rule_list_in_text = {
    .id = "list-in-text",
    .catalogue = "TYP15",
    .severity = SEVERITY_REMARK,
    .title = "a list in one text column",
    .why = "\"Which rows have the tag red\" becomes LIKE '%red%', which no btree serves and which "
           "finds redwood "
           "too. Nothing keeps a member from appearing twice or from naming something that is "
           "gone. From some 100,000 rows on each such search takes tens of milliseconds.",
    .fix = "A child table with a row for each member, where members are things of their own; a "
           "text array with "
           "a GIN index, where they are only labels.",
    .trade_off = "Code that splits the text must change.",
    .not_when =
        "Arrays and JSON, columns whose default is a document, and names that do not say a list.",
    .source = "PostgreSQL manual, 8.15.5 Searching in Arrays; measured in "
              "docs/design/where_the_guides_disagree.md, point 11",
    .group = "%zu lists in text columns",
    .check_table = check,
};
