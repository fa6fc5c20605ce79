/*
 * The date is what makes this finding: "integer key" alone is true of half the tables of the world and
 * matters to few of them. Without growth it is a remark, for a table that stays small it never bites.
 *
 * Columns that point to the key end with it. They are counted here and widened with it (those with a
 * foreign key by the composition of changes, those without one by name), because a key of eight bytes
 * that its children cannot hold breaks just as well.
 */
#include "base/strbuf.h"
#include "design/numbers.h"
#include "rule/autonumber.h"
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"
#include "schema/type.h"
#include "workload/window.h"

#include <math.h>

enum
{
    MONTHS_SOON = 36,
    MONTHS_WORTH_IT = 120, /* later than that, tables are rebuilt for other reasons first */
    NAMED_MOST = 4
};

static const double DAYS_ENDLESS = 36525; /* a hundred years */

static const double SHARE_HALF = 0.5; /* used up: act without knowing the pace */
static const double SHARE_END = 0.9; /* comes first, with or without a day */
static const double SHARE_TENTH = 0.1; /* used up: find out the pace */

typedef struct Key
{
    const Table *table;
    const Column *column;
    const Sequence *sequence;
    double last; /* number that the type holds */
    Quantity used;
    Quantity pace; /* inserts a day, where only a short count says so: assumed; else unknown */
} Key;

/* Columns of other tables that hold the numbers of the key. */
typedef struct Followers
{
    size_t count;
    StrBuf names;
} Followers;

static void
add_follower(Followers *followers, Arena *arena, const Table *table, const Column *column)
{
    followers->count++;
    if (followers->count <= NAMED_MOST)
    {
        strbuf_separate(&followers->names, ", ");
        strbuf_printf(&followers->names, "%s.%s", table_label(arena, table), column->name);
    }
}

static bool
is_narrow(const Design *design, const Column *column, const Key *key)
{
    TypeFacts facts = type_facts(design->schema, &column->type);

    return facts.category == CATEGORY_INTEGER &&
           (double) type_integer_maximum(facts.base_name) <= key->last;
}

static void
follow_foreign_keys(const Design *design, const Key *key, Followers *followers, Arena *arena)
{
    const ForeignKeyRefList *references = design_referencing(design, key->table);

    for (const ForeignKeyRef *at = references->first; at != NULL; at = at->next)
    {
        const Name *name = at->constraint->columns.first;
        const Name *target = at->constraint->ref_columns.first;

        for (; name != NULL && target != NULL; name = name->next, target = target->next)
        {
            const Column *column = table_find_column(at->constraint->table, name->text);

            if (column != NULL && str_equal(target->text, key->column->name) &&
                is_narrow(design, column, key))
                add_follower(followers, arena, at->constraint->table, column);
        }
    }
}

static bool
is_only_key(const Key *key)
{
    const Constraint *primary = table_primary_key(key->table);

    return primary != NULL && primary->columns.count == 1 &&
           str_equal(primary->columns.first->text, key->column->name);
}

static Change *
widen(Arena *arena, const Table *table, const Column *column)
{
    Change *change = change_new(arena, CHANGE_COLUMN_TYPE, table);

    change->column = column->name;
    change->type = type_builtin(arena, "int8");
    return change;
}

static void
follow_names(const Design *design, const Key *key, Followers *followers, Arena *arena,
             Finding *finding)
{
    if (!is_only_key(key))
        return;
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        for (const Column *column = table->columns.first;
             column != NULL && design_is_counted(design, table); column = column->next)
        {
            if (!is_narrow(design, column, key) ||
                !autonumber_is_implied(design, key->table, table, column))
                continue;
            add_follower(followers, arena, table, column);
            finding_change(finding, widen(arena, table, column));
        }
}

static void
add_followers(const Design *design, const Key *key, Findings *findings, Finding *finding)
{
    Followers followers = {.names = strbuf_new(findings->arena)};

    follow_foreign_keys(design, key, &followers, findings->arena);
    follow_names(design, key, &followers, findings->arena, finding);
    if (followers.count == 0)
        return;
    finding_detail(findings, finding, "%zu column%s of the same width hold%s these ids: %s%s.",
                   followers.count, followers.count == 1 ? "" : "s",
                   followers.count == 1 ? "s" : "", followers.names.text,
                   followers.count > NAMED_MOST ? ", …" : "");
    finding_evidence(findings, finding, "columns that follow",
                     (Quantity){.value = (double) followers.count, .source = PROVENANCE_MEASURED},
                     "");
}

static const char *
type_name(const Key *key)
{
    return key->last > INT16_MAX ? "integer" : "smallint";
}

static const char *
last_text(Arena *arena, const Key *key)
{
    return key->last > INT16_MAX ? "2,147,483,647" : quantity_count_text(arena, key->last);
}

static void
hold_back(Finding *finding, const char *reason)
{
    finding->severity = SEVERITY_REMARK;
    finding->is_advised = false;
    finding->kept_back = reason;
}

/* Without a pace only what is used up already can say something. */
static void
judge_without_growth(const Key *key, Finding *finding)
{
    double share = quantity_known(key->used) ? key->used.value / key->last : 0;

    if (share >= SHARE_HALF)
    {
        finding->severity = SEVERITY_ERROR;
        finding->is_at_end = share >= SHARE_END;
        return;
    }
    hold_back(finding, "how fast it is used up is not known: declare the growth of the table");
    if (share >= SHARE_TENTH)
        finding->severity = SEVERITY_WARNING;
}

static void
judge(const Design *design, const Key *key, Findings *findings, Finding *finding, Day day)
{
    finding_bites_on(findings, finding, day);
    if (day == DAY_NEVER)
        hold_back(finding, "at the growth known it lasts for more than a hundred years");
    else if (day > day_add_months(design->today, MONTHS_WORTH_IT))
        hold_back(finding, arena_printf(findings->arena, "it lasts until %s at the growth known",
                                        day_month_text(findings->arena, day)));
    else if (design_stays_small(design, key->table) && key->last > INT16_MAX &&
             day > day_add_months(design->today, MONTHS_SOON))
        hold_back(finding, "the table stays under 10,000 rows");
    else
        finding->severity =
            day <= day_add_months(design->today, MONTHS_SOON) ? SEVERITY_ERROR : SEVERITY_WARNING;
    finding->is_at_end = finding->severity == SEVERITY_ERROR && quantity_known(key->pace) &&
                         key->used.value >= key->last * SHARE_END;
}

/* ", 95 % used, 107M left"; "" where little is used. */
static const char *
left_text(Arena *arena, const Key *key)
{
    double share = quantity_known(key->used) ? key->used.value / key->last : 0;
    double shown = floor(share * 100);

    if (share < SHARE_HALF || share >= 1)
        return "";
    return arena_printf(arena, ", %.0f %% used, %s left", shown,
                        quantity_count_text(arena, key->last - key->used.value));
}

/* A short count says little of the year, and enough of what is more than half used. */
static bool
find_day(const Design *design, Key *key, Day *day, Provenance *source)
{
    double left = key->last - key->used.value;

    if (numbers_day(design, key->table, key->sequence, key->last, day, source))
        return true;
    if (!quantity_known(key->used) || key->used.value < key->last * SHARE_HALF)
        return false;
    key->pace = numbers_counted(design, key->table);
    if (!quantity_known(key->pace) || key->pace.value <= 0)
        return false;
    *source = PROVENANCE_ASSUMED;
    *day = left / key->pace.value > DAYS_ENDLESS
               ? DAY_NEVER
               : design->today + (Day) ceil(fmax(0, left) / key->pace.value);
    return true;
}

static Finding *
make_finding(const Key *key, Findings *findings, const char *when)
{
    Arena *arena = findings->arena;
    const Location place =
        key->column->location.line > 0 ? key->column->location : key->table->location;

    return finding_add(findings, &rule_int_key_exhaustion, key->table, key->column->name, place,
                       "%s.%s is %s: it ends at %s%s%s", table_label(arena, key->table),
                       key->column->name, type_name(key), last_text(arena, key),
                       left_text(arena, key), when);
}

static char *
when_text(Arena *arena, const Design *design, const Key *key, Day day)
{
    const char *pace = numbers_pace_text(arena, design, key->table, key->sequence);
    Quantity counted = {key->pace.value, PROVENANCE_MEASURED};

    if (quantity_known(key->pace))
        pace = arena_printf(
            arena, "if the %s inserts %s go on",
            quantity_count_text(arena, window_quantity(design->workload, counted).value),
            window_text(arena, design->workload, counted.source));
    if (day == DAY_NEVER)
        return arena_printf(arena, ", not within a hundred years %s", pace);
    if (day <= design->today)
        return arena_strdup(arena, ", which is used up");
    return arena_printf(arena, ", %s %s %s", day_is_near(design->today, day) ? "on" : "in",
                        day_near_text(arena, design->today, day), pace);
}

static void
tell_used(Findings *findings, Finding *finding, const Key *key)
{
    Quantity used = key->used;

    finding_evidence(findings, finding, "numbers used", used, "");
    used.value = fmin(100, floor(key->used.value / key->last * 100));
    if (used.value < 1)
        return;
    finding_evidence(findings, finding, "of all numbers", used, "%");
    used.value = fmax(0, key->last - key->used.value);
    finding_evidence(findings, finding, "numbers left", used, "");
}

static void
report(const Design *design, Key *key, Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity inserts = design_inserts_per_day(design, key->table);
    Quantity pace = numbers_per_day(design, key->table, key->sequence);
    Provenance source = PROVENANCE_UNKNOWN;
    Day day = DAY_NEVER;
    bool is_dated = find_day(design, key, &day, &source);
    Finding *finding =
        make_finding(key, findings, is_dated ? when_text(arena, design, key, day) : "");

    finding_change(finding, widen(arena, key->table, key->column));
    add_followers(design, key, findings, finding);
    if (quantity_known(key->used))
        tell_used(findings, finding, key);
    if (quantity_known(key->pace))
        finding_evidence(findings, finding, "inserts by a short count", key->pace, "rows/day");
    if (quantity_known(inserts))
        finding_evidence(findings, finding, "inserts", inserts, "rows/day");
    if (quantity_known(pace) && pace.value != inserts.value)
        finding_evidence(findings, finding, "numbers used up", pace, "numbers/day");
    if (is_dated && day != DAY_NEVER)
        finding_evidence(findings, finding, "ends", (Quantity){.value = day, .source = source},
                         "date");
    finding->weight = quantity_known(pace) ? pace.value : key->used.value;
    if (is_dated)
        judge(design, key, findings, finding, day);
    else if (design_stays_small(design, key->table))
    {
        finding_bites_on(findings, finding, DAY_NEVER);
        hold_back(finding, "the table stays under 10,000 rows");
    }
    else
        judge_without_growth(key, finding);
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        TypeFacts facts = type_facts(design->schema, &column->type);
        Key key = {.table = table, .column = column, .pace = QUANTITY_UNKNOWN};

        if (facts.category != CATEGORY_INTEGER || facts.length > 4 || !key_is_generated(column))
            continue;
        key.sequence = numbers_sequence(design, table, column);
        if (key.sequence != NULL && key.sequence->is_cycling)
            continue;
        key.last = (double) type_integer_maximum(facts.base_name);
        key.used = numbers_used(design, table, key.sequence);
        report(design, &key, findings);
    }
}

const Rule rule_int_key_exhaustion = {
    .id = "int-key-exhaustion",
    .catalogue = "KEY03 SEQ01 SEQ03",
    .needs = NEEDS_DDL,
    .severity = SEVERITY_REMARK,
    .title = "integer key that a sequence uses up",
    .why =
        "An integer key ends at 2,147,483,647, a smallint at 32,767. After the last number every "
        "insert into the table fails. Numbers are used up by inserts, not by rows: deleted rows, "
        "rolled back transactions and INSERT ... ON CONFLICT that finds a conflict take one "
        "each, so that a queue with a stable number of rows can end within months.",
    .fix = "Make the key bigint, with every column that holds it and its sequence, while the table "
           "is small enough to be rewritten or copied at leisure.",
    .gain = "keys last for 9.2 quintillion rows",
    .trade_off = "Four bytes more in the row and often none in its index (keys are padded to "
                 "eight); the change rewrites the table and its indexes, or is done with a second "
                 "column that is filled in batches.",
    .not_when = "Sequences that cycle. Tables that stay under 10,000 rows and keys that last for "
                "more than ten years are remarks without a proposed change; so is everything where "
                "growth is not known and less than half is used.",
    .source = "PostgreSQL manual, 8.1 Numeric Types; 9.17 Sequence Manipulation Functions",
    .group = "%zu integer keys that their sequences use up",
    .check_table = check,
};
