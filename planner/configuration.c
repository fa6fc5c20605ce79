/*
 * A configuration's base is known by name, so that it can be replaced: the chain is looked up when a
 * configuration becomes the active one. A partition of which nothing is said has the statistics of its
 * parent, found once and kept under the partition's own key, until anything changes.
 */
#include "planner/configuration.h"

#include "planner/partition.h"

#include <access/htup_details.h>
#include <access/xact.h>
#include <catalog/partition.h>
#include <storage/proc.h>
#include <utils/lsyscache.h>
#include <utils/memutils.h>

enum
{
    BASES_MOST = 8
};

typedef struct ColumnKey
{
    Oid relid;
    int16 column;
    int16 is_inherited;
} ColumnKey;

typedef struct ColumnEntry
{
    ColumnKey key;
    HeapTuple tuple; /* NULL: nothing is known, here and in the parent */
    uint64 borrowed_at; /* the generation in which it was the parent's; 0: it is its own */
} ColumnEntry;

static HTAB *configurations;
static Configuration *active[BASES_MOST];
static int active_count;
static uint64 generation = 1; /* goes up whenever anything is set or forgotten */
static SubTransactionId claimed_in; /* invalid: nobody has them */
static LocalTransactionId claimed_in_top;

static HTAB *
make_table(const char *name, Size key, Size entry, MemoryContext memory)
{
    HASHCTL control = {.keysize = key, .entrysize = entry, .hcxt = memory};

    return hash_create(name, 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static HTAB *
all_configurations(void)
{
    HASHCTL control = {.keysize = NAMEDATALEN, .entrysize = sizeof(Configuration)};

    if (configurations == NULL)
        configurations =
            hash_create("tenfold configurations", 16, &control, HASH_ELEM | HASH_STRINGS);
    return configurations;
}

static Configuration *
find(const char *name)
{
    return hash_search(all_configurations(), name, HASH_FIND, NULL);
}

Configuration *
configuration_find(const char *name)
{
    Configuration *configuration = find(name);

    if (configuration == NULL)
        ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
                        errmsg("there is no configuration \"%s\"", name)));
    return configuration;
}

void
configuration_forget(const char *name)
{
    Configuration *configuration = find(name);

    if (configuration == NULL)
        return;
    configuration_activate(NULL);
    generation++;
    MemoryContextDelete(configuration->memory);
    (void) hash_search(all_configurations(), name, HASH_REMOVE, NULL);
}

/* Whoever stands on a base stands on its bases, and not on itself. */
static void
check_base(const char *name, const char *base)
{
    int count = 1;

    for (const char *at = base; at[0] != '\0'; at = configuration_find(at)->base)
        if (strcmp(at, name) == 0 || ++count > BASES_MOST)
            ereport(ERROR, (errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
                            errmsg("\"%s\" cannot build on \"%s\"", name, base)));
}

Configuration *
configuration_make(const char *name, const char *base)
{
    Configuration *configuration;
    MemoryContext memory;
    bool is_found;

    if (name[0] == '\0' || strlen(name) >= NAMEDATALEN)
        ereport(ERROR, (errcode(ERRCODE_INVALID_NAME),
                        errmsg("\"%s\" cannot be the name of a configuration", name)));
    check_base(name, base);
    configuration_forget(name);
    generation++;
    memory =
        AllocSetContextCreate(TopMemoryContext, "tenfold configuration", ALLOCSET_DEFAULT_SIZES);
    configuration = hash_search(all_configurations(), name, HASH_ENTER, &is_found);
    memset((char *) configuration + NAMEDATALEN, 0, sizeof(Configuration) - NAMEDATALEN);
    strlcpy(configuration->base, base, NAMEDATALEN);
    configuration->memory = memory;
    configuration->relations =
        make_table("tenfold relations", sizeof(Oid), sizeof(RelationNumbers), memory);
    configuration->columns =
        make_table("tenfold columns", sizeof(ColumnKey), sizeof(ColumnEntry), memory);
    return configuration;
}

void
configuration_set_numbers(Configuration *configuration, const RelationNumbers *numbers)
{
    RelationNumbers *entry =
        hash_search(configuration->relations, &numbers->relid, HASH_ENTER, NULL);

    *entry = *numbers;
}

void
configuration_set_column(Configuration *configuration, Oid relid, AttrNumber column,
                         bool is_inherited, HeapTuple tuple)
{
    MemoryContext before = MemoryContextSwitchTo(configuration->memory);
    ColumnKey key = {.relid = relid, .column = column, .is_inherited = is_inherited};
    ColumnEntry *entry = hash_search(configuration->columns, &key, HASH_ENTER, NULL);

    entry->tuple = heap_copytuple(tuple);
    entry->borrowed_at = 0;
    generation++;
    (void) MemoryContextSwitchTo(before);
}

void
configuration_activate(Configuration *configuration)
{
    active_count = 0;
    while (configuration != NULL && active_count < BASES_MOST)
    {
        active[active_count++] = configuration;
        configuration = configuration->base[0] == '\0' ? NULL : find(configuration->base);
    }
}

void
configuration_claim(void)
{
    if (claimed_in != InvalidSubTransactionId && claimed_in_top == COMPAT_TRANSACTION &&
        SubTransactionIsActive(claimed_in))
        ereport(ERROR, (errcode(ERRCODE_OBJECT_IN_USE),
                        errmsg("tenfold_planner is at work, and cannot be called from within")));
    claimed_in = GetCurrentSubTransactionId();
    claimed_in_top = COMPAT_TRANSACTION;
}

void
configuration_release(void)
{
    claimed_in = InvalidSubTransactionId;
}

bool
configuration_is_active(void)
{
    return active_count > 0;
}

int
configuration_chain(Configuration ***chain)
{
    *chain = active;
    return active_count;
}

static RelationNumbers *
find_numbers(Oid relid)
{
    for (int i = 0; i < active_count; i++)
    {
        RelationNumbers *numbers = hash_search(active[i]->relations, &relid, HASH_FIND, NULL);

        if (numbers != NULL)
            return numbers;
    }
    return NULL;
}

const RelationNumbers *
configuration_numbers(Oid relid)
{
    return find_numbers(relid);
}

RelationNumbers *
configuration_index_numbers(Oid indexoid)
{
    RelationNumbers *numbers = find_numbers(indexoid);

    if (numbers != NULL)
        return numbers;
    numbers = hash_search(active[0]->relations, &indexoid, HASH_ENTER, NULL);
    *numbers = (RelationNumbers){
        .relid = indexoid, .rows = -1, .pages = -1, .visible_fraction = -1, .tree_height = -1};
    return numbers;
}

/* What the bases borrowed for themselves does not count: this configuration may know it better. */
static ColumnEntry *
find_column(const ColumnKey *key)
{
    for (int i = 0; i < active_count; i++)
    {
        ColumnEntry *entry = hash_search(active[i]->columns, key, HASH_FIND, NULL);

        if (entry != NULL &&
            (entry->borrowed_at == 0 || (i == 0 && entry->borrowed_at == generation)))
            return entry;
    }
    return NULL;
}

/* The statistics of the parent's column of the same name; of its key only what is in the partition. */
static HeapTuple
parent_column(Oid relid, AttrNumber column)
{
    char *name;
    Oid parent;
    AttrNumber above;
    HeapTuple whole;
    HeapTuple own;
    MemoryContext before;

    if (column <= 0 || !get_rel_relispartition(relid))
        return NULL;
    parent = get_partition_parent(relid, true);
    name = get_attname(relid, column, true);
    above = name == NULL ? InvalidAttrNumber : get_attnum(parent, name);
    whole = above <= 0 ? NULL : configuration_column(parent, above, true);
    if (whole == NULL)
        return NULL;
    before = MemoryContextSwitchTo(active[0]->memory);
    own = partition_statistic(relid, parent, above, whole);
    (void) MemoryContextSwitchTo(before);
    return own != NULL ? own : whole;
}

/* What is known of the table that this one is like, itself and not from its parent. */
static HeapTuple
column_of_like(Oid relid, AttrNumber column)
{
    const RelationNumbers *numbers = find_numbers(relid);
    char *name;
    ColumnKey key = {.relid = numbers == NULL ? InvalidOid : numbers->like};
    const ColumnEntry *entry;

    if (!OidIsValid(key.relid) || column <= 0)
        return NULL;
    name = get_attname(relid, column, true);
    key.column = name == NULL ? InvalidAttrNumber : get_attnum(key.relid, name);
    entry = find_column(&key);
    return entry != NULL && entry->borrowed_at == 0 ? entry->tuple : NULL;
}

/* Until anything changes. */
static HeapTuple
borrow(const ColumnKey *key, HeapTuple tuple)
{
    ColumnEntry *entry = hash_search(active[0]->columns, key, HASH_ENTER, NULL);

    entry->tuple = tuple;
    entry->borrowed_at = generation;
    return tuple;
}

HeapTuple
configuration_column(Oid relid, AttrNumber column, bool is_inherited)
{
    ColumnKey key = {.relid = relid, .column = column, .is_inherited = is_inherited};
    const ColumnEntry *entry;
    HeapTuple tuple;

    if (active_count == 0)
        return NULL;
    entry = find_column(&key);
    if (entry != NULL)
        return entry->tuple;
    tuple = column_of_like(relid, column);
    return borrow(&key, tuple != NULL ? tuple : parent_column(relid, column));
}

HeapTuple
configuration_derived_column(Oid relid, AttrNumber column, ConfigurationDerive derive)
{
    ColumnKey key = {.relid = relid, .column = column};
    const ColumnEntry *entry;
    HeapTuple tuple;
    MemoryContext before;

    if (active_count == 0)
        return NULL;
    entry = find_column(&key);
    if (entry != NULL)
        return entry->tuple;
    tuple = derive(relid, column);
    before = MemoryContextSwitchTo(active[0]->memory);
    tuple = tuple == NULL ? NULL : heap_copytuple(tuple);
    (void) MemoryContextSwitchTo(before);
    return borrow(&key, tuple);
}

bool
configuration_hides(Oid index)
{
    for (int i = 0; i < active_count; i++)
        if (list_member_oid(active[i]->hidden, index))
            return true;
    return false;
}
