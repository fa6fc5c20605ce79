/*
 * configuration.h - a database as the planner is made to see it.
 *
 * A configuration has a name and lives as long as the connection. It holds rows and pages of relations,
 * statistics of columns, settings, indexes that are not there, and indexes to be planned without. What
 * it does not say is asked of its base, and of that one's.
 */
#ifndef TENFOLD_PLANNER_CONFIGURATION_H
#define TENFOLD_PLANNER_CONFIGURATION_H

#include "planner/compat.h"

#include <access/attnum.h>
#include <access/htup.h>
#include <nodes/pg_list.h>
#include <utils/hsearch.h>

/* Numbers of a table or an index; what is not known is negative. */
typedef struct RelationNumbers
{
    Oid relid;
    double rows;
    double pages;
    double visible_fraction;
    int tree_height;
    bool is_absent; /* a partition that is planned as if it were not there */
    Oid like; /* a table of which all is known that is not known of this one's columns; or 0 */
} RelationNumbers;

typedef struct ConfigurationSetting
{
    char *name;
    char *value;
} ConfigurationSetting;

/* One configuration's share of an index that is not there; see harvest.h. */
typedef struct HypotheticalIndex
{
    struct IndexTemplate *index;
    RelationNumbers numbers;
} HypotheticalIndex;

typedef struct Configuration
{
    char name[NAMEDATALEN]; /* the key of the table of configurations */
    char base[NAMEDATALEN]; /* empty: none */
    MemoryContext memory;
    HTAB *relations; /* RelationNumbers by relation */
    HTAB *columns; /* statistics by relation, column and inheritance */
    List *settings; /* of ConfigurationSetting */
    List *indexes; /* of HypotheticalIndex */
    List *hidden; /* of Oids */
    List *extended; /* of ExtendedData; see extended.h */
} Configuration;

/* The configuration of that name; an error when there is none. */
Configuration *configuration_find(const char *name);

/* A new one, in place of what had the name. An empty base is none. */
Configuration *configuration_make(const char *name, const char *base);
void configuration_forget(const char *name);

/* Sets numbers and statistics. The tuple is one of pg_statistic, and is copied. */
void configuration_set_numbers(Configuration *configuration, const RelationNumbers *numbers);
void configuration_set_column(Configuration *configuration, Oid relid, AttrNumber column,
                              bool is_inherited, HeapTuple tuple);

/*
 * From here on the planner sees this configuration; NULL: what is really there. Settings are applied
 * by whoever calls this. Plans and failures of theirs end it; the end of a transaction does not.
 */
void configuration_activate(Configuration *configuration);
bool configuration_is_active(void);

/*
 * From the one to the other, configurations are the caller's alone: values are read and expressions computed
 * meanwhile, and a function of a stranger's that is called there must not change or forget them under our
 * feet. An error when somebody has them; one that ends the (sub)transaction of the claim releases them.
 */
void configuration_claim(void);
void configuration_release(void);

/* The active configuration and its bases, nearest first. */
int configuration_chain(Configuration ***chain);

/* What the active configuration knows; NULL where it knows nothing. */
const RelationNumbers *configuration_numbers(Oid relid);

/* The same for an index, to be filled by whoever finds out more; an empty entry where it knows nothing. */
RelationNumbers *configuration_index_numbers(Oid indexoid);
HeapTuple configuration_column(Oid relid, AttrNumber column, bool is_inherited);

/*
 * The same, and where it knows nothing what `derive` makes of the rest: asked once, and again when anything
 * changed. It may return NULL.
 */
typedef HeapTuple (*ConfigurationDerive)(Oid relid, AttrNumber column);
HeapTuple configuration_derived_column(Oid relid, AttrNumber column, ConfigurationDerive derive);

/* True when an index is to be planned without. */
bool configuration_hides(Oid index);

#endif
