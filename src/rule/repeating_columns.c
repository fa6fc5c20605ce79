#include "rule/list.h"
#include "rule/name.h"
#include "schema/type.h"

#include <ctype.h>

enum
{
    REPEATED_FEWEST = 3
};

/* The length of the name without its number and the "_" before it; 0 when it has no number. */
static size_t
stem_length(const char *name, long *number)
{
    size_t length = strlen(name);
    size_t digits = length;

    while (digits > 0 && isdigit((unsigned char) name[digits - 1]))
        digits--;
    if (digits == length || digits == 0 || length - digits > 3)
        return 0;
    *number = strtol(name + digits, NULL, 10);
    return name[digits - 1] == '_' ? digits - 1 : digits;
}

static bool
is_address_line(const char *name)
{
    static const char *const words[] = {"address", "addr", "line", "street", NULL};

    for (const char *const *word = words; *word != NULL; word++)
        if (strstr(name, *word) != NULL)
            return true;
    return false;
}

/* True when another column has this stem and the number before: then the run began there. */
static bool
goes_on(const Table *table, const Column *column, size_t stem, long number)
{
    for (const Column *other = table->columns.first; other != NULL; other = other->next)
    {
        long before = 0;

        if (stem_length(other->name, &before) == stem && before == number - 1 &&
            strncmp(other->name, column->name, stem) == 0)
            return true;
    }
    return false;
}

/* How many columns go on from `first`: stem1, stem2, stem3 … of the same type. */
static size_t
count_run(const Column *first, size_t stem, long number, const Column **last)
{
    size_t count = 1;

    *last = first;
    for (const Column *column = first->next; column != NULL; column = column->next)
    {
        long next = 0;
        size_t length = stem_length(column->name, &next);

        if (length != stem || strncmp(column->name, first->name, stem) != 0 ||
            next != number + (long) count || !type_equal(&column->type, &first->type))
            continue;
        *last = column;
        count++;
    }
    return count;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    (void) design; /* names and types say it all */
    for (const Column *first = table->columns.first; first != NULL; first = first->next)
    {
        long number = 0;
        size_t stem = stem_length(first->name, &number);
        const Column *last;
        size_t count;
        Finding *finding;

        if (stem == 0 || number > 1 || is_address_line(first->name) ||
            goes_on(table, first, stem, number))
            continue;
        count = count_run(first, stem, number, &last);
        if (count < REPEATED_FEWEST)
            continue;
        finding =
            finding_add(findings, &rule_repeating_columns, table, first->name, first->location,
                        "%s.%s to %s are a list of %zu in columns: one more value needs a "
                        "migration, and a search "
                        "asks %zu columns",
                        table_label(findings->arena, table), first->name, last->name, count, count);
        finding->kept_back = "a table of their own changes every query that uses them";
    }
}

const Rule rule_repeating_columns = {
    .id = "repeating-columns",
    .catalogue = "TBL03",
    .severity = SEVERITY_REMARK,
    .title = "a list kept in numbered columns",
    .why = "phone1, phone2, phone3 is a list with a fixed length. \"Who has this number\" asks "
           "each column and "
           "needs an index on each, a fourth number needs a migration, and most of the columns are "
           "null.",
    .fix = "A child table with a row for each value; or an array where the values are only shown.",
    .trade_off = "Reading all values of a row becomes a join.",
    .not_when = "Fewer than three, different types, or address lines.",
    .source = "first normal form",
    .group = "%zu lists in numbered columns",
    .check_table = check,
};
