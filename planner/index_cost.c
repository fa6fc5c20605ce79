/*
 * gincostestimate() and brincostestimate() open the index to read its metapage. One that is not there
 * has none, and gets defaults that are up to a third off; one that is there but empty tells what an empty
 * one has. So both methods have one index of ours, the carrier, on a table without rows: before the
 * server's function is called its metapage is made to say what that of the index in question would, and for
 * the moment of the call the index goes by the carrier's OID. Several connections may plan at once: what one
 * of them wrote must not be read by another, so the carrier is locked meanwhile.
 */
#include "planner/index_cost.h"

#include <access/amapi.h>
#include <access/brin_page.h>
#include <access/genam.h>
#include <access/ginblock.h>
#include <access/itup.h>
#include <catalog/namespace.h>
#include <catalog/pg_am.h>
#include <catalog/pg_class.h>
#include <nodes/nodeFuncs.h>
#include <storage/bufmgr.h>
#include <storage/lmgr.h>
#include <utils/index_selfuncs.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
#include <utils/selfuncs.h>

#include <math.h>

enum
{
    /* Of GIN, freshly built: nine pages in ten hold keys, as gincostestimate() itself assumes. */
    GIN_KEY_PAGES_TENTHS = 9,
    GIN_KEYS_A_PAGE = 100
};

static const double FILL_OF_LEAF = 0.9;
static const double FILL_OF_INNER = 0.7;

static Oid stands_in;
static Oid stands_in_for;

Oid
index_cost_owner(Oid indexoid)
{
    return OidIsValid(stands_in) && indexoid == stands_in ? stands_in_for : indexoid;
}

static Oid
carrier(const char *name)
{
    Oid schema = get_namespace_oid("tenfold_planner", true);

    return OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;
}

/* An error gives it back with the transaction. */
static void
lock(Oid carrier)
{
    if (OidIsValid(carrier))
        LockDatabaseObject(RelationRelationId, carrier, 0, ExclusiveLock);
}

static void
unlock(Oid carrier)
{
    if (OidIsValid(carrier))
        UnlockDatabaseObject(RelationRelationId, carrier, 0, ExclusiveLock);
}

/* The metapage of a carrier, to be written; given back to close_metapage(). */
static Relation
open_metapage(Oid index, BlockNumber block, Buffer *buffer)
{
    Relation relation = index_open(index, AccessShareLock);

    *buffer = ReadBuffer(relation, block);
    LockBuffer(*buffer, BUFFER_LOCK_EXCLUSIVE);
    return relation;
}

static void
close_metapage(Relation relation, Buffer buffer)
{
    MarkBufferDirty(buffer);
    UnlockReleaseBuffer(buffer);
    index_close(relation, NoLock);
}

static void
write_brin(Oid index, const IndexTemplate *of, double table_pages)
{
    Buffer buffer;
    Relation relation = open_metapage(index, BRIN_METAPAGE_BLKNO, &buffer);
    BrinMetaPageData *meta = (BrinMetaPageData *) PageGetContents(BufferGetPage(buffer));
    double ranges = Max(ceil(table_pages / Max(of->pages_per_range, 1)), 1.0);

    meta->pagesPerRange = (BlockNumber) Max(of->pages_per_range, 1);
    meta->lastRevmapPage = 1 + (BlockNumber) ((ranges - 1) / REVMAP_PAGE_MAXITEMS);
    close_metapage(relation, buffer);
}

static void
write_gin(Oid index, double pages)
{
    Buffer buffer;
    Relation relation = open_metapage(index, GIN_METAPAGE_BLKNO, &buffer);
    GinMetaPageData *meta = GinPageGetMeta(BufferGetPage(buffer));
    double keys = Max(floor(pages * GIN_KEY_PAGES_TENTHS / 10), 1);

    meta->nPendingPages = 0;
    meta->nTotalPages = (BlockNumber) Max(pages, 2);
    meta->nEntryPages = (BlockNumber) keys;
    meta->nDataPages = (BlockNumber) Max(pages - keys - 1, 0);
    meta->nEntries = (int64) (keys * GIN_KEYS_A_PAGE);
    close_metapage(relation, buffer);
}

/* Calls the server's function while the index goes by the OID of the carrier. */
static void
ask_server(amcostestimate_function estimate, Oid as, PlannerInfo *root, IndexPath *path,
           double loops, Cost *startup, Cost *total, Selectivity *selectivity, double *correlation,
           double *pages)
{
    IndexOptInfo *info = path->indexinfo;
    Oid own = info->indexoid;
    bool was_hypothetical = info->hypothetical;

    stands_in = as;
    stands_in_for = own;
    if (OidIsValid(as))
    {
        info->indexoid = as;
        info->hypothetical = false;
    }
    estimate(root, path, loops, startup, total, selectivity, correlation, pages);
    stands_in = InvalidOid;
    info->indexoid = own;
    info->hypothetical = was_hypothetical;
}

static void
estimate_brin(PlannerInfo *root, IndexPath *path, double loops, Cost *startup, Cost *total,
              Selectivity *selectivity, double *correlation, double *pages)
{
    const IndexTemplate *index = harvest_find(path->indexinfo->indexoid);
    Oid as = index == NULL ? InvalidOid : carrier("carrier_brin");

    lock(as);
    if (OidIsValid(as))
        write_brin(as, index, path->indexinfo->rel->pages);
    ask_server(brincostestimate, as, root, path, loops, startup, total, selectivity, correlation,
               pages);
    unlock(as);
}

static void
estimate_gin(PlannerInfo *root, IndexPath *path, double loops, Cost *startup, Cost *total,
             Selectivity *selectivity, double *correlation, double *pages)
{
    Oid as = carrier("carrier_gin");

    lock(as);
    if (OidIsValid(as))
        write_gin(as, path->indexinfo->pages);
    ask_server(gincostestimate, as, root, path, loops, startup, total, selectivity, correlation,
               pages);
    unlock(as);
}

void
index_cost_attach(IndexOptInfo *info)
{
    if (info->relam == BRIN_AM_OID)
        info->amcostestimate = estimate_brin;
    if (info->relam == GIN_AM_OID)
        info->amcostestimate = estimate_gin;
}

/* Of one tuple with its line pointer. */
static double
tuple_bytes(const IndexOptInfo *info)
{
    double width = 0;
    ListCell *cell;

    foreach (cell, info->indextlist)
    {
        const TargetEntry *entry = lfirst_node(TargetEntry, cell);
        const Var *column = (const Var *) entry->expr;
        const IndexTemplate *index = harvest_find(info->indexoid);
        int32 average =
            index != NULL && IsA(column, Var) ? get_attavgwidth(index->relid, column->varattno) : 0;

        width += average > 0 ? average
                             : get_typavgwidth(exprType((Node *) entry->expr),
                                               exprTypmod((Node *) entry->expr));
    }
    return (double) MAXALIGN((Size) width + sizeof(IndexTupleData)) + sizeof(ItemIdData);
}

static int
height_of(double leaves, double tuple)
{
    double fanout = Max(floor(BLCKSZ * FILL_OF_INNER / tuple), 2);
    int height = 0;

    for (double pages = leaves; pages > 1; pages = ceil(pages / fanout))
        height++;
    return height;
}

void
index_cost_guess(const IndexOptInfo *info, RelationNumbers *numbers)
{
    bool has_height = numbers->tree_height >= 0 || info->relam != BTREE_AM_OID;
    double rows = Max(numbers->rows, 0);
    double tuple;

    if (numbers->pages >= 0 && has_height)
        return;
    tuple = tuple_bytes(info);
    if (numbers->pages < 0 && info->relam == BRIN_AM_OID)
        numbers->pages = 3;
    if (numbers->pages < 0)
        numbers->pages = 1 + ceil(rows / Max(floor(BLCKSZ * FILL_OF_LEAF / tuple), 1));
    if (!has_height)
        numbers->tree_height = height_of(numbers->pages - 1, tuple);
}
