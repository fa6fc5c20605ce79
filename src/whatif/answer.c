/*
 * Numbers in it are places in its lists. Selects of views are made, because uses stand in them, but are
 * no selects of the query; a use that is empty only keeps the numbers.
 */
#include "whatif/answer.h"

#include "schema/type.h"

#include <jansson.h>

/* One answer being read. */
typedef struct Answer
{
    AnswerReader *reader;
    Query *query;
    QuerySelect **selects;
    size_t select_count;
    QueryRelation **relations;
    size_t relation_count;
    ColumnUse **uses;
    size_t use_count;
    QueryParameter **parameters; /* by number */
    size_t parameter_count;
} Answer;

typedef struct Word
{
    const char *name;
    int value;
} Word;

static const Word select_kinds[] = {
    {"top", SELECT_TOP},       {"operand", SELECT_SET_OPERAND}, {"from", SELECT_FROM},
    {"with", SELECT_CTE},      {"exists", SELECT_EXISTS},       {"in", SELECT_IN},
    {"scalar", SELECT_SCALAR}, {"view", SELECT_VIEW},           {NULL, SELECT_TOP},
};

static const Word commands[] = {
    {"select", QUERY_SELECT}, {"insert", QUERY_INSERT}, {"update", QUERY_UPDATE},
    {"delete", QUERY_DELETE}, {"merge", QUERY_MERGE},   {NULL, QUERY_SELECT},
};

static const Word limit_kinds[] = {
    {"constant", LIMIT_CONSTANT},
    {"parameter", LIMIT_PARAMETER},
    {"expression", LIMIT_EXPRESSION},
    {NULL, LIMIT_NONE},
};

static const Word relation_kinds[] = {
    {"table", RELATION_TABLE},     {"view", RELATION_VIEW},
    {"matview", RELATION_VIEW},    {"sequence", RELATION_SEQUENCE},
    {"catalog", RELATION_CATALOG}, {"function", RELATION_FUNCTION},
    {"with", RELATION_CTE},        {"subquery", RELATION_SUBQUERY},
    {"values", RELATION_VALUES},   {NULL, RELATION_UNKNOWN},
};

static const Word joins[] = {
    {"first", JOINED_FIRST}, {"comma", JOINED_COMMA}, {"cross", JOINED_CROSS},
    {"inner", JOINED_INNER}, {"left", JOINED_LEFT},   {"right", JOINED_RIGHT},
    {"full", JOINED_FULL},   {NULL, JOINED_FIRST},
};

static const Word clauses[] = {
    {"result", CLAUSE_RESULT}, {"from", CLAUSE_FROM},         {"on", CLAUSE_ON},
    {"where", CLAUSE_WHERE},   {"group", CLAUSE_GROUP},       {"having", CLAUSE_HAVING},
    {"window", CLAUSE_WINDOW}, {"distinct", CLAUSE_DISTINCT}, {"order", CLAUSE_ORDER},
    {"limit", CLAUSE_LIMIT},   {"set", CLAUSE_SET},           {"conflict", CLAUSE_CONFLICT},
    {NULL, CLAUSE_RESULT},
};

/* ---- parts of an object ---- */

static int
word(const json_t *object, const char *key, const Word *words)
{
    const char *name = json_string_value(json_object_get(object, key));

    while (words->name != NULL && !str_equal(words->name, name))
        words++;
    return words->value;
}

static const char *
text(const Answer *answer, const json_t *object, const char *key)
{
    return arena_strdup(answer->reader->arena, json_string_value(json_object_get(object, key)));
}

static bool
flag(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

static int64_t
number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* A place in one of the lists; `count` when there is none. */
static size_t
place(const json_t *object, const char *key, size_t count)
{
    const json_t *value = json_object_get(object, key);
    json_int_t at = json_integer_value(value);

    return !json_is_integer(value) || at < 0 || (size_t) at >= count ? count : (size_t) at;
}

static QuerySelect *
select_at(const Answer *answer, const json_t *object, const char *key)
{
    size_t at = place(object, key, answer->select_count);

    return at == answer->select_count ? NULL : answer->selects[at];
}

static QueryRelation *
relation_at(const Answer *answer, const json_t *object, const char *key)
{
    size_t at = place(object, key, answer->relation_count);

    return at == answer->relation_count ? NULL : answer->relations[at];
}

/* ---- columns ---- */

static const Column *
find_column(const ColumnList *list, const char *name)
{
    for (const Column *column = list->first; column != NULL; column = column->next)
        if (str_equal(column->name, name))
            return column;
    return NULL;
}

/* The model of a view that was read offline has no columns: then one is made, the same for all. */
static const Column *
column_of_view(AnswerReader *reader, const View *view, const char *name)
{
    const Column *known = find_column(&view->columns, name);
    const char *key;
    Column *made;

    if (known != NULL)
        return known;
    key = arena_printf(reader->arena, "%s\x01%s\x01%s", view->schema, view->name, name);
    made = map_get(reader->columns, key);
    if (made != NULL)
        return made;
    made = arena_new_object(reader->arena, Column);
    made->name = arena_strdup(reader->arena, name);
    made->type = type_builtin(reader->arena, "text");
    made->statistics_target = -1;
    map_put(reader->columns, key, made);
    return made;
}

/* NULL for what the model does not have: columns of the system and of its catalogs. */
static const Column *
column_of(const Answer *answer, const QueryRelation *relation, const char *name)
{
    if (relation == NULL || name == NULL)
        return NULL;
    if (relation->table != NULL)
        return find_column(&relation->table->columns, name);
    return relation->view == NULL ? NULL : column_of_view(answer->reader, relation->view, name);
}

/* ---- selects ---- */

static QuerySelect *
read_select(const Answer *answer, const json_t *object)
{
    QuerySelect *select = arena_new_object(answer->reader->arena, QuerySelect);

    select->parent = select_at(answer, object, "parent");
    select->kind = (SelectKind) word(object, "kind", select_kinds);
    select->command = (QueryCommand) word(object, "command", commands);
    select->name = text(answer, object, "name");
    select->set_operation = text(answer, object, "set_operation");
    select->is_correlated = flag(object, "is_correlated");
    select->is_not = flag(object, "is_not");
    select->has_where = flag(object, "has_where");
    select->has_switch = flag(object, "has_switch");
    select->is_always = flag(object, "is_always");
    select->has_group = flag(object, "has_group");
    select->has_count = flag(object, "has_count");
    select->has_order = flag(object, "has_order");
    select->is_one_row = flag(object, "is_one_row");
    select->is_distinct = flag(object, "is_distinct");
    select->is_locking = flag(object, "is_locking");
    select->has_merge_delete = flag(object, "has_merge_delete");
    select->conjunct = (uint32_t) number(object, "conjunct");
    select->arm = (uint32_t) number(object, "arm");
    select->limit_kind = (LimitKind) word(object, "limit", limit_kinds);
    select->limit = number(object, "limit_rows");
    select->offset_kind = (LimitKind) word(object, "offset", limit_kinds);
    select->offset_rows = number(object, "offset_rows");
    return select;
}

static void
read_selects(Answer *answer, const json_t *list)
{
    answer->selects =
        arena_new_array(answer->reader->arena, QuerySelect *, json_array_size(list) + 1);
    for (size_t i = 0; i < json_array_size(list); i++)
    {
        const json_t *object = json_array_get(list, i);

        answer->selects[i] = read_select(answer, object);
        answer->select_count++;
        if (!flag(object, "is_of_view"))
            list_append(&answer->query->selects, answer->selects[i]);
    }
}

/* ---- relations ---- */

static const Routine *
find_routine(const Schema *schema, const char *space, const char *name)
{
    for (const Routine *routine = schema->routines.first; routine != NULL; routine = routine->next)
        if (str_equal(routine->schema, space) && str_equal(routine->name, name))
            return routine;
    return NULL;
}

static void
find_object(const Answer *answer, QueryRelation *relation)
{
    const Schema *schema = answer->reader->schema;

    if (relation->kind == RELATION_TABLE)
        relation->table = schema_find_table(schema, relation->schema, relation->name);
    else if (relation->kind == RELATION_VIEW)
        relation->view = schema_find_view(schema, relation->schema, relation->name);
    else if (relation->kind == RELATION_FUNCTION && relation->schema != NULL)
        relation->routine = find_routine(schema, relation->schema, relation->name);
}

static QueryRelation *
read_relation(const Answer *answer, const json_t *object)
{
    QueryRelation *relation = arena_new_object(answer->reader->arena, QueryRelation);

    relation->kind = (QueryRelationKind) word(object, "kind", relation_kinds);
    relation->schema = text(answer, object, "schema");
    relation->name = text(answer, object, "name");
    relation->alias = text(answer, object, "alias");
    relation->select = select_at(answer, object, "select");
    relation->body = select_at(answer, object, "body");
    relation->join = (QueryJoin) word(object, "join", joins);
    relation->is_lateral = flag(object, "is_lateral");
    relation->is_written = flag(object, "is_written");
    relation->is_nullable = flag(object, "is_nullable");
    relation->is_locked = flag(object, "is_locked");
    relation->is_through_view = flag(object, "is_through_view");
    relation->island = (uint32_t) number(object, "island");
    find_object(answer, relation);
    return relation;
}

static void
read_relations(Answer *answer, const json_t *list)
{
    answer->relations =
        arena_new_array(answer->reader->arena, QueryRelation *, json_array_size(list) + 1);
    for (size_t i = 0; i < json_array_size(list); i++)
    {
        answer->relations[i] = read_relation(answer, json_array_get(list, i));
        answer->relation_count++;
        list_append(&answer->query->relations, answer->relations[i]);
    }
}

/* ---- the result, and parameters ---- */

/* "10,2" of "numeric(10,2)"; NULL without. */
static const char *
modifiers_in(Arena *arena, const char *type_text)
{
    const char *open = type_text == NULL ? NULL : strchr(type_text, '(');
    const char *close = open == NULL ? NULL : strchr(open, ')');

    return close == NULL || type_text[0] == '"'
               ? NULL
               : arena_strndup(arena, open + 1, (size_t) (close - open - 1));
}

static TypeName
read_type(const Answer *answer, const json_t *object)
{
    TypeName type = {.schema = text(answer, object, "type_schema"),
                     .name = text(answer, object, "type"),
                     .dimensions = (uint32_t) number(object, "dimensions"),
                     .text = text(answer, object, "type_text")};

    type.modifiers = modifiers_in(answer->reader->arena, type.text);
    return type;
}

static void
read_origin(const Answer *answer, const json_t *object, QueryColumn *column)
{
    column->relation = relation_at(answer, object, "relation");
    column->column =
        column_of(answer, column->relation, json_string_value(json_object_get(object, "column")));
    if (column->relation != NULL)
    {
        column->table = column->relation->table;
        column->view = column->relation->view;
    }
}

static void
read_side(const Answer *answer, const json_t *object, QueryColumn *column)
{
    QueryColumn *side = arena_new_object(answer->reader->arena, QueryColumn);

    read_origin(answer, object, side);
    if (side->table != NULL)
    {
        side->base_relation = side->relation;
        side->base_table = side->table;
        side->base_column = side->column;
    }
    side->next = (QueryColumn *) (uintptr_t) column->sides;
    column->sides = side;
}

static void
read_column(const Answer *answer, const json_t *object)
{
    QueryColumn *column = arena_new_object(answer->reader->arena, QueryColumn);
    const json_t *sides = json_object_get(object, "sides");

    column->name = text(answer, object, "name");
    column->type = read_type(answer, object);
    column->is_nullable = flag(object, "is_nullable");
    read_origin(answer, object, column);
    for (size_t i = 0; i < json_array_size(sides); i++)
        read_side(answer, json_array_get(sides, i), column);
    column->base_relation = relation_at(answer, object, "base_relation");
    column->base_column = column_of(answer, column->base_relation,
                                    json_string_value(json_object_get(object, "base_column")));
    if (column->base_relation != NULL)
        column->base_table = column->base_relation->table;
    list_append(&answer->query->columns, column);
}

static void
read_parameter(Answer *answer, const json_t *object)
{
    QueryParameter *parameter = arena_new_object(answer->reader->arena, QueryParameter);
    const QueryRelation *relation = relation_at(answer, object, "relation");

    parameter->number = (uint32_t) number(object, "number");
    parameter->type = read_type(answer, object);
    if (relation != NULL)
    {
        parameter->table = relation->table;
        parameter->view = relation->view;
        parameter->column =
            column_of(answer, relation, json_string_value(json_object_get(object, "column")));
    }
    list_append(&answer->query->parameters, parameter);
    if (parameter->number < answer->parameter_count)
        answer->parameters[parameter->number] = parameter;
}

static void
read_parameters(Answer *answer, const json_t *list)
{
    answer->parameter_count = 1;
    for (size_t i = 0; i < json_array_size(list); i++)
    {
        size_t at = (size_t) number(json_array_get(list, i), "number");

        if (at >= answer->parameter_count && at < UINT16_MAX)
            answer->parameter_count = at + 1;
    }
    answer->parameters =
        arena_new_array(answer->reader->arena, QueryParameter *, answer->parameter_count);
    for (size_t i = 0; i < json_array_size(list); i++)
        read_parameter(answer, json_array_get(list, i));
}

/* ---- uses ---- */

static void
read_use_flags(ColumnUse *use, const json_t *object)
{
    use->is_descending = flag(object, "is_descending");
    use->is_nulls_first = flag(object, "is_nulls_first");
    use->is_unanchored = flag(object, "is_unanchored");
    use->is_negated = flag(object, "is_negated");
    use->is_in_or = flag(object, "is_in_or");
    use->is_star = flag(object, "is_star");
    use->is_whole_row = flag(object, "is_whole_row");
    use->is_outer = flag(object, "is_outer");
    use->is_through_subquery = flag(object, "is_through_subquery");
    use->is_through_cte = flag(object, "is_through_with");
    use->is_through_view = flag(object, "is_through_view");
    use->is_implicit_cast = flag(object, "is_implicit_cast");
    use->is_from_policy = flag(object, "is_from_policy");
}

static void
read_use(const Answer *answer, ColumnUse *use, const json_t *object)
{
    size_t parameter = place(object, "parameter", answer->parameter_count);
    size_t other = place(object, "other", answer->use_count);

    use->relation = relation_at(answer, object, "relation");
    if (use->relation == NULL)
        return;
    use->table = use->relation->table;
    use->view = use->relation->view;
    use->name = text(answer, object, "column");
    use->column = column_of(answer, use->relation, use->name);
    use->select = select_at(answer, object, "select");
    use->clause = (QueryClause) word(object, "clause", clauses);
    use->roles = (uint32_t) number(object, "roles");
    use->operation = text(answer, object, "operation");
    use->function = text(answer, object, "function");
    use->cast = text(answer, object, "cast");
    use->path = text(answer, object, "path");
    use->constant = text(answer, object, "constant");
    use->position = (uint32_t) number(object, "position");
    use->conjunct = (uint32_t) number(object, "conjunct");
    use->arm = (uint32_t) number(object, "arm");
    use->offset = (size_t) number(object, "offset");
    use->other = other == answer->use_count ? NULL : answer->uses[other];
    if (parameter < answer->parameter_count)
        use->parameter = answer->parameters[parameter];
    read_use_flags(use, object);
    list_append(&answer->query->uses, use);
}

static void
read_uses(Answer *answer, const json_t *list)
{
    Arena *arena = answer->reader->arena;

    answer->use_count = json_array_size(list);
    answer->uses = arena_new_array(arena, ColumnUse *, answer->use_count + 1);
    for (size_t i = 0; i < answer->use_count; i++)
        answer->uses[i] = arena_new_object(arena, ColumnUse);
    for (size_t i = 0; i < answer->use_count; i++)
        read_use(answer, answer->uses[i], json_array_get(list, i));
}

const Query *
answer_read(AnswerReader *reader, const char *json)
{
    json_t *root = json_loads(json, 0, NULL);
    Answer answer = {.reader = reader};
    const json_t *columns = json_object_get(root, "columns");

    if (!json_is_object(root))
    {
        json_decref(root);
        return NULL;
    }
    answer.query = arena_new_object(reader->arena, Query);
    read_selects(&answer, json_object_get(root, "selects"));
    read_relations(&answer, json_object_get(root, "relations"));
    for (size_t i = 0; i < json_array_size(columns); i++)
        read_column(&answer, json_array_get(columns, i));
    read_parameters(&answer, json_object_get(root, "parameters"));
    read_uses(&answer, json_object_get(root, "uses"));
    if (answer.query->selects.first != NULL)
        answer.query->command = answer.query->selects.first->command;
    json_decref(root);
    return answer.query;
}
