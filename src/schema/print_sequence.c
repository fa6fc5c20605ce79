/*
 * print_sequence.c - sequences, those of identity columns inside their table.
 *
 * OWNED BY comes after the table, and the table's default after the sequence.
 */
#include "base/strbuf.h"
#include "schema/print_internal.h"
#include "schema/type.h"
#include "sql/quote.h"

#include <inttypes.h>

static int64_t
type_maximum(const Sequence *sequence)
{
    int64_t maximum = type_integer_maximum(sequence->type.name);

    return maximum == 0 ? INT64_MAX : maximum;
}

/* What differs from PostgreSQL's own choice for the type and direction. */
void
print_sequence_options(StrBuf *out, const Sequence *sequence)
{
    bool is_falling = sequence->increment < 0;
    int64_t maximum = is_falling ? -1 : type_maximum(sequence);
    int64_t minimum = is_falling ? -type_maximum(sequence) - 1 : 1;

    if (sequence->start != (is_falling ? sequence->maximum : sequence->minimum))
        strbuf_printf(out, " START WITH %" PRId64, sequence->start);
    if (sequence->increment != 1 && sequence->increment != 0)
        strbuf_printf(out, " INCREMENT BY %" PRId64, sequence->increment);
    if (sequence->minimum != minimum)
        strbuf_printf(out, " MINVALUE %" PRId64, sequence->minimum);
    if (sequence->maximum != maximum)
        strbuf_printf(out, " MAXVALUE %" PRId64, sequence->maximum);
    if (sequence->cache > 1)
        strbuf_printf(out, " CACHE %" PRId64, sequence->cache);
    if (sequence->is_cycling)
        strbuf_add(out, " CYCLE");
}

void
print_sequence(StrBuf *out, const Sequence *sequence)
{
    bool is_temporary = sequence->persistence == PERSISTENCE_TEMPORARY;

    strbuf_printf(out, "CREATE %sSEQUENCE ",
                  is_temporary                                    ? "TEMPORARY "
                  : sequence->persistence == PERSISTENCE_UNLOGGED ? "UNLOGGED "
                                                                  : "");
    quote_add_qualified(out, is_temporary ? NULL : sequence->schema, sequence->name);
    if (sequence->type.name != NULL && !str_equal(sequence->type.name, "int8"))
        strbuf_printf(out, " AS %s", type_sql(out->arena, &sequence->type));
    print_sequence_options(out, sequence);
}

void
print_finish_sequence(Printer *printer, Unit *unit, const Sequence *sequence)
{
    const char *name = text_name(printer->arena, sequence->schema, sequence->name);

    if (sequence->last_value != 0 && !printer->options->is_sandbox)
        unit_printf(printer, unit, "SELECT pg_catalog.setval(%s, %" PRId64 ", true)",
                    quote_literal(printer->arena, name), sequence->last_value);
    unit_comment(printer, unit, "SEQUENCE", name, sequence->comment);
    print_add_grants(printer, &sequence->grants, 'S',
                     arena_printf(printer->arena, "SEQUENCE %s", name), sequence->location,
                     sequence->ordinal);
}

/* The table's ordinal and the table or foreign table itself; false when the model has none. */
static const Table *
owning_table(Printer *printer, const Sequence *sequence)
{
    if (sequence->owned_by_table == NULL)
        return NULL;
    return schema_find_table(printer->schema, sequence->owned_by_schema, sequence->owned_by_table);
}

static void
own(Printer *printer, const Sequence *sequence, const Table *table)
{
    Arena *arena = printer->arena;
    Unit *unit = unit_new(printer, PHASE_TABLE, table->ordinal,
                          printer_label(printer, "sequence", sequence->schema, sequence->name),
                          sequence->location);

    unit->part = 1;
    unit_need(printer, unit, NAME_RELATION, sequence->schema, sequence->name);
    unit_need(printer, unit, NAME_RELATION, table->schema, table->name);
    unit_printf(printer, unit, "ALTER SEQUENCE %s OWNED BY %s.%s",
                text_name(arena, sequence->schema, sequence->name),
                text_name(arena, table->schema, table->name),
                quote_ident(arena, sequence->owned_by_column));
}

static void
add_sequence(Printer *printer, const Sequence *sequence)
{
    const Table *table = owning_table(printer, sequence);
    StrBuf text = strbuf_new(printer->arena);
    Unit *unit = unit_new(printer, PHASE_TABLE, table == NULL ? sequence->ordinal : table->ordinal,
                          printer_label(printer, "sequence", sequence->schema, sequence->name),
                          sequence->location);
    const char *name = text_name(printer->arena, sequence->schema, sequence->name);

    unit_provide(printer, unit, NAME_RELATION, sequence->schema, sequence->name);
    unit_need(printer, unit, NAME_NAMESPACE, sequence->schema, sequence->schema);
    print_sequence(&text, sequence);
    unit_add(printer, unit, text.text);
    print_finish_sequence(printer, unit, sequence);
    unit_owner(printer, unit, "SEQUENCE", name, sequence->owner);
    if (table != NULL)
        own(printer, sequence, table);
}

/* Before the tables are added, so that a sequence stands before its table. */
void
print_add_sequences(Printer *printer)
{
    for (const Sequence *item = printer->schema->sequences.first; item != NULL; item = item->next)
    {
        if (!item->is_identity)
            add_sequence(printer, item);
    }
}
