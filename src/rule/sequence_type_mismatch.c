/*
 * A column that was made bigint keeps the sequence that serial gave it: AS integer. Nothing shows until
 * nextval() fails at 2,147,483,647. Changing the sequence touches one catalog row.
 *
 * The other direction, a wide sequence for a narrow column, fails in the column: int-key-exhaustion.
 */
#include "design/numbers.h"
#include "rule/key.h"
#include "rule/list.h"
#include "schema/type.h"

static void
report(const Design *design, const Table *table, const Column *column, const Sequence *sequence,
       Findings *findings)
{
    Arena *arena = findings->arena;
    double last = (double) type_integer_maximum(sequence->type.name);
    bool is_small = design_stays_small(design, table);
    Quantity used = numbers_used(design, table, sequence);
    Change *change = change_new(arena, CHANGE_SEQUENCE_TYPE, table);
    const char *when = "";
    Finding *finding;
    Provenance source;
    Day day = DAY_NEVER;
    bool is_dated = numbers_day(design, table, sequence, last, &day, &source);

    if (is_dated && day != DAY_NEVER)
        when = arena_printf(arena, ", in %s", day_month_text(arena, day));
    finding =
        finding_add(findings, &rule_sequence_type_mismatch, table, column->name,
                    sequence->location.line > 0 ? sequence->location : column->location,
                    "%s.%s is %s, but its sequence %s is %s: nextval fails after %s%s",
                    table_label(arena, table), column->name, column->type.text, sequence->name,
                    sequence->type.text, last > INT16_MAX ? "2,147,483,647" : "32,767", when);
    if (quantity_known(used))
        finding_evidence(findings, finding, "numbers used", used, "");
    if (is_dated)
        finding_bites_on(findings, finding, day);
    if (is_dated && day <= day_add_months(design->today, 36))
        finding->severity = SEVERITY_ERROR;
    if (is_small || (is_dated && day == DAY_NEVER))
        finding->severity = SEVERITY_REMARK;
    finding->weight = used.value;
    change->object = sequence->name;
    change->type = column->type;
    finding_change(finding, change);
    finding->is_advised = str_equal(sequence->schema, table->schema);
    if (!finding->is_advised)
        finding->kept_back = "the sequence lives in another schema and may serve other tables";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        TypeFacts facts = type_facts(design->schema, &column->type);
        const Sequence *sequence;

        if (facts.category != CATEGORY_INTEGER || !key_is_generated(column))
            continue;
        sequence = numbers_sequence(design, table, column);
        if (sequence != NULL && !sequence->is_cycling && sequence->increment > 0 &&
            type_facts(design->schema, &sequence->type).length < facts.length)
            report(design, table, column, sequence, findings);
    }
}

const Rule rule_sequence_type_mismatch = {
    .id = "sequence-type-mismatch",
    .catalogue = "SEQ02",
    .severity = SEVERITY_WARNING,
    .title = "sequence narrower than the column that it fills",
    .why = "A column made bigint later keeps the sequence that serial gave it, AS integer. After "
           "2,147,483,647 numbers nextval() fails with \"reached maximum value of sequence\" and "
           "so does every insert, although the column has room for nine quintillion.",
    .fix = "Give the sequence the type of its column: ALTER SEQUENCE ... AS bigint.",
    .gain = "the sequence lasts as long as its column",
    .trade_off = "None: only the catalog changes, under a lock of milliseconds.",
    .not_when = "Sequences that cycle or count down. Where the table stays small, a remark.",
    .source = "PostgreSQL manual, CREATE SEQUENCE; ALTER SEQUENCE",
    .group = "%zu sequences narrower than their column",
    .check_table = check,
};
