#include "rule/list.h"
#include "rule/name.h"
#include "schema/type.h"

/* Codes of a fixed length (countries, currencies, flags) are what the type is for. */
enum
{
    CODE_LENGTH_LONGEST = 3
};

/* Words for values that fill their length: nothing is padded. */
static bool
has_fixed_length(const char *name)
{
    static const char *const words[] = {"code",     "zip",    "hash", "md5",  "sha1",
                                        "sha256",   "iban",   "isbn", "uuid", "guid",
                                        "checksum", "digest", NULL};

    return name_has_any_word(name, words);
}

static bool
is_padded(const Design *design, const Column *column)
{
    long length = column->type.modifiers == NULL ? 1 : strtol(column->type.modifiers, NULL, 10);

    return column->type.dimensions == 0 && str_equal(column->type.name, "bpchar") &&
           type_facts(design->schema, &column->type).category == CATEGORY_TEXT &&
           length > CODE_LENGTH_LONGEST && !has_fixed_length(column->name);
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Arena *arena = findings->arena;
    const Column *first = NULL;
    size_t count = 0;
    Finding *finding;

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (!is_padded(design, column))
            continue;
        first = first == NULL ? column : first;
        count++;
    }
    if (count == 0)
        return;
    finding = finding_add(
        findings, &rule_char_n, table, first->name, first->location,
        "%s.%s is %s%s: shorter values are padded with blanks to that length",
        table_label(arena, table), first->name, first->type.text,
        count == 1 ? "" : arena_printf(arena, ", like %zu more of its columns", count - 1));
    finding->kept_back = "comparisons ignore trailing blanks today and would not afterwards";
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
    .not_when = "Lengths up to 3, the size of country and currency codes; names that say a code, "
                "hash or zip.",
    .source = "PostgreSQL manual, 8.3 Character Types; measured in "
              "docs/design/where_the_guides_disagree.md, point 4",
    .group = "%zu tables with padded character(n) columns",
    .check_table = check,
};
