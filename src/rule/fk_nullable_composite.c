#include "rule/key.h"
#include "rule/list.h"
#include "sql/quote.h"

static NameList
nullable_columns(Arena *arena, const Constraint *key)
{
    NameList nullable = {0};

    for (const Name *name = key->columns.first; name != NULL; name = name->next)
    {
        const Column *column = table_find_column(key->table, name->text);

        if (column != NULL && !column->is_not_null)
            name_list_add(arena, &nullable, name->text);
    }
    return nullable;
}

/* CHECK (num_nulls(a, b) IN (0, 2)) */
static void
add_check(Findings *findings, Finding *finding, const NameList *nullable)
{
    Arena *arena = findings->arena;
    Change *change = change_new(arena, CHANGE_ADD_CONSTRAINT, finding->table);
    StrBuf sql = strbuf_new(arena);
    Expr *check = arena_new_object(arena, Expr);

    for (const Name *name = nullable->first; name != NULL; name = name->next)
    {
        Reference *reference = arena_new_object(arena, Reference);

        strbuf_add(&sql, sql.length == 0 ? "num_nulls(" : ", ");
        quote_add_ident(&sql, name->text);
        reference->kind = REFERENCE_COLUMN;
        reference->name = name->text;
        list_append(&check->references, reference);
    }
    strbuf_printf(&sql, ") = ANY (ARRAY[0, %zu])", nullable->count);
    check->sql = sql.text;
    change->constraint = arena_new_object(arena, Constraint);
    change->constraint->kind = CONSTRAINT_CHECK;
    change->constraint->name =
        name_make(arena, finding->table->name, nullable->first->text, "check");
    change->constraint->check = check;
    finding_change(finding, change);
    finding->is_advised = false;
    finding->kept_back = "rows that have only some of the columns must be repaired first";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    Arena *arena = findings->arena;

    (void) design; /* keys and columns say it all */
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
    {
        NameList nullable;
        Finding *finding;

        if (key->kind != CONSTRAINT_FOREIGN_KEY || key->columns.count < 2 ||
            key->match == MATCH_FULL || key->is_inherited)
            continue;
        nullable = nullable_columns(arena, key);
        if (nullable.count < 2 || key_has_check(table, &nullable))
            continue;
        finding =
            finding_add(findings, &rule_fk_nullable_composite, table, key->name, key->location,
                        "foreign key %s of %s (%s) is not checked at all when one of %s is null",
                        key->name, table_label(arena, table), name_list_text(arena, &key->columns),
                        name_list_text(arena, &nullable));
        finding->object_id = key_object_id(arena, table, &key->columns);
        add_check(findings, finding, &nullable);
    }
}

const Rule rule_fk_nullable_composite = {
    .id = "fk-nullable-composite",
    .catalogue = "FK03",
    .severity = SEVERITY_REMARK,
    .title = "foreign key of several columns that nulls switch off",
    .why = "With MATCH SIMPLE, the default, a foreign key of several columns is satisfied as soon "
           "as one "
           "of them is null, whatever the others hold. A half filled reference points to nothing "
           "and nobody notices.",
    .fix = "Add a CHECK that all or none of the columns are null, or declare the key MATCH FULL.",
    .gain = "no reference can be half filled",
    .trade_off = "The check is validated once against the whole table.",
    .not_when =
        "At most one column is nullable (then null means \"no reference\"), MATCH FULL, or a CHECK "
        "that names the nullable columns.",
    .source = "PostgreSQL manual, CREATE TABLE, MATCH SIMPLE",
    .group = "%zu foreign keys that nulls switch off",
    .check_table = check,
};
