/*
 * ddl_eval_call.c - the functions that blocks of DDL build their text with.
 *
 * Arguments are known when a function is asked; NULL is handled before unless it says otherwise.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_eval.h"

enum
{
    ARGUMENTS_MAXIMUM = 32,
    SERIES_MAXIMUM = 10000,
    TEXT_MAXIMUM = 1 << 20
};

typedef struct Call
{
    Eval *eval;
    Arena *arena;
    const char *name;
    Value arguments[ARGUMENTS_MAXIMUM + 1]; /* the last of them and all after it are NULL */
    size_t count;
} Call;

static const char *
text_at(Call *call, size_t position)
{
    return ddl_value_print(call->arena, call->arguments[position]);
}

static int64_t
integer_at(Call *call, size_t position)
{
    Value value = ddl_value_cast(call->arena, call->arguments[position], "int8");

    return value.kind == VALUE_INTEGER ? value.integer : -1;
}

/* ---- text ---- */

static Value
call_quote_ident(Call *call)
{
    return ddl_value_text(quote_ident(call->arena, text_at(call, 0)));
}

static Value
call_quote_literal(Call *call)
{
    if (call->arguments[0].kind == VALUE_NULL)
        return ddl_value_text("NULL");
    return ddl_value_text(quote_literal(call->arena, text_at(call, 0)));
}

/* %I, %L, %s, %1$s, %%. A width is not followed. */
static bool
format_one(Call *call, StrBuf *out, char kind, size_t position)
{
    Value value = position < call->count ? call->arguments[position] : ddl_value_unknown(NULL);
    const char *text = value.kind == VALUE_BOOL ? (value.boolean ? "t" : "f")
                                                : ddl_value_print(call->arena, value);

    if (value.kind != VALUE_NULL && text == NULL)
        return false;
    if (kind == 's')
        strbuf_add(out, value.kind == VALUE_NULL ? "" : text);
    else if (kind == 'L' && value.kind == VALUE_NULL)
        strbuf_add(out, "NULL");
    else if (kind == 'L')
        quote_add_literal(out, text);
    else if (kind == 'I' && value.kind != VALUE_NULL)
        quote_add_ident(out, text);
    else
        return false;
    return true;
}

static Value
call_format(Call *call)
{
    StrBuf out = strbuf_new(call->arena);
    const char *at = text_at(call, 0);
    size_t next = 1;

    if (at == NULL)
        return ddl_value_null();
    for (; *at != '\0'; at++)
    {
        char *end;
        unsigned long position;

        if (*at != '%')
        {
            strbuf_add_char(&out, *at);
            continue;
        }
        if (*++at == '%')
        {
            strbuf_add_char(&out, '%');
            continue;
        }
        position = strtoul(at, &end, 10);
        if (end > at && *end == '$' && position > 0 && position < ARGUMENTS_MAXIMUM)
        {
            next = position;
            at = end + 1;
        }
        if (out.length > TEXT_MAXIMUM || !format_one(call, &out, *at, next++))
            return ddl_value_unknown(NULL);
    }
    return ddl_value_text(out.text);
}

static Value
call_concat(Call *call)
{
    bool has_separator = strcmp(call->name, "concat_ws") == 0;
    StrBuf out = strbuf_new(call->arena);
    bool is_first = true;

    for (size_t i = has_separator; i < call->count; i++)
    {
        Value value = call->arguments[i];
        const char *text = text_at(call, i);

        if (value.kind == VALUE_NULL)
            continue;
        if (text == NULL || out.length > TEXT_MAXIMUM)
            return ddl_value_unknown(NULL);
        if (has_separator && !is_first && call->arguments[0].kind == VALUE_TEXT)
            strbuf_add(&out, call->arguments[0].text);
        strbuf_add(&out, value.kind == VALUE_BOOL ? (value.boolean ? "t" : "f") : text);
        is_first = false;
    }
    return ddl_value_text(out.text);
}

static Value
call_case(Call *call)
{
    bool is_upper = strcmp(call->name, "upper") == 0;
    char *text = arena_strdup(call->arena, text_at(call, 0));

    for (char *at = text; *at != '\0'; at++)
    {
        if (*at & '\x80')
            return ddl_value_unknown(NULL);
        if (is_upper ? (*at >= 'a' && *at <= 'z') : (*at >= 'A' && *at <= 'Z'))
            *at = (char) (*at ^ 0x20);
    }
    return ddl_value_text(text);
}

static bool
is_ascii(const char *text)
{
    while (*text != '\0' && (*text & '\x80') == 0)
        text++;
    return *text == '\0';
}

static Value
call_pad(Call *call)
{
    const char *text = text_at(call, 0);
    const char *fill = call->count > 2 ? text_at(call, 2) : " ";
    int64_t width = integer_at(call, 1);
    size_t length = strlen(text);
    StrBuf out = strbuf_new(call->arena);

    if (width < 0 || width > 10000 || fill == NULL || !is_ascii(text) || *fill == '\0')
        return ddl_value_unknown(NULL);
    if (length > (size_t) width)
        return ddl_value_text(arena_strndup(call->arena, text, (size_t) width));
    if (call->name[0] == 'r')
        strbuf_add(&out, text);
    for (size_t i = 0; i < (size_t) width - length; i++)
        strbuf_add_char(&out, fill[i % strlen(fill)]);
    if (call->name[0] == 'l')
        strbuf_add(&out, text);
    return ddl_value_text(out.text);
}

static Value
call_replace(Call *call)
{
    const char *at = text_at(call, 0);
    const char *from = text_at(call, 1);
    const char *to = text_at(call, 2);
    StrBuf out = strbuf_new(call->arena);
    const char *found;

    if (*from == '\0')
        return call->arguments[0];
    while ((found = strstr(at, from)) != NULL)
    {
        strbuf_add_bytes(&out, at, (size_t) (found - at));
        strbuf_add(&out, to);
        at = found + strlen(from);
        if (out.length > TEXT_MAXIMUM)
            return ddl_value_unknown(NULL);
    }
    strbuf_add(&out, at);
    return ddl_value_text(out.text);
}

static Value
call_part(Call *call)
{
    const char *text = text_at(call, 0);
    int64_t length = (int64_t) strlen(text);
    int64_t first = 0;
    int64_t count = integer_at(call, 1);

    if (!is_ascii(text) || call->arguments[1].kind != VALUE_INTEGER)
        return ddl_value_unknown(NULL);
    if (strncmp(call->name, "substr", 6) == 0)
    {
        first = count - 1;
        count = call->count > 2 ? integer_at(call, 2) : length;
        if (first < 0 || count < 0)
            return ddl_value_unknown(NULL);
    }
    else if (count < 0)
        count = length + count < 0 ? 0 : length + count;
    first = first > length ? length : first;
    count = count > length - first ? length - first : count;
    if (strcmp(call->name, "right") == 0)
        first = length - count;
    return ddl_value_text(arena_strndup(call->arena, text + first, (size_t) count));
}

static Value
call_trim(Call *call)
{
    const char *text = text_at(call, 0);
    const char *set = call->count > 1 ? text_at(call, 1) : " ";
    size_t end = strlen(text);

    if (set == NULL)
        return ddl_value_unknown(NULL);
    if (strcmp(call->name, "rtrim") != 0)
        text += strspn(text, set);
    end = strlen(text);
    while (strcmp(call->name, "ltrim") != 0 && end > 0 && strchr(set, text[end - 1]) != NULL)
        end--;
    return ddl_value_text(arena_strndup(call->arena, text, end));
}

static Value
call_length(Call *call)
{
    const char *text = text_at(call, 0);

    return is_ascii(text) ? ddl_value_integer((int64_t) strlen(text)) : ddl_value_unknown(NULL);
}

static Value
call_string_to_array(Call *call)
{
    const char *at = text_at(call, 0);
    const char *by = text_at(call, 1);
    Value *items = arena_new_array(call->arena, Value, strlen(at) + 1);
    size_t count = 0;
    const char *found;

    if (*by == '\0' || strlen(at) > SERIES_MAXIMUM)
        return ddl_value_unknown(NULL);
    while (*at != '\0' && (found = strstr(at, by)) != NULL)
    {
        items[count++] = ddl_value_text(arena_strndup(call->arena, at, (size_t) (found - at)));
        at = found + strlen(by);
    }
    if (*at != '\0')
        items[count++] = ddl_value_text(at);
    return (Value){.kind = VALUE_ARRAY, .items = items, .count = count};
}

static Value
call_array_to_string(Call *call)
{
    Value array = call->arguments[0];
    const char *by = text_at(call, 1);
    StrBuf out = strbuf_new(call->arena);

    if (array.kind != VALUE_ARRAY || by == NULL)
        return ddl_value_unknown(NULL);
    for (size_t i = 0; i < array.count; i++)
    {
        const char *text = ddl_value_print(call->arena, array.items[i]);

        if (text == NULL)
            return ddl_value_unknown(NULL);
        strbuf_add(&out, i > 0 ? by : "");
        strbuf_add(&out, text);
    }
    return ddl_value_text(out.text);
}

static Value
call_split_part(Call *call)
{
    int64_t wanted = integer_at(call, 2);
    Value parts = call_string_to_array(call);

    if (parts.kind != VALUE_ARRAY || wanted < 1)
        return ddl_value_unknown(NULL);
    return (uint64_t) wanted > parts.count ? ddl_value_text("") : parts.items[wanted - 1];
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
    const char *template = text_at(call, 1);

    return template == NULL ? ddl_value_unknown(NULL)
                            : ddl_value_to_char(call->arena, call->arguments[0], template);
}

static Value
call_date_trunc(Call *call)
{
    const char *field = text_at(call, 0);

    return field == NULL ? ddl_value_unknown(NULL) : ddl_value_truncate(call->arguments[1], field);
}

static Value
call_date_part(Call *call)
{
    const char *field = text_at(call, 0);

    return field == NULL ? ddl_value_unknown(NULL) : ddl_value_field(call->arguments[1], field);
}

static Value
call_make_date(Call *call)
{
    return ddl_value_civil(integer_at(call, 0), integer_at(call, 1), integer_at(call, 2));
}

static Value
call_to_date(Call *call)
{
    const char *template = text_at(call, 1);

    if (strcasecmp(template, "YYYY-MM-DD") != 0 && strcasecmp(template, "YYYYMMDD") != 0)
        return ddl_value_unknown(NULL);
    return ddl_value_parse_time(text_at(call, 0), "date");
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
    const char *name = text_at(call, 0);
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

enum
{
    TAKES_NULL = 1,
    TAKES_ANY = 2 /* also what has no text */
};

static const struct
{
    const char *name;
    Value (*call)(Call *call);
    size_t minimum;
    unsigned flags;
} functions[] = {
    {"quote_ident", call_quote_ident, 1, 0},
    {"quote_literal", call_quote_literal, 1, 0},
    {"quote_nullable", call_quote_literal, 1, TAKES_NULL},
    {"format", call_format, 1, TAKES_NULL},
    {"concat", call_concat, 0, TAKES_NULL | TAKES_ANY},
    {"concat_ws", call_concat, 1, TAKES_NULL | TAKES_ANY},
    {"lower", call_case, 1, 0},
    {"upper", call_case, 1, 0},
    {"lpad", call_pad, 2, 0},
    {"rpad", call_pad, 2, 0},
    {"replace", call_replace, 3, 0},
    {"left", call_part, 2, 0},
    {"right", call_part, 2, 0},
    {"substr", call_part, 2, 0},
    {"substring", call_part, 2, 0},
    {"btrim", call_trim, 1, 0},
    {"ltrim", call_trim, 1, 0},
    {"rtrim", call_trim, 1, 0},
    {"length", call_length, 1, 0},
    {"char_length", call_length, 1, 0},
    {"string_to_array", call_string_to_array, 2, 0},
    {"array_to_string", call_array_to_string, 2, TAKES_ANY},
    {"split_part", call_split_part, 3, 0},
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
    {"pg_table_is_visible", call_is_visible, 1, 0},
    {"pg_type_is_visible", call_is_visible, 1, TAKES_ANY},
};

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
    size_t at = 0;

    if (ddl_eval_is_aggregate(node))
        return ddl_eval_aggregate(eval, node);
    while (at < ARRAY_LENGTH(functions) && strcmp(functions[at].name, call.name) != 0)
        at++;
    if (at == ARRAY_LENGTH(functions))
        return ddl_eval_routine(eval, node);
    if (!take_arguments(&call, node->args) || call.count < functions[at].minimum)
        return ddl_eval_unknown(eval, "%s()", call.name);
    for (size_t i = 0; i < call.count; i++)
    {
        has_null |= call.arguments[i].kind == VALUE_NULL;
        if (i < functions[at].minimum && call.arguments[i].kind != VALUE_NULL &&
            (functions[at].flags & TAKES_ANY) == 0 && text_at(&call, i) == NULL)
            return ddl_eval_unknown(eval, "%s()", call.name);
    }
    if (has_null && (functions[at].flags & TAKES_NULL) == 0)
        return ddl_value_null();
    value = functions[at].call(&call);
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
    return count == 0 ? ddl_value_null() : call_array_to_string(&call);
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
