/*
 * Members of an object go by name: the schema that is planned on may have its columns in another order, or
 * less of them. What is measured of an object or an index that the schema no longer has is left out.
 */
#include "whatif/whatif_extended.h"

#include "base/strbuf.h"
#include "sql.gen.h"
#include "sql/quote.h"

typedef struct Facts
{
    Configuring *configuring;
    json_t *indexes;
    json_t *objects;
    json_t *expressions;
} Facts;

static bool
has_object(const Configuring *configuring, const char *schema, const char *name)
{
    for (const Other *at = configuring->whatif->schema->others.first; at != NULL; at = at->next)
        if (at->kind == OTHER_STATISTICS && str_equal(at->name, name) &&
            str_equal(at->schema, schema))
            return true;
    return false;
}

static const Index *
find_index(const Table *table, const char *name)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (str_equal(index->name, name))
            return index;
    return NULL;
}

/* Facts of a parent hold for it with its children, which is what is measured, and for it alone. */
static void
add_fact(const Facts *facts, const Table *table, json_t *list, json_t *object)
{
    bool is_partitioned = table->kind == TABLE_PARTITIONED;
    bool is_parent =
        is_partitioned || configuring_children(facts->configuring->whatif->schema, table) > 0;

    if (is_parent && !is_partitioned)
    {
        json_t *with_children = json_copy(object);

        (void) json_object_set_new(with_children, "is_inherited", json_true());
        (void) json_array_append_new(list, with_children);
    }
    (void) json_object_set_new(object, "is_inherited", json_boolean(is_partitioned));
    (void) json_array_append_new(list, object);
}

static json_t *
named(const Facts *facts, const char *schema, const char *name)
{
    return configuring_named(quote_qualified(facts->configuring->work, schema, name));
}

static void
add_expression(const Facts *facts, const Table *table, const ExpressionStats *expression)
{
    json_t *object;

    if (expression->is_of_index
            ? find_index(table, expression->name) == NULL
            : !has_object(facts->configuring, expression->schema, expression->name))
        return;
    object = named(facts, expression->schema, expression->name);
    (void) json_object_set_new(object, "number", json_integer(expression->number));
    configuring_values(object, &expression->values);
    if (expression->is_of_index)
        (void) json_array_append_new(facts->indexes, object);
    else
        add_fact(facts, table, facts->expressions, object);
}

/* {"1, 2": 11} or {"1 => 2": 0.5}; expressions are -1, -2. */
static void
set_sets(const Facts *facts, json_t *object, const char *key, const ExtendedStats *extended,
         const MemberSet *sets, size_t count, bool is_dependency)
{
    StrBuf text = strbuf_new(facts->configuring->work);

    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++)
    {
        strbuf_add(&text, i == 0 ? "{" : ", ");
        for (size_t at = 0; at < sets[i].count; at++)
        {
            size_t member = sets[i].at[at];
            bool is_last = at + 1 == sets[i].count;

            strbuf_add(&text, at == 0 ? "\"" : is_last && is_dependency ? " => " : ", ");
            strbuf_printf(&text, "%ld",
                          member < extended->column_count
                              ? (long) member + 1
                              : (long) extended->column_count - (long) member - 1);
        }
        strbuf_printf(&text, "\": %.9g", sets[i].number);
    }
    strbuf_add(&text, "}");
    configuring_text(object, key, text.text);
}

static json_t *
text_or_null(const char *text)
{
    return text == NULL ? json_null() : json_string_nocheck(text);
}

static void
set_common(json_t *object, const ExtendedStats *extended)
{
    json_t *common = json_array();
    json_t *fractions = json_array();
    json_t *bases = json_array();

    for (size_t i = 0; i < extended->common_count; i++)
    {
        json_t *texts = json_array();

        for (size_t at = 0; at < extended->member_count; at++)
            (void) json_array_append_new(texts, text_or_null(extended->common[i].texts[at]));
        (void) json_array_append_new(common, texts);
        (void) json_array_append_new(fractions, json_real(extended->common[i].fraction));
        (void) json_array_append_new(bases, json_real(extended->common[i].base_fraction));
    }
    (void) json_object_set_new(object, "common", common);
    (void) json_object_set_new(object, "common_fractions", fractions);
    (void) json_object_set_new(object, "base_fractions", bases);
}

static void
add_object(const Facts *facts, const Table *table, const ExtendedStats *extended)
{
    json_t *object;
    json_t *columns;

    if (!has_object(facts->configuring, extended->schema, extended->name))
        return;
    object = named(facts, extended->schema, extended->name);
    columns = json_array();
    for (size_t i = 0; i < extended->column_count; i++)
        (void) json_array_append_new(columns, json_string_nocheck(extended->columns[i]));
    (void) json_object_set_new(object, "columns", columns);
    set_sets(facts, object, "n_distinct", extended, extended->distinct, extended->distinct_count,
             false);
    set_sets(facts, object, "dependencies", extended, extended->dependencies,
             extended->dependency_count, true);
    if (extended->common_count > 0 && extended->common[0].texts != NULL)
        set_common(object, extended);
    add_fact(facts, table, facts->objects, object);
}

static void
gather(const Facts *facts)
{
    const Configuring *configuring = facts->configuring;

    for (const Table *table = configuring->whatif->schema->tables.first; table != NULL;
         table = table->next)
    {
        const TableStats *known = stats_find_table(configuring->stats, table->schema, table->name);

        if (known == NULL)
            continue;
        for (const ExpressionStats *at = known->expressions.first; at != NULL; at = at->next)
            add_expression(facts, table, at);
        for (const ExtendedStats *at = known->extended.first; at != NULL; at = at->next)
            add_object(facts, table, at);
    }
}

bool
whatif_extended(Configuring *configuring, Error *error)
{
    Facts facts = {.configuring = configuring,
                   .indexes = json_array(),
                   .objects = json_array(),
                   .expressions = json_array()};
    bool is_told;

    gather(&facts);
    is_told = configuring_tell(configuring, sql_whatif_index_columns, facts.indexes, error);
    is_told &= configuring_tell(configuring, sql_whatif_extended, facts.objects, error);
    is_told &= configuring_tell(configuring, sql_whatif_expressions, facts.expressions, error);
    return is_told;
}
