/*
 * The answer: one object, with what is false, empty or unknown left out. src/whatif/understand.c reads
 * it; both know the words.
 */
#include "planner/analyse.h"

#include <access/htup_details.h>
#include <catalog/pg_namespace_d.h>
#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <utils/builtins.h>
#include <utils/json.h>
#include <utils/lsyscache.h>
#include <utils/syscache.h>

static void
key(StringInfo out, const char *name)
{
    if (out->data[out->len - 1] != '{')
        appendStringInfoChar(out, ',');
    appendStringInfo(out, "\"%s\":", name);
}

static void
word(StringInfo out, const char *name, const char *value)
{
    if (value == NULL)
        return;
    key(out, name);
    escape_json(out, value);
}

static void
number(StringInfo out, const char *name, int64 value)
{
    key(out, name);
    appendStringInfo(out, INT64_FORMAT, value);
}

/* 0 is none. */
static void
count(StringInfo out, const char *name, int value)
{
    if (value != 0)
        number(out, name, value);
}

static void
flag(StringInfo out, const char *name, bool value)
{
    if (!value)
        return;
    key(out, name);
    appendStringInfoString(out, "true");
}

static void
begin(StringInfo out, bool is_first)
{
    appendStringInfoString(out, is_first ? "{" : ",{");
}

static void
limit(StringInfo out, const char *kind, const char *rows, LimitNote note)
{
    word(out, kind, note.kind);
    if (note.kind != NULL && note.rows != 0)
        number(out, rows, note.rows);
}

static void
add_select(StringInfo out, const SelectNote *note)
{
    if (note->parent >= 0)
        number(out, "parent", note->parent);
    word(out, "kind", note->kind);
    word(out, "command", note->command);
    word(out, "name", note->name);
    word(out, "set_operation", note->set_operation);
    flag(out, "is_correlated", note->is_correlated);
    flag(out, "is_not", note->is_not);
    flag(out, "has_where", note->has_where);
    flag(out, "has_switch", note->has_switch);
    flag(out, "is_always", note->is_always);
    flag(out, "has_group", note->has_group);
    flag(out, "has_count", note->has_count);
    flag(out, "has_order", note->has_order);
    flag(out, "is_one_row", note->is_one_row);
    flag(out, "is_distinct", note->is_distinct);
    flag(out, "is_locking", note->is_locking);
    flag(out, "is_of_view", note->is_of_view);
    flag(out, "has_merge_delete", note->has_merge_delete);
    count(out, "conjunct", note->conjunct);
    count(out, "arm", note->arm);
    limit(out, "limit", "limit_rows", note->limit);
    limit(out, "offset", "offset_rows", note->offset);
}

static void
add_relation(StringInfo out, const RelationNote *note)
{
    word(out, "kind", note->kind);
    word(out, "schema", note->schema);
    word(out, "name", note->name);
    word(out, "alias", note->alias);
    number(out, "select", note->select->number);
    if (note->body != NULL)
        number(out, "body", note->body->number);
    word(out, "join", note->join);
    flag(out, "is_lateral", note->is_lateral);
    flag(out, "is_written", note->is_written);
    flag(out, "is_nullable", note->is_nullable);
    flag(out, "is_locked", note->is_locked);
    flag(out, "is_through_view", note->is_through_view);
    count(out, "island", note->island);
}

static void
add_use_flags(StringInfo out, const UseNote *note)
{
    flag(out, "is_descending", note->is_descending);
    flag(out, "is_nulls_first", note->is_nulls_first);
    flag(out, "is_unanchored", note->is_unanchored);
    flag(out, "is_negated", note->is_negated);
    flag(out, "is_in_or", note->is_in_or);
    flag(out, "is_star", note->is_star);
    flag(out, "is_whole_row", note->is_whole_row);
    flag(out, "is_outer", note->is_outer);
    flag(out, "is_through_subquery", note->is_through_subquery);
    flag(out, "is_through_with", note->is_through_with);
    flag(out, "is_through_view", note->is_through_view);
    flag(out, "is_implicit_cast", note->is_implicit_cast);
    flag(out, "is_from_policy", note->is_from_policy);
}

static void
add_use(StringInfo out, const UseNote *note)
{
    number(out, "relation", note->relation->number);
    word(out, "column", note->name);
    number(out, "select", note->select->number);
    word(out, "clause", note->clause);
    number(out, "roles", note->roles);
    word(out, "operation", note->operation);
    word(out, "function", note->function);
    word(out, "cast", note->cast);
    word(out, "path", note->path);
    if (note->other != NULL)
        number(out, "other", note->other->number);
    count(out, "parameter", note->parameter);
    word(out, "constant", note->constant);
    count(out, "position", note->position);
    count(out, "conjunct", note->conjunct);
    count(out, "arm", note->arm);
    if (note->location > 0)
        number(out, "offset", note->location);
    add_use_flags(out, note);
}

static void
add_type(StringInfo out, Oid type, int32 modifier)
{
    Oid element = get_element_type(type);
    Oid named = OidIsValid(element) ? element : type;
    HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(named));
    Form_pg_type form;

    if (!HeapTupleIsValid(tuple))
        return;
    form = (Form_pg_type) GETSTRUCT(tuple);
    if (form->typnamespace != PG_CATALOG_NAMESPACE)
        word(out, "type_schema", get_namespace_name(form->typnamespace));
    word(out, "type", NameStr(form->typname));
    if (OidIsValid(element))
        number(out, "dimensions", 1);
    word(out, "type_text", format_type_with_typemod(type, modifier));
    ReleaseSysCache(tuple);
}

static void
add_origin(StringInfo out, const char *relation, const char *column, const Origin *origin)
{
    if (origin->relation == NULL || origin->column < 1)
        return;
    number(out, relation, origin->relation->number);
    word(out, column, get_attname(origin->relation->relid, origin->column, true));
}

List *
analyse_json_targets(const Query *query)
{
    return query->commandType == CMD_SELECT ? query->targetList : query->returningList;
}

static void
add_sides(StringInfo out, const List *sides)
{
    ListCell *cell;

    if (sides == NIL)
        return;
    key(out, "sides");
    appendStringInfoChar(out, '[');
    foreach (cell, sides)
    {
        begin(out, foreach_current_index(cell) == 0);
        add_origin(out, "relation", "column", lfirst(cell));
        appendStringInfoChar(out, '}');
    }
    appendStringInfoChar(out, ']');
}

static void
add_columns(StringInfo out, const Query *query, ValueArray columns, const Origin *base)
{
    bool is_first = true;
    ListCell *cell;

    foreach (cell, analyse_json_targets(query))
    {
        const TargetEntry *target = lfirst_node(TargetEntry, cell);
        const Value *value = &columns.items[target->resno - 1];

        if (target->resjunk || target->resno > columns.count)
            continue;
        begin(out, is_first);
        is_first = false;
        word(out, "name", target->resname == NULL ? "?column?" : target->resname);
        add_type(out, exprType((Node *) target->expr), exprTypmod((Node *) target->expr));
        flag(out, "is_nullable", value->is_nullable);
        if (value->is_column)
            add_origin(out, "relation", "column", &value->origin);
        else
            add_sides(out, value->sides);
        add_origin(out, "base_relation", "base_column", &base[target->resno - 1]);
        appendStringInfoChar(out, '}');
    }
}

static void
add_parameters(StringInfo out, const Analysis *analysis)
{
    bool is_first = true;

    for (int i = 1; i <= analysis->parameter_count; i++)
    {
        const ParameterNote *note = &analysis->parameters[i];
        Origin origin = {.relation = note->relation, .column = note->column};

        if (!OidIsValid(note->type))
            continue;
        begin(out, is_first);
        is_first = false;
        number(out, "number", i);
        add_type(out, note->type, -1);
        add_origin(out, "relation", "column", &origin);
        appendStringInfoChar(out, '}');
    }
}

static void
add_uses(StringInfo out, const Analysis *analysis)
{
    for (int i = 0; i < analysis->use_count; i++)
    {
        begin(out, i == 0);
        if (!analysis->uses[i]->is_passing)
            add_use(out, analysis->uses[i]);
        appendStringInfoChar(out, '}');
    }
}

void
analyse_json(StringInfo out, const Analysis *analysis, const Query *query, ValueArray columns,
             const Origin *base)
{
    ListCell *cell;

    appendStringInfoString(out, "{\"selects\":[");
    foreach (cell, analysis->selects)
    {
        begin(out, foreach_current_index(cell) == 0);
        add_select(out, lfirst(cell));
        appendStringInfoChar(out, '}');
    }
    appendStringInfoString(out, "],\"relations\":[");
    foreach (cell, analysis->relations)
    {
        begin(out, foreach_current_index(cell) == 0);
        add_relation(out, lfirst(cell));
        appendStringInfoChar(out, '}');
    }
    appendStringInfoString(out, "],\"columns\":[");
    add_columns(out, query, columns, base);
    appendStringInfoString(out, "],\"parameters\":[");
    add_parameters(out, analysis);
    appendStringInfoString(out, "],\"uses\":[");
    add_uses(out, analysis);
    appendStringInfoString(out, "]}");
}
