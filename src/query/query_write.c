/*
 * query_write.c - INSERT, UPDATE, DELETE and MERGE.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

/* A column that is written, and what is known of it. */
typedef struct Target
{
    ColumnUse *use;
    TypeId type; /* of what is assigned: the column, or a part of it */
} Target;

/* A column's part: col[1], col.field. */
static TypeId
part_type(Analysis *analysis, Scope *scope, TypeId type, const List *indirection)
{
    QueryContext *context = analysis->context;
    const ColumnUse *mark = query_use_mark(analysis);
    ListCell *cell;

    foreach (cell, indirection)
    {
        const Node *step = lfirst(cell);
        size_t count;
        const RangeColumn *fields;

        if (IsA(step, A_Indices))
        {
            type =
                query_subscript(analysis, scope, query_value(type), (const A_Indices *) step).type;
            continue;
        }
        fields = query_type_fields(context, type, &count);
        type = TYPE_NOTHING;
        for (size_t i = 0; i < count; i++)
        {
            if (IsA(step, String) && strcmp(fields[i].name, strVal(step)) == 0)
                type = fields[i].type;
        }
    }
    query_use_default(analysis, mark, USE_OTHER);
    return type;
}

static Target
find_target(Analysis *analysis, Scope *scope, const RangeEntry *entry, const ResTarget *node,
            uint32_t role)
{
    size_t at = query_name_find(entry, node->name);
    Target target = {0};

    if (at == entry->count)
    {
        if (entry->relation->kind != RELATION_UNKNOWN)
            query_problem(analysis, node->location,
                          "column \"%s\" of relation \"%s\" does not exist", node->name,
                          entry->relation->name);
        return target;
    }
    target.use = query_use_written(analysis, scope, entry, at, role, node->location);
    target.type = part_type(analysis, scope, entry->columns[at].type, node->indirection);
    return target;
}

/* A value goes into a column. */
static void
assign(Analysis *analysis, Target target, Value *value)
{
    QueryParameter *parameter = value->parameter;

    query_cast_to(analysis, value, target.type);
    if (value->use != NULL)
        value->use->roles |= USE_WRITTEN_FROM;
    if (target.use == NULL)
        return;
    target.use->parameter = parameter;
    target.use->constant = value->constant;
    if (parameter == NULL || parameter->column != NULL)
        return;
    parameter->table = target.use->table;
    parameter->view = target.use->view;
    parameter->column = target.use->column;
}

/* The columns that INSERT names, or all. */
static size_t
insert_targets(Analysis *analysis, Scope *scope, const RangeEntry *entry, const List *names,
               size_t needed, Target **out)
{
    size_t count = 0;
    ListCell *cell;

    *out = arena_new_array(analysis->arena, Target, (size_t) list_length(names) + entry->count + 1);
    foreach (cell, names)
        (*out)[count++] =
            find_target(analysis, scope, entry, lfirst_node(ResTarget, cell), USE_INSERTED);
    if (names != NIL)
        return count;
    for (; count < entry->count && count < needed; count++)
        (*out)[count] = (Target){
            query_use_written(analysis, scope, entry, count, USE_INSERTED, -1),
            entry->columns[count].type,
        };
    return count;
}

/* VALUES of an INSERT: each value becomes what its column is. */
static void
insert_values(Analysis *analysis, Scope *scope, const RangeEntry *entry, const List *names,
              const List *lists)
{
    size_t width = (size_t) list_length(linitial(lists));
    Target *targets;
    size_t count = insert_targets(analysis, scope, entry, names, width, &targets);
    ListCell *cell;

    foreach (cell, lists)
    {
        const ColumnUse *mark = query_use_mark(analysis);
        ValueList row = query_expr_list(analysis, scope, lfirst(cell));

        for (size_t i = 0; i < row.count && i < count; i++)
            assign(analysis, targets[i], &row.items[i]);
        query_use_default(analysis, mark, USE_COMPUTED);
    }
}

static void
insert_query(Analysis *analysis, Scope *scope, const RangeEntry *entry, const InsertStmt *node)
{
    Result result = query_statement(analysis, scope, node->selectStmt, SELECT_FROM, NULL, NULL);
    Target *targets;
    size_t count = insert_targets(analysis, scope, entry, node->cols, result.count, &targets);

    for (size_t i = 0; i < result.count && i < count; i++)
        assign(analysis, targets[i], &result.values[i]);
    query_result_settle(analysis, &result);
}

static bool
is_plain_values(const SelectStmt *node)
{
    return IsA(node, SelectStmt) && node->valuesLists != NIL && node->withClause == NULL &&
           node->sortClause == NIL && node->limitCount == NULL;
}

/* SET (a, b) = (1, 2) comes as one assignment for each column, with the whole source. */
static void
set_one(Analysis *analysis, Scope *scope, Target target, const Node *value_node)
{
    const ColumnUse *mark = query_use_mark(analysis);
    Value value;

    if (IsA(value_node, MultiAssignRef))
    {
        const MultiAssignRef *part = (const MultiAssignRef *) value_node;

        if (IsA(part->source, RowExpr) &&
            part->colno <= list_length(((const RowExpr *) part->source)->args))
            value_node = list_nth(((const RowExpr *) part->source)->args, part->colno - 1);
        else if (part->colno > 1)
            return;
    }
    value = query_expr(analysis, scope, value_node);
    assign(analysis, target, &value);
    query_use_default(analysis, mark, USE_COMPUTED);
}

static void
set_all(Analysis *analysis, Scope *scope, const RangeEntry *entry, const List *targets)
{
    QueryClause clause = analysis->clause;
    ListCell *cell;

    analysis->clause = CLAUSE_SET;
    foreach (cell, targets)
    {
        const ResTarget *node = lfirst_node(ResTarget, cell);

        set_one(analysis, scope, find_target(analysis, scope, entry, node, USE_UPDATED), node->val);
    }
    analysis->clause = clause;
}

/* ON CONFLICT (a, lower(b)) WHERE … */
static void
conflict_target(Analysis *analysis, Scope *scope, const InferClause *node)
{
    ListCell *cell;

    if (node == NULL)
        return;
    foreach (cell, node->indexElems)
    {
        const IndexElem *element = lfirst_node(IndexElem, cell);
        const ColumnUse *mark = query_use_mark(analysis);
        ColumnRef name = {.type = T_ColumnRef, .location = -1};

        if (element->name != NULL)
        {
            name.fields = list_make1(makeString(element->name));
            (void) query_name_column(analysis, scope, &name);
        }
        else
            (void) query_expr(analysis, scope, element->expr);
        query_use_default(analysis, mark, USE_CONFLICT);
    }
    query_condition(analysis, scope, node->whereClause, CLAUSE_CONFLICT);
}

static void
conflict(Analysis *analysis, Scope *scope, const RangeEntry *entry, const OnConflictClause *node)
{
    QueryClause clause = analysis->clause;
    RangeEntry *excluded;

    if (node == NULL)
        return;
    analysis->clause = CLAUSE_CONFLICT;
    conflict_target(analysis, scope, node->infer);
    analysis->clause = clause;
    if (node->action != ONCONFLICT_UPDATE)
        return;
    excluded = arena_new_object(analysis->arena, RangeEntry);
    *excluded = *entry;
    excluded->alias = "excluded";
    excluded->schema = NULL;
    query_from_add(analysis, scope, excluded);
    set_all(analysis, scope, entry, node->targetList);
    query_condition(analysis, scope, node->whereClause, CLAUSE_WHERE);
}

/* PostgreSQL 18: the row before and after. */
static void
add_version(Analysis *analysis, Scope *scope, const RangeEntry *entry, const char *alias)
{
    RangeEntry *version = arena_new_object(analysis->arena, RangeEntry);
    bool is_outer = false;

    if (query_name_entry(scope, NULL, alias, &is_outer) != NULL && !is_outer)
        return;
    *version = *entry;
    version->alias = alias;
    version->schema = NULL;
    query_from_add(analysis, scope, version);
    scope->items.last->are_columns_hidden = true;
}

/* RETURNING sees the table, but of an INSERT not the row that was excluded. */
static Result
returning(Analysis *analysis, Scope *scope, const RangeEntry *entry, const List *targets)
{
    if (targets == NIL)
        return (Result){0};
    for (RangeItem *item = scope->items.first; item != NULL && item->next != NULL;
         item = item->next)
    {
        if (str_equal(item->next->entry->alias, "excluded") &&
            item->next->entry->relation == entry->relation)
            list_remove(&scope->items, item->next);
    }
    add_version(analysis, scope, entry, "old");
    add_version(analysis, scope, entry, "new");
    return query_target(analysis, scope, targets);
}

/* INSERT … DEFAULT VALUES has no list. */
static size_t
rows_written(const InsertStmt *node)
{
    const SelectStmt *select = (const SelectStmt *) node->selectStmt;

    if (select == NULL)
        return 1;
    return is_plain_values(select) ? (size_t) list_length(select->valuesLists) : 0;
}

Result
query_insert(Analysis *analysis, Scope *scope, const InsertStmt *node)
{
    RangeEntry *entry;

    scope->select->command = QUERY_INSERT;
    scope->select->has_conflict = node->onConflictClause != NULL;
    scope->select->values_rows = rows_written(node);
    query_with(analysis, scope, node->withClause);
    entry = query_from_target(analysis, scope, node->relation);
    analysis->clause = CLAUSE_SET;
    if (node->selectStmt != NULL && is_plain_values((const SelectStmt *) node->selectStmt))
        insert_values(analysis, scope, entry, node->cols,
                      ((const SelectStmt *) node->selectStmt)->valuesLists);
    else if (node->selectStmt != NULL)
        insert_query(analysis, scope, entry, node);
    query_from_add(analysis, scope, entry);
    conflict(analysis, scope, entry, node->onConflictClause);
    return returning(analysis, scope, entry, node->returningList);
}

Result
query_update(Analysis *analysis, Scope *scope, const UpdateStmt *node)
{
    RangeEntry *entry;
    Result result;

    scope->select->command = QUERY_UPDATE;
    query_with(analysis, scope, node->withClause);
    entry = query_from_target(analysis, scope, node->relation);
    query_from_add(analysis, scope, entry);
    query_from(analysis, scope, node->fromClause);
    query_condition(analysis, scope, node->whereClause, CLAUSE_WHERE);
    scope->select->has_where = node->whereClause != NULL;
    scope->select->is_always = query_shape_is_true(node->whereClause);
    result = returning(analysis, scope, entry, node->returningList);
    set_all(analysis, scope, entry,
            node->targetList); /* last: parameters get their types in order */
    return result;
}

Result
query_delete(Analysis *analysis, Scope *scope, const DeleteStmt *node)
{
    RangeEntry *entry;

    scope->select->command = QUERY_DELETE;
    query_with(analysis, scope, node->withClause);
    entry = query_from_target(analysis, scope, node->relation);
    query_from_add(analysis, scope, entry);
    query_from(analysis, scope, node->usingClause);
    query_condition(analysis, scope, node->whereClause, CLAUSE_WHERE);
    scope->select->has_where = node->whereClause != NULL;
    scope->select->is_always = query_shape_is_true(node->whereClause);
    return returning(analysis, scope, entry, node->returningList);
}

static void
merge_insert(Analysis *analysis, Scope *scope, const RangeEntry *entry, const MergeWhenClause *when)
{
    Target *targets;
    size_t count;
    ValueList row;
    const ColumnUse *mark;

    analysis->clause = CLAUSE_SET;
    count = insert_targets(analysis, scope, entry, when->targetList,
                           (size_t) list_length(when->values), &targets);
    mark = query_use_mark(analysis);
    row = query_expr_list(analysis, scope, when->values);
    for (size_t i = 0; i < row.count && i < count; i++)
        assign(analysis, targets[i], &row.items[i]);
    query_use_default(analysis, mark, USE_COMPUTED);
}

/* WHEN NOT MATCHED sees the source alone: the target is the first that can be named. */
static void
merge_when(Analysis *analysis, Scope *scope, const RangeEntry *entry, const MergeWhenClause *when)
{
    scope->items.first->is_name_hidden = !when->matched;
    scope->items.first->are_columns_hidden = !when->matched;
    query_condition(analysis, scope, when->condition, CLAUSE_WHERE);
    if (when->commandType == CMD_UPDATE)
        set_all(analysis, scope, entry, when->targetList);
    else if (when->commandType == CMD_INSERT)
        merge_insert(analysis, scope, entry, when);
    else if (when->commandType == CMD_DELETE)
        scope->select->has_merge_delete = true;
}

Result
query_merge(Analysis *analysis, Scope *scope, const MergeStmt *node)
{
    RangeEntry *entry;
    ListCell *cell;

    scope->select->command = QUERY_MERGE;
    query_with(analysis, scope, node->withClause);
    entry = query_from_target(analysis, scope, node->relation);
    query_from_add(analysis, scope, entry);
    query_from(analysis, scope, list_make1(node->sourceRelation));
    query_condition(analysis, scope, node->joinCondition, CLAUSE_ON);
    foreach (cell, node->mergeWhenClauses)
        merge_when(analysis, scope, entry, lfirst_node(MergeWhenClause, cell));
    return (Result){0};
}
