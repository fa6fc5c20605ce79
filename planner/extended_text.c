/*
 * The server prints these values and refuses to read them. They are read here, and given their stored form by
 * the server's own functions.
 */
#include "planner/extended_text.h"

#include <access/htup_details.h>
#include <catalog/pg_type.h>
#include <commands/vacuum.h>
#include <statistics/extended_stats_internal.h>
#include <statistics/statistics.h>
#include <utils/builtins.h>
#include <utils/lsyscache.h>
#include <utils/syscache.h>

/* One entry: "1, 2 => 3": number. */
typedef struct Entry
{
    AttrNumber columns[STATS_MAX_DIMENSIONS];
    int count;
    double number;
} Entry;

static void
refuse(const char *text)
{
    ereport(ERROR, (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
                    errmsg("these are no extended statistics: \"%s\"", text)));
}

/* What stands between the quotes; the position behind the closing one. */
static const char *
read_columns(const char *at, Entry *entry, const char *text)
{
    entry->count = 0;
    while (*at != '"')
    {
        char *end;
        long column;

        at += strspn(at, " ,=>");
        column = strtol(at, &end, 10);
        if (end == at || entry->count == STATS_MAX_DIMENSIONS)
            refuse(text);
        entry->columns[entry->count++] = (AttrNumber) column;
        at = end;
    }
    return at + 1;
}

/* The column that a number of the texts means; expressions keep theirs. False: none of the object's. */
static bool
find_number(const ExtendedObject *object, AttrNumber *number)
{
    if (*number < 0)
        return -*number <= object->count - object->column_count;
    for (int i = 0; i < object->column_count; i++)
        if (object->is_by_name ? object->given[i] == *number - 1 : object->numbers[i] == *number)
        {
            *number = object->numbers[i];
            return true;
        }
    return false;
}

/* The next entry, or false at the end. */
static bool
read_entry(const ExtendedObject *object, const char **at, Entry *entry, const char *text)
{
    const char *from = strchr(*at, '"');
    char *end;

    if (from == NULL)
        return false;
    from = read_columns(from + 1, entry, text);
    from += strspn(from, " :");
    entry->number = strtod(from, &end);
    if (end == from || entry->count < 2)
        refuse(text);
    for (int i = 0; i < entry->count; i++)
        if (!find_number(object, &entry->columns[i]))
            refuse(text);
    *at = end;
    return true;
}

/* At most: each has two quotes, or is refused. */
static int
count_entries(const char *text)
{
    int count = 0;

    for (const char *at = text; *at != '\0'; at++)
        count += *at == '"';
    return count;
}

bytea *
extended_text_distinct(const ExtendedObject *object, const char *text)
{
    Size items = sizeof(MVNDistinctItem) * (Size) count_entries(text);
    MVNDistinct *distinct = palloc0(offsetof(MVNDistinct, items) + items);
    const char *at = text;
    Entry entry;

    distinct->magic = STATS_NDISTINCT_MAGIC;
    distinct->type = STATS_NDISTINCT_TYPE_BASIC;
    while (read_entry(object, &at, &entry, text))
    {
        MVNDistinctItem *item = &distinct->items[distinct->nitems++];

        item->ndistinct = entry.number;
        item->nattributes = entry.count;
        item->attributes = palloc(sizeof(entry.columns));
        memcpy(item->attributes, entry.columns, sizeof(entry.columns));
    }
    if (distinct->nitems == 0)
        refuse(text);
    return statext_ndistinct_serialize(distinct);
}

bytea *
extended_text_dependencies(const ExtendedObject *object, const char *text)
{
    Size pointers = sizeof(MVDependency *) * (Size) count_entries(text);
    MVDependencies *dependencies = palloc0(offsetof(MVDependencies, deps) + pointers);
    const char *at = text;
    Entry entry;

    dependencies->magic = STATS_DEPS_MAGIC;
    dependencies->type = STATS_DEPS_TYPE_BASIC;
    while (read_entry(object, &at, &entry, text))
    {
        Size columns = sizeof(AttrNumber) * (Size) entry.count;
        MVDependency *dependency = palloc0(offsetof(MVDependency, attributes) + columns);

        dependency->degree = entry.number;
        dependency->nattributes = (AttrNumber) entry.count;
        memcpy(dependency->attributes, entry.columns, columns);
        dependencies->deps[dependencies->ndeps++] = dependency;
    }
    if (dependencies->ndeps == 0)
        refuse(text);
    return statext_dependencies_serialize(dependencies);
}

/* What statext_mcv_serialize() asks for each column. */
static VacAttrStats **
attributes_of(const ExtendedObject *object)
{
    VacAttrStats **attributes = palloc(sizeof(VacAttrStats *) * (Size) object->count);

    for (int i = 0; i < object->count; i++)
    {
        HeapTuple type = SearchSysCacheCopy1(TYPEOID, ObjectIdGetDatum(object->types[i].type));

        attributes[i] = palloc0(sizeof(VacAttrStats));
        attributes[i]->attrtypid = object->types[i].type;
        attributes[i]->attrcollid = object->types[i].collation;
        attributes[i]->attrtype = (Form_pg_type) GETSTRUCT(type);
    }
    return attributes;
}

static Datum *
deconstruct(ArrayType *array, Oid type, int16 length, bool is_by_value, char alignment,
            int expected, bool **nulls)
{
    Datum *values;
    int count;

    if (array == NULL)
        refuse("");
    deconstruct_array(array, type, length, is_by_value, alignment, &values, nulls, &count);
    if (count != expected)
        refuse("");
    return values;
}

static void
read_item(const ExtendedObject *object, MCVItem *item, const Datum *texts, const bool *nulls)
{
    item->values = palloc0(sizeof(Datum) * (Size) object->count);
    item->isnull = palloc0(sizeof(bool) * (Size) object->count);
    for (int i = 0; i < object->count; i++)
    {
        int from = object->given[i];

        item->isnull[i] = nulls[from];
        if (!nulls[from])
            item->values[i] =
                statistic_value(object->types[i].type, TextDatumGetCString(texts[from]));
    }
}

/* The planner refuses what it could not have written, in each query anew. */
static int
count_items(const ExtendedText *text)
{
    int count;

    statistic_check_numbers(text->fractions, "fractions");
    statistic_check_numbers(text->base_fractions, "base fractions");
    count = text->fractions == NULL ? 0 : ArrayGetNItems(1, ARR_DIMS(text->fractions));
    if (count == 0 || count > STATS_MCVLIST_MAX_ITEMS)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("%d combinations of common values: there can be 1 to %d", count,
                               STATS_MCVLIST_MAX_ITEMS)));
    return count;
}

bytea *
extended_text_common(const ExtendedObject *object, const ExtendedText *text)
{
    int count = object->count;
    int items = count_items(text);
    MCVList *list = palloc0(offsetof(MCVList, items) + sizeof(MCVItem) * (Size) items);
    bool *nulls;
    bool *ignored;
    Datum *texts =
        deconstruct(text->common, TEXTOID, -1, false, TYPALIGN_INT, items * count, &nulls);
    Datum *fractions =
        deconstruct(text->fractions, FLOAT8OID, 8, true, TYPALIGN_DOUBLE, items, &ignored);
    Datum *bases =
        deconstruct(text->base_fractions, FLOAT8OID, 8, true, TYPALIGN_DOUBLE, items, &ignored);

    list->magic = STATS_MCV_MAGIC;
    list->type = STATS_MCV_TYPE_BASIC;
    list->nitems = (uint32) items;
    list->ndimensions = (AttrNumber) count;
    for (int i = 0; i < count; i++)
        list->types[i] = object->types[i].type;
    for (int i = 0; i < items; i++)
    {
        list->items[i].frequency = DatumGetFloat8(fractions[i]);
        list->items[i].base_frequency = DatumGetFloat8(bases[i]);
        read_item(object, &list->items[i], &texts[i * count], &nulls[i * count]);
    }
    return statext_mcv_serialize(list, attributes_of(object));
}
