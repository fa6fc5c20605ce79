/*
 * EXPLAIN works on a started execution and on conditions turned back into text, which takes longer than to
 * plan. This walks the plan itself. Subplans hang on the node whose expressions name them, as there.
 */
#include "planner/plan_json.h"

#include "planner/harvest.h"

#include <miscadmin.h>
#include <nodes/nodeFuncs.h>
#include <parser/parsetree.h>
#include <utils/json.h>
#include <utils/lsyscache.h>
#include <utils/ruleutils.h>

typedef struct Writing
{
    StringInfo out;
    const PlannedStmt *statement;
    const List *names; /* of range table entries, as EXPLAIN makes them differ */
    const Index *above; /* by range table entry: the table that this one is a part of; or 0 */
} Writing;

static void write_node(const Writing *writing, const Plan *plan, const char *role,
                       const char *subplan);

static const char *
name_of(const Plan *plan)
{
    static const struct
    {
        NodeTag tag;
        const char *name;
    } names[] = {
        {T_Agg, "Aggregate"},
        {T_Append, "Append"},
        {T_BitmapAnd, "BitmapAnd"},
        {T_BitmapHeapScan, "Bitmap Heap Scan"},
        {T_BitmapIndexScan, "Bitmap Index Scan"},
        {T_BitmapOr, "BitmapOr"},
        {T_CteScan, "CTE Scan"},
        {T_CustomScan, "Custom Scan"},
        {T_ForeignScan, "Foreign Scan"},
        {T_FunctionScan, "Function Scan"},
        {T_Gather, "Gather"},
        {T_GatherMerge, "Gather Merge"},
        {T_Group, "Group"},
        {T_Hash, "Hash"},
        {T_HashJoin, "Hash Join"},
        {T_IncrementalSort, "Incremental Sort"},
        {T_IndexOnlyScan, "Index Only Scan"},
        {T_IndexScan, "Index Scan"},
        {T_Limit, "Limit"},
        {T_LockRows, "LockRows"},
        {T_Material, "Materialize"},
        {T_Memoize, "Memoize"},
        {T_MergeAppend, "Merge Append"},
        {T_MergeJoin, "Merge Join"},
        {T_ModifyTable, "ModifyTable"},
        {T_NamedTuplestoreScan, "Named Tuplestore Scan"},
        {T_NestLoop, "Nested Loop"},
        {T_ProjectSet, "ProjectSet"},
        {T_RecursiveUnion, "Recursive Union"},
        {T_Result, "Result"},
        {T_SampleScan, "Sample Scan"},
        {T_SeqScan, "Seq Scan"},
        {T_SetOp, "SetOp"},
        {T_Sort, "Sort"},
        {T_SubqueryScan, "Subquery Scan"},
        {T_TableFuncScan, "Table Function Scan"},
        {T_TidRangeScan, "Tid Range Scan"},
        {T_TidScan, "Tid Scan"},
        {T_Unique, "Unique"},
        {T_ValuesScan, "Values Scan"},
        {T_WindowAgg, "WindowAgg"},
        {T_WorkTableScan, "WorkTable Scan"},
    };

    for (size_t i = 0; i < lengthof(names); i++)
        if (names[i].tag == nodeTag(plan))
            return names[i].name;
    return "???";
}

static const char *
join_name(JoinType type)
{
    switch (type)
    {
    case JOIN_LEFT:
        return "Left";
    case JOIN_FULL:
        return "Full";
    case JOIN_RIGHT:
        return "Right";
    case JOIN_SEMI:
        return "Semi";
    case JOIN_ANTI:
        return "Anti";
    default:
        return "Inner";
    }
}

static const char *
strategy_name(AggStrategy strategy)
{
    switch (strategy)
    {
    case AGG_SORTED:
        return "Sorted";
    case AGG_HASHED:
        return "Hashed";
    case AGG_MIXED:
        return "Mixed";
    default:
        return "Plain";
    }
}

static const char *
operation_name(CmdType command)
{
    switch (command)
    {
    case CMD_INSERT:
        return "Insert";
    case CMD_UPDATE:
        return "Update";
    case CMD_DELETE:
        return "Delete";
    default:
        return "Merge";
    }
}

static void
add_text(const Writing *writing, const char *key, const char *value)
{
    if (value == NULL)
        return;
    appendStringInfo(writing->out, ",\"%s\":", key);
    escape_json(writing->out, value);
}

static void
add_flag(const Writing *writing, const char *key, bool is_so)
{
    if (is_so)
        appendStringInfo(writing->out, ",\"%s\":true", key);
}

static void
write_index(const Writing *writing, Oid indexoid)
{
    const IndexTemplate *index = harvest_find(indexoid);

    add_text(writing, "Index Name", index != NULL ? index->name : get_rel_name(indexoid));
    add_text(writing, "Index Of", index != NULL ? index->name_above : NULL);
}

/* Of a partition, or a table that inherits: the table that the query names. */
static void
write_above(const Writing *writing, Index varno)
{
    const RangeTblEntry *entry;

    if (writing->above[varno] == 0)
        return;
    while (writing->above[varno] != 0)
        varno = writing->above[varno];
    entry = rt_fetch((int) varno, writing->statement->rtable);
    if (entry->rtekind != RTE_RELATION)
        return;
    add_text(writing, "Part Of", get_rel_name(entry->relid));
    add_text(writing, "Part Of Alias", entry->eref->aliasname);
}

static void
write_relation(const Writing *writing, Index varno)
{
    const RangeTblEntry *entry =
        varno == 0 ? NULL : rt_fetch((int) varno, writing->statement->rtable);

    if (entry == NULL)
        return;
    if (entry->rtekind == RTE_RELATION)
    {
        add_text(writing, "Relation Name", get_rel_name(entry->relid));
        add_text(writing, "Schema", get_namespace_name(get_rel_namespace(entry->relid)));
    }
    if (entry->rtekind == RTE_CTE)
        add_text(writing, "CTE Name", entry->ctename);
    add_text(writing, "Alias", list_nth(writing->names, (int) varno - 1));
    if (entry->rtekind == RTE_RELATION)
        write_above(writing, varno);
}

static Index
varno_of(const Plan *plan)
{
    switch (nodeTag(plan))
    {
    case T_ModifyTable:
        return ((const ModifyTable *) plan)->nominalRelation;
    case T_SeqScan:
    case T_SampleScan:
    case T_IndexScan:
    case T_IndexOnlyScan:
    case T_BitmapHeapScan:
    case T_TidScan:
    case T_TidRangeScan:
    case T_SubqueryScan:
    case T_FunctionScan:
    case T_TableFuncScan:
    case T_ValuesScan:
    case T_CteScan:
    case T_WorkTableScan:
    case T_ForeignScan:
        return ((const Scan *) plan)->scanrelid;
    default:
        return 0;
    }
}

static void
write_join(const Writing *writing, const Plan *plan)
{
    const Join *join = (const Join *) plan;

    if (!IsA(plan, NestLoop) && !IsA(plan, HashJoin) && !IsA(plan, MergeJoin))
        return;
    add_text(writing, "Join Type", join_name(join->jointype));
    add_flag(writing, "Join Filter", join->joinqual != NIL);
    add_flag(writing, "Hash Cond", IsA(plan, HashJoin));
    add_flag(writing, "Merge Cond",
             IsA(plan, MergeJoin) && ((const MergeJoin *) plan)->mergeclauses != NIL);
}

/* What only this kind of node has. */
static void
write_own(const Writing *writing, const Plan *plan)
{
    switch (nodeTag(plan))
    {
    case T_IndexScan:
        write_index(writing, ((const IndexScan *) plan)->indexid);
        add_flag(writing, "Index Cond", ((const IndexScan *) plan)->indexqual != NIL);
        add_text(writing, "Scan Direction",
                 ScanDirectionIsBackward(((const IndexScan *) plan)->indexorderdir) ? "Backward"
                                                                                    : NULL);
        break;
    case T_IndexOnlyScan:
        write_index(writing, ((const IndexOnlyScan *) plan)->indexid);
        add_flag(writing, "Index Cond", ((const IndexOnlyScan *) plan)->indexqual != NIL);
        add_text(writing, "Scan Direction",
                 ScanDirectionIsBackward(((const IndexOnlyScan *) plan)->indexorderdir) ? "Backward"
                                                                                        : NULL);
        break;
    case T_BitmapIndexScan:
        write_index(writing, ((const BitmapIndexScan *) plan)->indexid);
        add_flag(writing, "Index Cond", ((const BitmapIndexScan *) plan)->indexqual != NIL);
        break;
    case T_Agg:
        add_text(writing, "Strategy", strategy_name(((const Agg *) plan)->aggstrategy));
        break;
    case T_ModifyTable:
        add_text(writing, "Operation", operation_name(((const ModifyTable *) plan)->operation));
        break;
    case T_Gather:
        appendStringInfo(writing->out, ",\"Workers Planned\":%d",
                         ((const Gather *) plan)->num_workers);
        break;
    case T_GatherMerge:
        appendStringInfo(writing->out, ",\"Workers Planned\":%d",
                         ((const GatherMerge *) plan)->num_workers);
        break;
    default:
        break;
    }
}

typedef struct Children
{
    const Writing *writing;
    bool has_any;
} Children;

static void
write_child(Children *children, const Plan *plan, const char *role, const char *subplan)
{
    if (plan == NULL)
        return;
    appendStringInfoString(children->writing->out, children->has_any ? "," : ",\"Plans\":[");
    children->has_any = true;
    write_node(children->writing, plan, role, subplan);
}

static void
write_subplan(Children *children, const SubPlan *subplan, const char *role)
{
    write_child(children, list_nth(children->writing->statement->subplans, subplan->plan_id - 1),
                role, subplan->plan_name);
}

static bool
look_for_subplans(Node *node, Children *children)
{
    if (node == NULL)
        return false;
    if (IsA(node, SubPlan))
        write_subplan(children, (SubPlan *) node, "SubPlan");
    return expression_tree_walker(node, look_for_subplans, children);
}

static void
write_list(Children *children, const List *plans, const char *role)
{
    ListCell *cell;

    foreach (cell, plans)
        write_child(children, lfirst(cell), role, NULL);
}

static void
write_members(Children *children, const Plan *plan)
{
    switch (nodeTag(plan))
    {
    case T_Append:
        write_list(children, ((const Append *) plan)->appendplans, "Member");
        break;
    case T_MergeAppend:
        write_list(children, ((const MergeAppend *) plan)->mergeplans, "Member");
        break;
    case T_BitmapAnd:
        write_list(children, ((const BitmapAnd *) plan)->bitmapplans, "Member");
        break;
    case T_BitmapOr:
        write_list(children, ((const BitmapOr *) plan)->bitmapplans, "Member");
        break;
    case T_SubqueryScan:
        write_child(children, ((const SubqueryScan *) plan)->subplan, "Subquery", NULL);
        break;
    default:
        break;
    }
}

/* Conditions beside the filter, in which a subplan may stand. */
static void
write_subplans(Children *children, const Plan *plan)
{
    (void) look_for_subplans((Node *) plan->targetlist, children);
    (void) look_for_subplans((Node *) plan->qual, children);
    if (IsA(plan, NestLoop) || IsA(plan, HashJoin) || IsA(plan, MergeJoin))
        (void) look_for_subplans((Node *) ((const Join *) plan)->joinqual, children);
    if (IsA(plan, HashJoin))
        (void) look_for_subplans((Node *) ((const HashJoin *) plan)->hashclauses, children);
    if (IsA(plan, Result))
        (void) look_for_subplans(((const Result *) plan)->resconstantqual, children);
    if (IsA(plan, ValuesScan))
        (void) look_for_subplans((Node *) ((const ValuesScan *) plan)->values_lists, children);
}

static void
write_children(const Writing *writing, const Plan *plan)
{
    Children children = {.writing = writing};
    ListCell *cell;

    foreach (cell, plan->initPlan)
        write_subplan(&children, lfirst_node(SubPlan, cell), "InitPlan");
    write_child(&children, outerPlan(plan), "Outer", NULL);
    write_child(&children, innerPlan(plan), "Inner", NULL);
    write_members(&children, plan);
    write_subplans(&children, plan);
    if (children.has_any)
        appendStringInfoChar(writing->out, ']');
}

static void
write_node(const Writing *writing, const Plan *plan, const char *role, const char *subplan)
{
    check_stack_depth();
    appendStringInfo(writing->out, "{\"Node Type\":\"%s\"", name_of(plan));
    add_text(writing, "Parent Relationship", role);
    add_text(writing, "Subplan Name", subplan);
    add_flag(writing, "Parallel Aware", plan->parallel_aware);
    write_own(writing, plan);
    write_relation(writing, varno_of(plan));
    write_join(writing, plan);
    add_flag(writing, "Filter", plan->qual != NIL);
    appendStringInfo(writing->out,
                     ",\"Startup Cost\":%.2f,\"Total Cost\":%.2f,\"Plan Rows\":%.0f,"
                     "\"Plan Width\":%d",
                     plan->startup_cost, plan->total_cost, plan->plan_rows, plan->plan_width);
    write_children(writing, plan);
    appendStringInfoChar(writing->out, '}');
}

static Bitmapset *
add_scanned(Bitmapset *scanned, const Plan *plan)
{
    ListCell *cell;
    const List *members = NIL;

    if (plan == NULL)
        return scanned;
    if (varno_of(plan) != 0)
        scanned = bms_add_member(scanned, (int) varno_of(plan));
    if (IsA(plan, ModifyTable) && ((const ModifyTable *) plan)->exclRelRTI != 0)
        scanned = bms_add_member(scanned, (int) ((const ModifyTable *) plan)->exclRelRTI);
    if (IsA(plan, Append))
        members = ((const Append *) plan)->appendplans;
    if (IsA(plan, MergeAppend))
        members = ((const MergeAppend *) plan)->mergeplans;
    if (IsA(plan, Append))
        scanned = bms_add_members(scanned, ((const Append *) plan)->apprelids);
    if (IsA(plan, MergeAppend))
        scanned = bms_add_members(scanned, ((const MergeAppend *) plan)->apprelids);
    if (IsA(plan, SubqueryScan))
        scanned = add_scanned(scanned, ((const SubqueryScan *) plan)->subplan);
    foreach (cell, members)
        scanned = add_scanned(scanned, lfirst(cell));
    return add_scanned(add_scanned(scanned, outerPlan(plan)), innerPlan(plan));
}

/* Only what is read has a name of its own; those of a table read once need none. */
static List *
names_of(const PlannedStmt *statement)
{
    Bitmapset *scanned = add_scanned(NULL, statement->planTree);
    ListCell *cell;

    foreach (cell, statement->subplans)
        scanned = add_scanned(scanned, lfirst(cell));
    return select_rtable_names_for_explain(statement->rtable, scanned);
}

static const Index *
above_of(const PlannedStmt *statement)
{
    Index *above = palloc0(sizeof(Index) * (Size) (list_length(statement->rtable) + 1));
    ListCell *cell;

    foreach (cell, statement->appendRelations)
    {
        const AppendRelInfo *part = lfirst_node(AppendRelInfo, cell);

        above[part->child_relid] = part->parent_relid;
    }
    return above;
}

void
plan_json_write(StringInfo out, const PlannedStmt *statement)
{
    Writing writing = {.out = out,
                       .statement = statement,
                       .names = names_of(statement),
                       .above = above_of(statement)};

    write_node(&writing, statement->planTree, NULL, NULL);
}
