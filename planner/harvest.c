/*
 * What is copied is what get_relation_info() makes: operator classes, collations, predicates and flags are
 * exact on every version, because the server made them. Two traps. The OID of a harvested index belongs to
 * nothing any more: whatever would open it (metapages, actual ends of a column's values) must be kept from
 * it, which the flag `hypothetical` does. And rolling back tells the relation cache that the table
 * changed, so that the templates of its other indexes are made again.
 */
#include "planner/harvest.h"

#include <access/brin.h>
#include <access/genam.h>
#include <access/nbtree.h>
#include <access/table.h>
#include <access/xact.h>
#include <catalog/namespace.h>
#include <catalog/partition.h>
#include <catalog/pg_am.h>
#include <catalog/pg_inherits.h>
#include <commands/defrem.h>
#include <commands/tablecmds.h>
#include <nodes/makefuncs.h>
#include <optimizer/plancat.h>
#include <parser/parse_utilcmd.h>
#include <rewrite/rewriteManip.h>
#include <tcop/tcopprot.h>
#include <utils/datum.h>
#include <utils/inval.h>
#include <utils/lsyscache.h>
#include <utils/memutils.h>
#include <utils/rel.h>
#include <utils/relcache.h>
#include <utils/resowner.h>

typedef struct Present
{
    Oid relid;
    bool is_known;
    List *indexes; /* of IndexTemplate */
} Present;

typedef struct TemplateOid
{
    Oid indexoid;
    IndexTemplate *index;
} TemplateOid;

typedef struct Harvest
{
    char *ddl;
    List *indexes;
} Harvest;

static MemoryContext memory;
static HTAB *present;
static HTAB *by_oid; /* TemplateOid */
static List *harvests; /* of Harvest */
static bool is_covered;
static bool is_running;

/* The table's indexes may have changed. Zero stands for all tables. */
static void
forget_present(Datum argument, Oid relid)
{
    HASH_SEQ_STATUS scan;
    Present *entry;

    (void) argument;
    if (OidIsValid(relid))
    {
        entry = hash_search(present, &relid, HASH_FIND, NULL);
        if (entry != NULL)
            entry->is_known = false;
        return;
    }
    hash_seq_init(&scan, present);
    while ((entry = hash_seq_search(&scan)) != NULL)
        entry->is_known = false;
}

static void
prepare(void)
{
    HASHCTL control = {.keysize = sizeof(Oid), .entrysize = sizeof(Present)};

    if (memory != NULL)
        return;
    memory = AllocSetContextCreate(TopMemoryContext, "tenfold indexes", ALLOCSET_DEFAULT_SIZES);
    control.hcxt = memory;
    present = hash_create("tenfold indexes that are there", 64, &control,
                          HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
    control.entrysize = sizeof(TemplateOid);
    by_oid =
        hash_create("tenfold indexes by OID", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
    CacheRegisterRelcacheCallback(forget_present, (Datum) 0);
}

static void *
copy_array(const void *from, size_t size)
{
    void *to;

    if (from == NULL)
        return NULL;
    to = palloc(size);
    memcpy(to, from, size);
    return to;
}

/* None of them is NULL where the planner reads it without asking: gincostestimate() does. */
static bytea **
copy_options(bytea **from, int count)
{
    bytea **to = palloc0(sizeof(bytea *) * (size_t) count);

    for (int i = 0; from != NULL && i < count; i++)
        if (from[i] != NULL)
            to[i] = (bytea *) DatumGetPointer(datumCopy(PointerGetDatum(from[i]), false, -1));
    return to;
}

/* The lists of expressions, for another range table entry. */
static void
set_varno(IndexOptInfo *info, const IndexOptInfo *from, int before, int now)
{
    info->indexprs = copyObject(from->indexprs);
    info->indpred = copyObject(from->indpred);
    info->indextlist = copyObject(from->indextlist);
    if (before == now)
        return;
    ChangeVarNodes((Node *) info->indexprs, before, now, 0);
    ChangeVarNodes((Node *) info->indpred, before, now, 0);
    ChangeVarNodes((Node *) info->indextlist, before, now, 0);
}

/* In the current memory context, for range table entry 1. */
static IndexOptInfo *
copy_info(const IndexOptInfo *from, int varno)
{
    IndexOptInfo *info = makeNode(IndexOptInfo);
    size_t columns = (size_t) from->ncolumns;
    size_t keys = (size_t) from->nkeycolumns;

    *info = *from;
    info->rel = NULL;
    info->indrestrictinfo = NIL;
    info->predOK = false;
    info->hypothetical = true;
    info->indexkeys = copy_array(from->indexkeys, sizeof(int) * columns);
    info->indexcollations = copy_array(from->indexcollations, sizeof(Oid) * keys);
    info->opfamily = copy_array(from->opfamily, sizeof(Oid) * keys);
    info->opcintype = copy_array(from->opcintype, sizeof(Oid) * keys);
    info->canreturn = copy_array(from->canreturn, sizeof(bool) * columns);
    info->opclassoptions = copy_options(from->opclassoptions, from->ncolumns);
    if (from->sortopfamily == from->opfamily)
        info->sortopfamily = info->opfamily;
    else
        info->sortopfamily = copy_array(from->sortopfamily, sizeof(Oid) * keys);
    info->reverse_sort = copy_array(from->reverse_sort, sizeof(bool) * keys);
    info->nulls_first = copy_array(from->nulls_first, sizeof(bool) * keys);
    set_varno(info, from, varno, 1);
    return info;
}

/* What only the index itself tells. */
static void
look_inside(IndexTemplate *index, const IndexOptInfo *info)
{
    Relation relation = index_open(info->indexoid, AccessShareLock);

    if (info->relam == BRIN_AM_OID)
        index->pages_per_range = (int) BrinGetPagesPerRange(relation);
    else
        index->can_share = _bt_allequalimage(relation, false);
    index_close(relation, AccessShareLock);
}

static char *
name_above(Oid indexoid)
{
    List *above = get_rel_relispartition(indexoid) ? get_partition_ancestors(indexoid) : NIL;

    return above == NIL ? NULL : get_rel_name(llast_oid(above));
}

static IndexTemplate *
template_of(const IndexOptInfo *info, Oid relid, int varno, bool is_there)
{
    MemoryContext before = MemoryContextSwitchTo(memory);
    IndexTemplate *index = palloc0(sizeof(IndexTemplate));
    TemplateOid *entry;

    index->relid = relid;
    index->indexoid = info->indexoid;
    index->name = get_rel_name(info->indexoid);
    index->name_above = name_above(info->indexoid);
    index->is_there = is_there;
    index->by_varno[1] = copy_info(info, varno);
    if (info->relam == BRIN_AM_OID || info->relam == BTREE_AM_OID)
        look_inside(index, info);
    entry = hash_search(by_oid, &index->indexoid, HASH_ENTER, NULL);
    entry->index = index;
    (void) MemoryContextSwitchTo(before);
    return index;
}

List *
harvest_present(const RelOptInfo *rel, Oid relid)
{
    Present *entry;
    MemoryContext before;
    ListCell *cell;
    bool is_found;

    prepare();
    entry = hash_search(present, &relid, HASH_ENTER, &is_found);
    if (is_found && entry->is_known)
        return entry->indexes;
    entry->indexes = NIL;
    foreach (cell, rel->indexlist)
    {
        IndexTemplate *index =
            template_of(lfirst_node(IndexOptInfo, cell), relid, (int) rel->relid, true);

        before = MemoryContextSwitchTo(memory);
        entry->indexes = lappend(entry->indexes, index);
        (void) MemoryContextSwitchTo(before);
    }
    entry->is_known = true;
    return entry->indexes;
}

/* What get_relation_info() says of one table, asked without a query. */
static RelOptInfo *
look_at(Oid relid)
{
    PlannerInfo *root = makeNode(PlannerInfo);
    RelOptInfo *rel = makeNode(RelOptInfo);
    RangeTblEntry *entry = makeNode(RangeTblEntry);

    entry->rtekind = RTE_RELATION;
    entry->relid = relid;
    entry->rellockmode = AccessShareLock;
    root->glob = makeNode(PlannerGlobal);
    root->parse = makeNode(Query);
    root->simple_rel_array_size = 2;
    root->simple_rte_array = palloc0(sizeof(RangeTblEntry *) * 2);
    root->simple_rte_array[1] = entry;
    rel->relid = 1;
    rel->rtekind = RTE_RELATION;
    get_relation_info(root, relid, false, rel);
    return rel;
}

/* Those of a table's indexes that were not there before. */
static List *
harvest_new(Oid relid, const List *before)
{
    List *found = NIL;
    ListCell *cell;

    foreach (cell, look_at(relid)->indexlist)
    {
        const IndexOptInfo *info = lfirst_node(IndexOptInfo, cell);

        if (!list_member_oid(before, info->indexoid))
            found = lappend(found, template_of(info, relid, 1, false));
    }
    return found;
}

static IndexStmt *
parse_index(const char *ddl)
{
    List *statements = pg_parse_query(ddl);
    IndexStmt *statement = list_length(statements) == 1
                               ? (IndexStmt *) linitial_node(RawStmt, statements)->stmt
                               : NULL;

    if (statement == NULL || !IsA(statement, IndexStmt))
        ereport(ERROR, (errcode(ERRCODE_SYNTAX_ERROR), errmsg("this is no CREATE INDEX")));
    statement->concurrent = false;
    statement->if_not_exists = false;
    statement->tableSpace = NULL;
    return statement;
}

static List *
indexes_of(Oid relid)
{
    Relation relation = table_open(relid, AccessShareLock);
    List *indexes = RelationGetIndexList(relation);

    table_close(relation, NoLock);
    return indexes;
}

/*
 * Inside of the subtransaction. The server computes what is constant in the definition as the owner of the
 * table: whoever asks must be that owner, which DefineIndex() leaves to its callers. A table of an
 * extension's is the superuser's.
 */
static List *
create_and_copy(const char *ddl)
{
    IndexStmt *statement = parse_index(ddl);
    Oid relid = RangeVarGetRelidExtended(statement->relation, ShareLock, 0,
                                         RangeVarCallbackOwnsRelation, NULL);
    char kind = get_rel_relkind(relid);
    List *tables = statement->relation->inh && kind == RELKIND_PARTITIONED_TABLE
                       ? find_all_inheritors(relid, ShareLock, NULL)
                       : list_make1_oid(relid);
    List *before = NIL;
    List *found = NIL;
    ListCell *cell;

    if (kind != RELKIND_RELATION && kind != RELKIND_MATVIEW && kind != RELKIND_PARTITIONED_TABLE)
        ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("this is no table")));
    foreach (cell, tables)
        before = list_concat(before, indexes_of(lfirst_oid(cell)));
    statement = transformIndexStmt(relid, statement, ddl);
    (void) DefineIndex(relid, statement, InvalidOid, InvalidOid, InvalidOid, false, true, false,
                       false, true);
    CommandCounterIncrement();
    foreach (cell, tables)
        if (get_rel_relkind(lfirst_oid(cell)) != RELKIND_PARTITIONED_TABLE)
            found = list_concat(found, harvest_new(lfirst_oid(cell), before));
    return found;
}

/* All partitions call it by the name of the parent's. */
static void
keep(List *indexes, const char *ddl)
{
    MemoryContext before = MemoryContextSwitchTo(memory);
    Harvest *harvest = palloc0(sizeof(Harvest));
    const char *name = parse_index(ddl)->idxname;
    ListCell *cell;

    harvest->ddl = pstrdup(ddl);
    harvest->indexes = list_copy(indexes);
    harvests = lappend(harvests, harvest);
    foreach (cell, indexes)
    {
        IndexTemplate *index = lfirst(cell);

        if (name != NULL)
            index->name = pstrdup(name);
    }
    (void) MemoryContextSwitchTo(before);
}

List *
harvest_index(const char *ddl)
{
    MemoryContext before = CurrentMemoryContext;
    ResourceOwner owner = CurrentResourceOwner;
    List *found;
    ListCell *cell;

    prepare();
    foreach (cell, harvests)
        if (strcmp(((Harvest *) lfirst(cell))->ddl, ddl) == 0)
            return ((Harvest *) lfirst(cell))->indexes;
    harvest_uncover();
    is_running = true;
    BeginInternalSubTransaction(NULL);
    PG_TRY();
    {
        (void) MemoryContextSwitchTo(before);
        found = create_and_copy(ddl);
    }
    PG_CATCH();
    {
        is_running = false;
        (void) MemoryContextSwitchTo(before);
        RollbackAndReleaseCurrentSubTransaction();
        CurrentResourceOwner = owner;
        PG_RE_THROW();
    }
    PG_END_TRY();
    is_running = false;
    RollbackAndReleaseCurrentSubTransaction();
    (void) MemoryContextSwitchTo(before);
    CurrentResourceOwner = owner;
    keep(found, ddl);
    return found;
}

bool
harvest_is_running(void)
{
    return is_running;
}

const IndexTemplate *
harvest_find(Oid indexoid)
{
    const TemplateOid *entry;

    if (by_oid == NULL)
        return NULL;
    entry = hash_search(by_oid, &indexoid, HASH_FIND, NULL);
    return entry == NULL ? NULL : entry->index;
}

IndexOptInfo *
harvest_copy(const IndexTemplate *index, RelOptInfo *rel)
{
    IndexTemplate *keeper = unconstify(IndexTemplate *, index);
    Index varno = rel->relid;
    IndexOptInfo *info = palloc(sizeof(IndexOptInfo));

    *info = *index->by_varno[1];
    if (varno != 1 && varno < VARNOS_KEPT && keeper->by_varno[varno] == NULL)
    {
        MemoryContext before = MemoryContextSwitchTo(memory);

        keeper->by_varno[varno] = palloc(sizeof(IndexOptInfo));
        *keeper->by_varno[varno] = *info;
        set_varno(keeper->by_varno[varno], index->by_varno[1], 1, (int) varno);
        (void) MemoryContextSwitchTo(before);
    }
    if (varno < VARNOS_KEPT)
        *info = *index->by_varno[varno];
    else
        set_varno(info, index->by_varno[1], 1, (int) varno);
    info->rel = rel;
    return info;
}

static void
set_covered(bool is_now)
{
    HASH_SEQ_STATUS scan;
    Present *entry;

    if (present == NULL)
        return;
    hash_seq_init(&scan, present);
    while ((entry = hash_seq_search(&scan)) != NULL)
    {
        Relation relation =
            entry->is_known && entry->indexes != NIL ? RelationIdGetRelation(entry->relid) : NULL;

        if (relation == NULL)
            continue;
        relation->rd_rel->relhasindex = !is_now;
        RelationClose(relation);
    }
    is_covered = is_now;
}

void
harvest_cover(void)
{
    set_covered(true);
}

void
harvest_uncover(void)
{
    if (is_covered)
        set_covered(false);
}
