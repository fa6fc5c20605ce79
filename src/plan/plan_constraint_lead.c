#include "plan/plan_internal.h"
#include "sql/quote.h"

static bool
points_to(const Constraint *key, const Table *table, const Index *index)
{
    if (key->kind != CONSTRAINT_FOREIGN_KEY || key->is_inherited || !index->is_unique ||
        !str_equal(key->ref_table, table->name) || !str_equal(key->ref_schema, table->schema) ||
        key->ref_columns.count != index->elements.count)
        return false;
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
    {
        if (element->column == NULL || !name_list_contains(&key->ref_columns, element->column))
            return false;
    }
    return true;
}

/* A foreign key holds on to one index, perhaps to this of two alike: it is led to the one that stays. */
static void
lead_foreign_key(Planning *planning, Step *step, const Table *from, const Constraint *key,
                 StrBuf *before, StrBuf *after)
{
    Arena *arena = planning->arena;
    Constraint unchecked = *key;

    step_also_lock(planning, step, from, LOCK_ACCESS_EXCLUSIVE);
    strbuf_printf(before, "ALTER TABLE %s DROP CONSTRAINT %s;\n", step_table(planning, from),
                  quote_ident(arena, key->name));
    unchecked.is_not_valid = true;
    strbuf_printf(after, "\nALTER TABLE %s ADD ", step_table(planning, from));
    print_constraint(after, &unchecked);
    strbuf_add(after, ";");
    if (key->comment != NULL)
        strbuf_printf(after, "\nCOMMENT ON CONSTRAINT %s ON %s IS %s;",
                      quote_ident(arena, key->name), step_table(planning, from),
                      quote_literal(arena, key->comment));
}

bool
plan_constraint_lead(Planning *planning, Step *step, const Table *table, const Index *index,
                     const char *drop)
{
    StrBuf sql = strbuf_new(planning->arena);
    StrBuf after = strbuf_new(planning->arena);
    bool is_led = false;

    for (int is_validating = 0; is_validating <= 1; is_validating++)
    {
        for (const Table *from = planning->schema->tables.first; from != NULL; from = from->next)
        {
            for (const Constraint *key = from->constraints.first; key != NULL; key = key->next)
            {
                if (!points_to(key, table, index))
                    continue;
                is_led = true;
                if (is_validating == 0)
                    lead_foreign_key(planning, step, from, key, &sql, &after);
                else if (!key->is_not_valid)
                    plan_constraint_check_rows(planning, PHASE_EXPAND, from, key, key->name);
            }
        }
        if (is_validating == 0)
        {
            strbuf_printf(&sql, "%s%s", drop, after.text);
            step_brief(planning, step, sql.text);
        }
    }
    return is_led;
}
