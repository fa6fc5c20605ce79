/*
 * catalog_extended.c - statistics beyond plain columns: of expressions, and of CREATE STATISTICS.
 *
 * The server's views tell them to owners alone; a member of pg_read_all_data finds them in the catalogs
 * (stored_*.sql). What nobody tells us stays unknown, and how much that is becomes a problem of the schema:
 * the planner of the server that was read may know more than the one that we ask.
 *
 * The trap: members go by the numbers of columns, which differ from server to server where columns were
 * dropped. They become positions among the names right here.
 */
#include "live/catalog_internal.h"

#include "live/combination_text.h"

/* An object of CREATE STATISTICS of which the views tell nothing. */
typedef struct Untold Untold;
struct Untold
{
    Untold *next;
    const TableStats *table;
    const char *schema;
    const char *name;
    bool is_readable;
};
LIST_OF(Untold);

typedef struct Extending
{
    Reading *reading;
    bool is_of_index;
    UntoldList untold;
    size_t unread; /* this role may not see them */
    size_t unmeasured; /* ANALYZE has not seen them */
} Extending;

static TableStats *
table_of(const Extending *extending, const DbResult *row)
{
    const char *schema = answers_value(row, 0, "table_schema");

    return stats_table(extending->reading->stats,
                       schema == NULL ? answers_text(row, 0, "schema") : schema,
                       answers_text(row, 0, "table_name"));
}

static int
number_of(const DbResult *row)
{
    long number = strtol(answers_text(row, 0, "number"), NULL, 10);

    return number < 1 || number > INT16_MAX ? 0 : (int) number;
}

static ColumnStats *
values_of(const Extending *extending, const DbResult *row)
{
    const ExpressionStats key = {.is_of_index = extending->is_of_index,
                                 .schema = answers_text(row, 0, "schema"),
                                 .name = answers_text(row, 0, "name"),
                                 .number = number_of(row),
                                 .text = answers_text(row, 0, "expression")};

    return &stats_expression(extending->reading->stats, table_of(extending, row), &key)->values;
}

static bool
is_readable(const DbResult *row)
{
    const char *text = answers_text(row, 0, "is_readable");

    return *text == 't';
}

static void
take_statistics(void *context, const DbResult *row)
{
    Extending *extending = context;

    if (number_of(row) > 0 && answers_value(row, 0, "n_distinct") != NULL)
        catalog_take_numbers(extending->reading->stats->arena, values_of(extending, row), row);
    else if (is_readable(row))
        extending->unmeasured++;
    else
        extending->unread++;
}

static void
take_values(void *context, const DbResult *row)
{
    const Extending *extending = context;
    Arena *arena = extending->reading->stats->arena;

    if (number_of(row) == 0)
        return;
    catalog_take_values(arena, values_of(extending, row), row);
    catalog_take_elements(arena, values_of(extending, row), row);
}

static void
take_both(void *context, const DbResult *row)
{
    take_statistics(context, row);
    take_values(context, row);
}

/* [[2, "country"], [3, "city"]], and the expressions that the texts name behind them. */
static CombinationNumbers
take_columns(Arena *arena, ExtendedStats *extended, const DbResult *row)
{
    json_t *array = catalog_array(answers_value(row, 0, "columns"));
    const char **names = arena_new_array(arena, const char *, STATS_MEMBERS_MOST);
    CombinationNumbers numbers = {0};
    size_t index;
    json_t *pair;

    json_array_foreach(array, index, pair)
    {
        const char *name = json_string_value(json_array_get(pair, 1));

        if (name == NULL || numbers.count == STATS_MEMBERS_MOST)
            break;
        names[numbers.count] = arena_strdup(arena, name);
        numbers.of[numbers.count++] = (long) json_integer_value(json_array_get(pair, 0));
    }
    json_decref(array);
    extended->columns = names;
    extended->column_count = numbers.count;
    for (long number = -1; numbers.count < STATS_MEMBERS_MOST; number--)
        numbers.of[numbers.count++] = number;
    return numbers;
}

static void
take_shares(Arena *arena, ExtendedStats *extended, const DbResult *row)
{
    json_t *fractions = catalog_array(answers_value(row, 0, "frequencies"));
    json_t *bases = catalog_array(answers_value(row, 0, "base_frequencies"));
    CommonCombination *common =
        arena_new_array(arena, CommonCombination, json_array_size(fractions) + 1);

    for (size_t i = 0; i < json_array_size(fractions); i++)
    {
        common[i].fraction = catalog_share(json_array_get(fractions, i));
        common[i].base_fraction = catalog_share(json_array_get(bases, i));
    }
    extended->common = common;
    extended->common_count = json_array_size(fractions);
    json_decref(fractions);
    json_decref(bases);
}

static ExtendedStats *
find_object(const Extending *extending, const DbResult *row)
{
    return (ExtendedStats *) stats_find_extended(
        table_of(extending, row), answers_text(row, 0, "schema"), answers_text(row, 0, "name"));
}

static ExtendedStats *
object_of(const Extending *extending, const DbResult *row)
{
    return stats_extended(extending->reading->stats, table_of(extending, row),
                          answers_text(row, 0, "schema"), answers_text(row, 0, "name"));
}

static void
add_untold(Extending *extending, const DbResult *row)
{
    Arena *arena = extending->reading->stats->arena;
    Untold *untold = arena_new_object(arena, Untold);

    untold->table = table_of(extending, row);
    untold->schema = arena_strdup(arena, answers_text(row, 0, "schema"));
    untold->name = arena_strdup(arena, answers_text(row, 0, "name"));
    untold->is_readable = is_readable(row);
    list_append(&extending->untold, untold);
}

static void
take_object(void *context, const DbResult *row)
{
    Extending *extending = context;
    Arena *arena = extending->reading->stats->arena;
    ExtendedStats *object;
    CombinationNumbers numbers;

    if (answers_value(row, 0, "n_distinct") == NULL &&
        answers_value(row, 0, "dependencies") == NULL &&
        answers_value(row, 0, "frequencies") == NULL)
    {
        add_untold(extending, row);
        return;
    }
    object = object_of(extending, row);
    numbers = take_columns(arena, object, row);
    object->distinct = combination_text_read(arena, answers_value(row, 0, "n_distinct"), &numbers,
                                             &object->distinct_count);
    object->dependencies = combination_text_read(arena, answers_value(row, 0, "dependencies"),
                                                 &numbers, &object->dependency_count);
    take_shares(arena, object, row);
}

static const char *const *
take_combination(Arena *arena, const json_t *item, size_t members)
{
    const char **texts = arena_new_array(arena, const char *, members + 1);

    for (size_t i = 0; i < members; i++)
        texts[i] = arena_strdup(arena, json_string_value(json_array_get(item, i)));
    return texts;
}

/* As many members each as the first has; without all their values they are of no use. */
static void
take_combinations(void *context, const DbResult *row)
{
    const Extending *extending = context;
    Arena *arena = extending->reading->stats->arena;
    ExtendedStats *object = find_object(extending, row);
    json_t *items = object == NULL ? NULL : catalog_array(answers_value(row, 0, "combinations"));
    size_t members = json_array_size(json_array_get(items, 0));
    size_t count = object == NULL ? 0 : object->common_count;
    CommonCombination *common = arena_new_array(arena, CommonCombination, count + 1);
    bool is_whole = object != NULL && json_array_size(items) == count && members >= 2 &&
                    members <= STATS_MEMBERS_MOST && members >= object->column_count;

    for (size_t i = 0; is_whole && i < count; i++)
    {
        const json_t *item = json_array_get(items, i);

        is_whole = json_array_size(item) == members;
        common[i] = object->common[i];
        common[i].texts = take_combination(arena, item, members);
    }
    json_decref(items);
    if (!is_whole)
        return;
    object->member_count = members;
    object->common = common;
}

static void
take_object_and_combinations(void *context, const DbResult *row)
{
    take_object(context, row);
    take_combinations(context, row);
}

static bool
each(Extending *extending, QuestionId id, AnswersTake *take, Error *error)
{
    return answers_each(extending->reading->answers, extending->reading->schema, id, take,
                        extending, error);
}

static void
tell(const Extending *extending, const char *one, const char *many, const char *then,
     const char *hint)
{
    Schema *schema = extending->reading->schema;
    size_t count = extending->unread + extending->unmeasured;

    if (count > 0)
        schema_problem(schema, false, (Location){0},
                       arena_printf(schema->arena,
                                    "%zu %s no statistics (%zu that this role may not see, %zu "
                                    "that ANALYZE has not seen): %s",
                                    count, count == 1 ? one : many, extending->unread,
                                    extending->unmeasured, then),
                       hint);
}

static bool
read_indexes(Reading *reading, Error *error)
{
    Extending extending = {.reading = reading, .is_of_index = true};

    if (!each(&extending, QUESTION_INDEX_STATISTICS, take_statistics, error) ||
        !each(&extending, QUESTION_INDEX_VALUES, take_values, error))
        return false;
    tell(&extending, "expression of an index has", "expressions of indexes have",
         "those of the column are all there is",
         "Run ANALYZE on the tables; GRANT pg_read_all_data TO the role that reads.");
    return true;
}

static bool
has_expression(const Untold *untold)
{
    for (const ExpressionStats *at = untold->table->expressions.first; at != NULL; at = at->next)
        if (!at->is_of_index && str_equal(at->name, untold->name) &&
            str_equal(at->schema, untold->schema))
            return true;
    return false;
}

/* One over an expression alone has statistics of that; those of others come from the catalogs. */
static void
count_untold(Extending *extending)
{
    extending->unread = extending->unmeasured = 0;
    for (const Untold *at = extending->untold.first; at != NULL; at = at->next)
    {
        if (has_expression(at) || stats_find_extended(at->table, at->schema, at->name) != NULL)
            continue;
        if (at->is_readable)
            extending->unmeasured++;
        else
            extending->unread++;
    }
}

static bool
read_objects(Reading *reading, Error *error)
{
    Extending extending = {.reading = reading};
    Extending others = {.reading = reading};

    if (!each(&extending, QUESTION_EXTENDED_STATISTICS, take_object, error) ||
        !each(&extending, QUESTION_EXTENDED_VALUES, take_combinations, error) ||
        !each(&others, QUESTION_STORED_EXTENDED, take_object_and_combinations, error) ||
        !each(&others, QUESTION_EXPRESSION_STATISTICS, take_statistics, error) ||
        !each(&others, QUESTION_EXPRESSION_VALUES, take_values, error) ||
        !each(&others, QUESTION_STORED_EXPRESSIONS, take_both, error))
        return false;
    count_untold(&extending);
    tell(&extending, "object of CREATE STATISTICS has", "objects of CREATE STATISTICS have",
         "columns are taken to be independent",
         "Run ANALYZE on their tables; read as the owner, or GRANT pg_read_all_data TO the role.");
    return true;
}

bool
catalog_extended(Reading *reading, Error *error)
{
    return read_indexes(reading, error) && read_objects(reading, error);
}
