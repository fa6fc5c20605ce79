#include "ddl_dump.h"

#include "base/strbuf.h"
#include "ddl/ddl.h"
#include "tap.h"

static void
add_expr(StrBuf *out, const char *before, const Expr *expr)
{
    if (expr != NULL)
        strbuf_printf(out, "%s%s", before, expr->sql);
}

static void
add_column(StrBuf *out, const Column *column)
{
    strbuf_printf(out, " %s %s", column->name, column->type.text);
    if (column->is_not_null)
        strbuf_add(out, "!");
    add_expr(out, "=", column->default_expr);
    add_expr(out, " gen ", column->generated_expr);
    if (column->identity != IDENTITY_NONE)
        strbuf_add(out, column->identity == IDENTITY_ALWAYS ? " always" : " bydefault");
    if (column->collation != NULL)
        strbuf_printf(out, " collate %s", column->collation);
    if (column->is_inherited)
        strbuf_add(out, " inh");
    if (column->comment != NULL)
        strbuf_printf(out, " -- %s", column->comment);
    strbuf_add(out, ",");
}

static void
add_constraint(Arena *arena, StrBuf *out, const Constraint *constraint)
{
    static const char *const kinds[] = {"pk", "unique", "fk", "check", "exclude"};

    strbuf_printf(out, "  %s %s(%s", constraint->name, kinds[constraint->kind],
                  name_list_text(arena, &constraint->columns));
    add_expr(out, "", constraint->check);
    strbuf_add(out, ")");
    if (constraint->ref_table != NULL)
        strbuf_printf(out, "->%s.%s(%s)", constraint->ref_schema, constraint->ref_table,
                      name_list_text(arena, &constraint->ref_columns));
    if (constraint->is_inherited)
        strbuf_add(out, " inh");
    if (constraint->is_not_valid)
        strbuf_add(out, " notvalid");
    if (constraint->is_deferrable)
        strbuf_add(out, constraint->is_initially_deferred ? " deferred" : " deferrable");
    strbuf_add(out, "\n");
}

static void
add_index(StrBuf *out, const Index *index)
{
    strbuf_printf(out, "  %s%s %s(", index->is_unique ? "unique " : "", index->method, index->name);
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
    {
        strbuf_printf(out, "%s%s%s%s%s", at == index->elements.first ? "" : ", ",
                      at->column == NULL ? at->expr->sql : at->column,
                      at->opclass == NULL ? "" : " ", at->opclass == NULL ? "" : at->opclass,
                      at->is_descending ? " desc" : "");
        if (at->exclude_operator != NULL)
            strbuf_printf(out, " with %s", at->exclude_operator);
    }
    strbuf_add(out, ")");
    add_expr(out, " where ", index->predicate);
    if (index->parent_name != NULL)
        strbuf_printf(out, " of %s", index->parent_name);
    strbuf_add(out, "\n");
}

static void
add_table(Arena *arena, StrBuf *out, const Table *table)
{
    strbuf_printf(out, "table %s.%s:", table->schema, table->name);
    for (const Column *at = table->columns.first; at != NULL; at = at->next)
        add_column(out, at);
    if (table->partition_of != NULL)
        strbuf_printf(out, " of %s %s", table->partition_of->name, table->partition_bound);
    strbuf_add(out, "\n");
    for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
        add_constraint(arena, out, at);
    for (const Index *at = table->indexes.first; at != NULL; at = at->next)
    {
        if (at->constraint == NULL || at->constraint->kind == CONSTRAINT_EXCLUDE ||
            at->parent_name != NULL)
            add_index(out, at);
    }
    for (const Trigger *at = table->triggers.first; at != NULL; at = at->next)
    {
        strbuf_printf(out, "  trigger %s %s %s", at->name, at->timing, at->function_name);
        add_expr(out, " when ", at->when);
        strbuf_add(out, at->is_inherited ? " inh\n" : "\n");
    }
    for (const Policy *at = table->policies.first; at != NULL; at = at->next)
    {
        strbuf_printf(out, "  policy %s %s to %s", at->name, at->command,
                      name_list_text(arena, &at->roles));
        add_expr(out, " using ", at->using_expr);
        add_expr(out, " check ", at->check_expr);
        strbuf_add(out, "\n");
    }
}

static void
add_sequence(StrBuf *out, const Sequence *sequence)
{
    strbuf_printf(out, "sequence %s.%s %s %lld..%lld+%lld", sequence->schema, sequence->name,
                  sequence->type.text, (long long) sequence->minimum, (long long) sequence->maximum,
                  (long long) sequence->increment);
    if (sequence->owned_by_table != NULL)
        strbuf_printf(out, " of %s.%s", sequence->owned_by_table, sequence->owned_by_column);
    if (sequence->last_value != 0)
        strbuf_printf(out, " at %lld", (long long) sequence->last_value);
    strbuf_add(out, "\n");
}

static void
add_type(Arena *arena, StrBuf *out, const Type *type)
{
    strbuf_printf(out, "type %s.%s", type->schema, type->name);
    if (type->kind == TYPE_ENUM)
        strbuf_printf(out, " enum(%s)", name_list_text(arena, &type->labels));
    if (type->kind == TYPE_DOMAIN)
        strbuf_printf(out, " domain %s%s", type->base.text, type->is_not_null ? "!" : "");
    add_expr(out, "=", type->default_expr);
    for (const Column *at = type->columns.first; at != NULL; at = at->next)
        add_column(out, at);
    strbuf_add(out, "\n");
    for (const Constraint *at = type->constraints.first; at != NULL; at = at->next)
        add_constraint(arena, out, at);
}

static void
add_routine(StrBuf *out, const Routine *routine)
{
    strbuf_printf(out, "function %s.%s(", routine->schema, routine->name);
    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        strbuf_printf(out, "%s%s %s %s", at == routine->arguments.first ? "" : ", ", at->mode,
                      at->name == NULL ? "" : at->name, at->type.text);
        add_expr(out, "=", at->default_expr);
    }
    strbuf_printf(out, ") %s%s %s %c", routine->returns_set ? "setof " : "",
                  routine->returns.text == NULL ? "-" : routine->returns.text, routine->language,
                  routine->volatility);
    add_expr(out, " ", routine->sql_body);
    for (const Option *at = routine->settings.first; at != NULL; at = at->next)
        strbuf_printf(out, " set %s=%s", at->name, at->value);
    strbuf_add(out, "\n");
}

char *
ddl_dump_of(Arena *arena, const char *sql)
{
    Schema *schema = schema_new(arena);
    Error error = {.arena = arena};
    FileText input = {.name = "t", .text = arena_strdup(arena, sql), .length = strlen(sql)};
    StrBuf out = strbuf_new(arena);

    if (!ddl_read(schema, &input, &error))
        return error.message;
    for (const Extension *at = schema->extensions.first; at != NULL; at = at->next)
        strbuf_printf(&out, "extension %s\n", at->name);
    for (const Type *at = schema->types.first; at != NULL; at = at->next)
        add_type(arena, &out, at);
    for (const Sequence *at = schema->sequences.first; at != NULL; at = at->next)
        add_sequence(&out, at);
    for (const Table *at = schema->tables.first; at != NULL; at = at->next)
        add_table(arena, &out, at);
    for (const View *at = schema->views.first; at != NULL; at = at->next)
    {
        strbuf_printf(&out, "view %s.%s (%s) %s", at->schema, at->name,
                      name_list_text(arena, &at->column_names), at->query->sql);
        for (const Option *option = at->options.first; option != NULL; option = option->next)
            strbuf_printf(&out, " %s=%s", option->name, option->value);
        strbuf_add(&out, at->is_populated ? "\n" : " nodata\n");
        for (const Index *index = at->indexes.first; index != NULL; index = index->next)
            add_index(&out, index);
    }
    for (const Routine *at = schema->routines.first; at != NULL; at = at->next)
        add_routine(&out, at);
    for (const Other *at = schema->others.first; at != NULL; at = at->next)
        strbuf_printf(&out, "other %d %s\n", (int) at->kind, at->sql);
    for (const Problem *at = schema->problems.first; at != NULL; at = at->next)
        strbuf_printf(&out, "%s %u:%u %s\n", at->is_error ? "error" : "remark", at->location.line,
                      at->location.column, at->message);
    return out.text;
}

void
ddl_dump_check(const DdlCase *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        Arena *arena = arena_new(NULL, "case");

        tap_equal(ddl_dump_of(arena, cases[i].sql), cases[i].expected, "%s", cases[i].what);
        arena_free(arena);
    }
}
