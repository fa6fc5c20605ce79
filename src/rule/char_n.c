#include "rule/list.h"
#include "schema/type.h"

/* Codes of a fixed length (countries, currencies, flags) are what the type is for. */
enum
{
    CODE_LENGTH_LONGEST = 3
};

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        TypeFacts facts = type_facts(design->schema, &column->type);
        long length = column->type.modifiers == NULL ? 1 : strtol(column->type.modifiers, NULL, 10);
        Finding *finding;

        if (column->type.dimensions > 0 || !str_equal(column->type.name, "bpchar") ||
            facts.category != CATEGORY_TEXT || length <= CODE_LENGTH_LONGEST)
            continue;
        finding = finding_add(findings, &rule_char_n, table, column->name, column->location,
                              "%s.%s is character(%ld): every value is padded to %ld characters",
                              table_label(findings->arena, table), column->name, length, length);
        finding->kept_back = "comparisons ignore trailing blanks today and would not afterwards";
    }
}

const Rule rule_char_n = {
    .id = "char-n",
    .catalogue = "TYP02",
    .severity = SEVERITY_REMARK,
    .title = "character(n) column longer than a code",
    .why = "character(n) pads every shorter value with blanks: on disk, in memory and in "
           "every index. It is not faster than text in PostgreSQL, and its comparisons "
           "ignore trailing blanks while LIKE and regular expressions do not. character(50) "
           "with values of 14 characters made a table 1.9 times and its index 2.5 times as "
           "large; varchar(20), varchar(255) and text were the same to the page.",
    .fix = "Use text, with a CHECK on the length where the length is a rule of the business.",
    .trade_off =
        "The change rewrites the table; code that relies on padded values must be looked at.",
    .not_when = "Lengths up to 3, the size of country and currency codes.",
    .source = "PostgreSQL manual, 8.3 Character Types; measured in "
              "docs/design/where_the_guides_disagree.md, point 4",
    .group = "%zu padded character(n) columns",
    .check_table = check,
};
