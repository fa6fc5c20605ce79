/*
 * ddl_eval_call.c - the functions that blocks of DDL build their text with.
 *
 * Arguments are known when a function is asked; NULL is handled before unless it says otherwise.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_eval_call.h"

enum
{
    SERIES_MAXIMUM = 10000
};

const char *
ddl_eval_text_at(Call *call, size_t position)
{
    return ddl_value_print(call->arena, call->arguments[position]);
}

int64_t
ddl_eval_integer_at(Call *call, size_t position)
{
    Value value = ddl_value_cast(call->arena, call->arguments[position], "int8");

    return value.kind == VALUE_INTEGER ? value.integer : -1;
}

/* ---- arrays and numbers ---- */

static Value
call_array_length(Call *call)
{
    Value array = call->arguments[0];

    if (array.kind != VALUE_ARRAY)
        return ddl_value_unknown(NULL);
    if (array.count == 0 && strcmp(call->name, "cardinality") != 0)
        return ddl_value_null();
    return ddl_value_integer((int64_t) array.count);
}

static Value
call_array_lower(Call *call)
{
    Value array = call->arguments[0];

    if (array.kind != VALUE_ARRAY)
        return ddl_value_unknown(NULL);
    return array.count == 0 ? ddl_value_null() : ddl_value_integer(1);
}

static Value
call_array_append(Call *call)
{
    return ddl_value_operate(call->arena, "||", call->arguments[0], call->arguments[1]);
}

static Value
call_number(Call *call)
{
    Value value = call->arguments[0];

    if (strcmp(call->name, "mod") == 0)
        return ddl_value_operate(call->arena, "%", value, call->arguments[1]);
    if (value.kind != VALUE_INTEGER || value.integer == INT64_MIN)
        return ddl_value_unknown(NULL);
    return strcmp(call->name, "abs") == 0 ? ddl_value_integer(llabs(value.integer)) : value;
}

/* ---- time ---- */

static Value
call_to_char(Call *call)
{
    const char *template = ddl_eval_text_at(call, 1);

    return template == NULL ? ddl_value_unknown(NULL)
                            : ddl_value_to_char(call->arena, call->arguments[0], template);
}

static Value
call_date_trunc(Call *call)
{
    const char *field = ddl_eval_text_at(call, 0);

    return field == NULL ? ddl_value_unknown(NULL) : ddl_value_truncate(call->arguments[1], field);
}

static Value
call_date_part(Call *call)
{
    const char *field = ddl_eval_text_at(call, 0);

    return field == NULL ? ddl_value_unknown(NULL) : ddl_value_field(call->arguments[1], field);
}

static Value
call_make_date(Call *call)
{
    return ddl_value_civil(ddl_eval_integer_at(call, 0), ddl_eval_integer_at(call, 1),
                           ddl_eval_integer_at(call, 2));
}

static Value
call_to_date(Call *call)
{
    const char *template = ddl_eval_text_at(call, 1);

    if (strcasecmp(template, "YYYY-MM-DD") != 0 && strcasecmp(template, "YYYYMMDD") != 0)
        return ddl_value_unknown(NULL);
    return ddl_value_parse_time(ddl_eval_text_at(call, 0), "date");
}

static Value
call_make_interval(Call *call)
{
    static const char *const units[] = {"years", "months", "weeks", "days", "hours"};
    StrBuf text = strbuf_new(call->arena);

    for (size_t i = 0; i < call->count; i++)
    {
        if (call->arguments[i].kind != VALUE_INTEGER || i >= ARRAY_LENGTH(units))
            return ddl_value_unknown(NULL);
        strbuf_printf(&text, "%lld %s ", (long long) call->arguments[i].integer, units[i]);
    }
    return ddl_value_parse_interval(text.text);
}

/* ---- the server ---- */

/* What the grammar reads, unless the input says where it comes from. */
static Value
server_version(Call *call)
{
    uint32_t version = call->eval->reader->schema->server_version;

    return ddl_value_integer(version == 0 ? 150000 : version);
}

static Value
call_current_setting(Call *call)
{
    const char *name = ddl_eval_text_at(call, 0);
    const NameList *path = &call->eval->reader->search_path;

    if (strcmp(name, "server_version_num") == 0)
        return ddl_value_cast(call->arena, server_version(call), "text");
    if (strcmp(name, "search_path") == 0 && path->first != NULL)
        return ddl_value_text(call->eval->reader->search_path_text);
    /* A setting of the author's own that nobody made, with "true" behind it: NULL. */
    if (strchr(name, '.') != NULL && ddl_value_is_true(call->arguments[1]) == TRUTH_TRUE)
        return ddl_value_null();
    return ddl_eval_unknown(call->eval, "current_setting('%s')", name);
}

static Value
call_object(Call *call)
{
    if (call->arguments[0].kind != VALUE_TEXT)
        return ddl_value_unknown(NULL);
    return ddl_eval_object(call->eval, call->arguments[0].text, call->name + strlen("to_"));
}

static Value
call_now(Call *call)
{
    return ddl_eval_now(call->eval);
}

/* pg_get_expr(): of what the catalogs here have as text. */
static Value
call_expr(Call *call)
{
    return call->arguments[0].kind == VALUE_TEXT ? call->arguments[0] : ddl_value_unknown(NULL);
}

/* pg_table_is_visible(oid) */
static Value
call_is_visible(Call *call)
{
    const char *space =
        call->arguments[0].kind == VALUE_OBJECT ? strchr(call->arguments[0].text, '\x01') : NULL;
    char *name = space == NULL ? NULL : arena_strdup(call->arena, space + 1);

    if (name == NULL)
        return ddl_value_unknown(NULL);
    name[strcspn(name, "\x01")] = '\0';
    return ddl_value_bool(name_list_contains(&call->eval->reader->search_path, name));
}

static Value
call_current_schema(Call *call)
{
    const Name *first = call->eval->reader->search_path.first;

    return ddl_value_text(first == NULL ? NULL : first->text);
}

static const CallFunction functions[] = {
    {"array_length", call_array_length, 2, TAKES_ANY},
    {"cardinality", call_array_length, 1, TAKES_ANY},
    {"array_upper", call_array_length, 2, TAKES_ANY},
    {"array_lower", call_array_lower, 2, TAKES_ANY},
    {"array_append", call_array_append, 2, TAKES_ANY},
    {"mod", call_number, 2, 0},
    {"abs", call_number, 1, 0},
    {"floor", call_number, 1, 0},
    {"ceil", call_number, 1, 0},
    {"to_char", call_to_char, 2, TAKES_ANY},
    {"to_date", call_to_date, 2, 0},
    {"date_trunc", call_date_trunc, 2, TAKES_ANY},
    {"date_part", call_date_part, 2, TAKES_ANY},
    {"extract", call_date_part, 2, TAKES_ANY},
    {"make_date", call_make_date, 3, 0},
    {"make_interval", call_make_interval, 1, TAKES_ANY},
    {"current_setting", call_current_setting, 1, 0},
    {"to_regclass", call_object, 1, 0},
    {"to_regtype", call_object, 1, 0},
    {"to_regnamespace", call_object, 1, 0},
    {"to_regproc", call_object, 1, 0},
    {"current_schema", call_current_schema, 0, 0},
    {"now", call_now, 0, 0},
    {"transaction_timestamp", call_now, 0, 0},
    {"statement_timestamp", call_now, 0, 0},
    {"pg_get_expr", call_expr, 2, 0},
    {"pg_table_is_visible", call_is_visible, 1, 0},
    {"pg_type_is_visible", call_is_visible, 1, TAKES_ANY},
};

static const CallFunction *
find_function(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(functions); i++)
    {
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    }
    return ddl_eval_text_function(name);
}

/* make_interval(months => 3): a place for each name. */
static size_t
argument_position(const Call *call, const Node *node)
{
    static const char *const names[] = {"years", "months", "weeks", "days", "hours"};

    if (!IsA(node, NamedArgExpr))
        return call->count;
    for (size_t i = 0; strcmp(call->name, "make_interval") == 0 && i < ARRAY_LENGTH(names); i++)
    {
        if (str_equal(((const NamedArgExpr *) node)->name, names[i]))
            return i;
    }
    return ARGUMENTS_MAXIMUM;
}

/* False when one of them is not known. */
static bool
take_arguments(Call *call, const List *arguments)
{
    ListCell *cell;

    foreach (cell, arguments)
    {
        const Node *node = lfirst(cell);
        size_t position = argument_position(call, node);

        if (position >= ARGUMENTS_MAXIMUM)
            return false;
        if (IsA(node, NamedArgExpr))
            node = (const Node *) ((const NamedArgExpr *) node)->arg;
        call->arguments[position] = ddl_eval_node(call->eval, node);
        if (call->arguments[position].kind == VALUE_UNKNOWN)
            return false;
        while (call->count <= position)
        {
            if (call->count < position && call->arguments[call->count].kind == VALUE_UNKNOWN)
                call->arguments[call->count] = ddl_value_integer(0);
            call->count++;
        }
    }
    return true;
}

Value
ddl_eval_call(Eval *eval, const FuncCall *node)
{
    Call call = {.eval = eval, .arena = eval->arena, .name = strVal(llast(node->funcname))};
    Value value;
    bool has_null = false;
    const CallFunction *function = find_function(call.name);

    if (ddl_eval_is_aggregate(node))
        return ddl_eval_aggregate(eval, node);
    if (function == NULL)
        return ddl_eval_routine(eval, node);
    if (!take_arguments(&call, node->args) || call.count < function->minimum)
        return ddl_eval_unknown(eval, "%s()", call.name);
    for (size_t i = 0; i < call.count; i++)
    {
        has_null |= call.arguments[i].kind == VALUE_NULL;
        if (i < function->minimum && call.arguments[i].kind != VALUE_NULL &&
            (function->flags & TAKES_ANY) == 0 && ddl_eval_text_at(&call, i) == NULL)
            return ddl_eval_unknown(eval, "%s()", call.name);
    }
    if (has_null && (function->flags & TAKES_NULL) == 0)
        return ddl_value_null();
    value = function->call(&call);
    return value.kind == VALUE_UNKNOWN ? ddl_eval_unknown(eval, "%s()", call.name) : value;
}

/* ---- rows ---- */

static void
add_row(Eval *eval, RowList *out, Value value)
{
    Row *row = arena_new_object(eval->arena, Row);
    Value *values = arena_new_array(eval->arena, Value, 1);

    values[0] = value;
    row->values = values;
    list_append(out, row);
}

static Value
series_start(Eval *eval, Value start, Value step)
{
    if (start.kind == VALUE_TEXT && step.kind == VALUE_INTERVAL)
        return ddl_value_parse_time(start.text, "timestamp");
    return start.kind == VALUE_DATE ? ddl_value_cast(eval->arena, start, "timestamptz") : start;
}

static bool
add_series(Eval *eval, const Call *call, RowList *out)
{
    Value step = call->count > 2 ? call->arguments[2] : ddl_value_integer(1);
    Value at;
    bool is_down;
    int order;

    if (step.kind == VALUE_TEXT)
        step = ddl_value_parse_interval(step.text);
    at = series_start(eval, call->arguments[0], step);
    is_down = step.integer < 0 || step.months < 0 || step.days < 0;
    if ((step.kind == VALUE_INTEGER && step.integer == 0) || at.kind <= VALUE_NULL)
        return false;
    while (out->count < SERIES_MAXIMUM)
    {
        if (!ddl_value_compare(eval->arena, at, call->arguments[1], &order))
            return false;
        if (is_down ? order < 0 : order > 0)
            return true;
        add_row(eval, out, at);
        at = ddl_value_operate(eval->arena, "+", at, step);
        if (at.kind == VALUE_UNKNOWN)
            return false;
    }
    return false;
}

static bool
add_items(Eval *eval, Call *call, RowList *out)
{
    Value array = call->arguments[0];

    if (array.kind == VALUE_TEXT)
        array = ddl_value_cast(eval->arena, array, "_text");
    if (array.kind != VALUE_ARRAY)
        return array.kind == VALUE_NULL;
    for (size_t i = 0; i < array.count; i++)
        add_row(eval, out, array.items[i]);
    return true;
}

bool
ddl_eval_rows_of_call(Eval *eval, const FuncCall *node, RowList *out, bool *is_partial)
{
    Call call = {.eval = eval, .arena = eval->arena, .name = strVal(llast(node->funcname))};
    bool is_series = strcmp(call.name, "generate_series") == 0;
    bool is_known;

    if (!is_series && strcmp(call.name, "unnest") != 0)
        return ddl_eval_rows_of_routine(eval, node, out, is_partial);
    is_known = take_arguments(&call, node->args) && call.count >= (is_series ? 2U : 1U);
    if (is_known)
        is_known = is_series ? add_series(eval, &call, out) : add_items(eval, &call, out);
    if (!is_known)
    {
        (void) ddl_eval_unknown(eval, "%s()", call.name);
        *out = (RowList){0};
    }
    *is_partial = !is_known;
    return true;
}

/* ---- aggregates ---- */

bool
ddl_eval_is_aggregate(const FuncCall *call)
{
    static const char *const names[] = {"count",      "max",     "min",       "array_agg",
                                        "string_agg", "bool_or", "bool_and",  "sum",
                                        "avg",        "every",   "jsonb_agg", "json_agg"};
    const char *name = strVal(llast(call->funcname));

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (strcmp(name, names[i]) == 0)
            return call->over == NULL;
    }
    return false;
}

/* The values of the argument for each row of the group, without NULLs. False when one is unknown. */
static bool
gather(Eval *eval, const FuncCall *call, const Node *argument, Value *out, size_t *count)
{
    const Scope *query = eval->query;
    bool is_known = true;

    for (size_t i = 0; i < query->group_count && is_known; i++)
    {
        Scope one = {.outer = query->outer, .sources = (Source *) query->group[i]};
        Value value;

        one.count = query->count;
        eval->query = &one;
        value = argument == NULL ? ddl_value_integer(1) : ddl_eval_node(eval, argument);
        is_known = value.kind != VALUE_UNKNOWN;
        if (value.kind != VALUE_NULL &&
            (call->agg_filter == NULL ||
             ddl_value_is_true(ddl_eval_node(eval, call->agg_filter)) == TRUTH_TRUE))
            out[(*count)++] = value;
    }
    eval->query = query;
    return is_known;
}

static Value
best_of(Eval *eval, const Value *values, size_t count, bool is_max)
{
    Value best = count == 0 ? ddl_value_null() : values[0];
    int order;

    for (size_t i = 1; i < count; i++)
    {
        if (!ddl_value_compare(eval->arena, values[i], best, &order))
            return ddl_eval_unknown(eval, "a comparison");
        if (is_max ? order > 0 : order < 0)
            best = values[i];
    }
    return best;
}

static Value
any_of(const Value *values, size_t count, bool is_any)
{
    for (size_t i = 0; i < count; i++)
    {
        if ((ddl_value_is_true(values[i]) == TRUTH_TRUE) == is_any)
            return ddl_value_bool(is_any);
    }
    return count == 0 ? ddl_value_null() : ddl_value_bool(!is_any);
}

static Value
aggregate_values(Eval *eval, const FuncCall *node, const Value *values, size_t count)
{
    const char *name = strVal(llast(node->funcname));
    Call call = {.eval = eval, .arena = eval->arena, .name = name, .count = 2};

    if (strcmp(name, "count") == 0)
        return ddl_value_integer((int64_t) count);
    if (strcmp(name, "max") == 0 || strcmp(name, "min") == 0)
        return best_of(eval, values, count, strcmp(name, "max") == 0);
    if (strcmp(name, "bool_or") == 0 || strcmp(name, "bool_and") == 0)
        return any_of(values, count, strcmp(name, "bool_or") == 0);
    call.arguments[0] = (Value){.kind = VALUE_ARRAY, .items = values, .count = count};
    if (strcmp(name, "array_agg") == 0)
        return count == 0 ? ddl_value_null() : call.arguments[0];
    if (strcmp(name, "string_agg") != 0 || list_length(node->args) < 2)
        return ddl_eval_unknown(eval, "%s()", name);
    call.arguments[1] = ddl_eval_node(eval, lsecond(node->args));
    return count == 0 ? ddl_value_null() : ddl_eval_array_to_string(&call);
}

Value
ddl_eval_aggregate(Eval *eval, const FuncCall *node)
{
    const Scope *query = eval->query;
    Value *values;
    size_t count = 0;

    if (query == NULL || node->agg_distinct)
        return ddl_eval_unknown(eval, "%s()", strVal(llast(node->funcname)));
    values = arena_new_array(eval->arena, Value, query->group_count + 1);
    if (!gather(eval, node, node->args == NIL ? NULL : linitial(node->args), values, &count))
        return ddl_eval_unknown(eval, "%s()", strVal(llast(node->funcname)));
    return aggregate_values(eval, node, values, count);
}
