#include "ddl/ddl_value.h"

#include <errno.h>
#include <math.h>
#include <strings.h>

enum
{
    TEXT_MAXIMUM = 1 << 20,
    ITEMS_MAXIMUM = 10000
};

Value
ddl_value_unknown(const char *why)
{
    return (Value){.kind = VALUE_UNKNOWN, .text = why};
}

Value
ddl_value_null(void)
{
    return (Value){.kind = VALUE_NULL};
}

Value
ddl_value_bool(bool boolean)
{
    return (Value){.kind = VALUE_BOOL, .boolean = boolean};
}

Value
ddl_value_truth(Truth truth)
{
    return truth == TRUTH_UNKNOWN ? ddl_value_unknown(NULL) : ddl_value_bool(truth == TRUTH_TRUE);
}

Value
ddl_value_integer(int64_t integer)
{
    return (Value){.kind = VALUE_INTEGER, .integer = integer};
}

Value
ddl_value_real(double real)
{
    return (Value){.kind = VALUE_REAL, .real = real};
}

Value
ddl_value_text(const char *text)
{
    return text == NULL ? ddl_value_null() : (Value){.kind = VALUE_TEXT, .text = text};
}

Value
ddl_value_copy(Arena *arena, Value value)
{
    Value *items;
    const char **names;

    value.text = arena_strdup(arena, value.text);
    value.label = arena_strdup(arena, value.label);
    if (value.count == 0)
        return value;
    items = arena_new_array(arena, Value, value.count);
    names = arena_new_array(arena, const char *, value.count);
    for (size_t i = 0; i < value.count; i++)
    {
        items[i] = ddl_value_copy(arena, value.items[i]);
        names[i] = value.names == NULL ? NULL : arena_strdup(arena, value.names[i]);
    }
    value.items = items;
    value.names = value.names == NULL ? NULL : names;
    return value;
}

Truth
ddl_value_is_true(Value value)
{
    if (value.kind == VALUE_NULL)
        return TRUTH_FALSE;
    if (value.kind != VALUE_BOOL)
        return TRUTH_UNKNOWN;
    return value.boolean ? TRUTH_TRUE : TRUTH_FALSE;
}

Truth
ddl_value_truth_of(Value value)
{
    return value.kind == VALUE_BOOL && value.boolean ? TRUTH_TRUE
           : value.kind == VALUE_BOOL                ? TRUTH_FALSE
                                                     : TRUTH_UNKNOWN;
}

/* {a,"b c"} */
static const char *
print_array(Arena *arena, Value value)
{
    StrBuf text = strbuf_new(arena);

    strbuf_add_char(&text, '{');
    for (size_t i = 0; i < value.count; i++)
    {
        const char *item = ddl_value_print(arena, value.items[i]);

        if (item == NULL || *item == '\0' || strpbrk(item, "{},\"\\ \t\n") != NULL)
            return NULL;
        strbuf_add(&text, i > 0 ? "," : "");
        strbuf_add(&text, item);
    }
    strbuf_add_char(&text, '}');
    return text.text;
}

const char *
ddl_value_print(Arena *arena, Value value)
{
    switch (value.kind)
    {
    case VALUE_BOOL:
        return value.boolean ? "true" : "false";
    case VALUE_INTEGER:
        return arena_printf(arena, "%lld", (long long) value.integer);
    case VALUE_TEXT:
        return value.text;
    case VALUE_DATE:
    case VALUE_TIMESTAMP:
    case VALUE_INTERVAL:
        return ddl_value_print_time(arena, value);
    case VALUE_ARRAY:
        return print_array(arena, value);
    case VALUE_OBJECT:
        return value.label;
    default:
        return NULL;
    }
}

static bool
is_number_type(const char *type)
{
    static const char *const names[] = {"int2", "int4", "int8", "oid"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (strcmp(type, names[i]) == 0)
            return true;
    }
    return false;
}

static Value
cast_integer(Arena *arena, Value value)
{
    const char *text = ddl_value_print(arena, value);
    char *end;
    long long integer;

    if (value.kind == VALUE_INTEGER || value.kind == VALUE_OBJECT)
        return value;
    if (value.kind == VALUE_BOOL)
        return ddl_value_integer(value.boolean);
    if (value.kind == VALUE_REAL && fabs(value.real) < 9e15)
        return ddl_value_integer((int64_t) nearbyint(value.real));
    if (text == NULL || value.kind != VALUE_TEXT)
        return ddl_value_unknown(NULL);
    errno = 0;
    integer = strtoll(text, &end, 10);
    while (*end == ' ')
        end++;
    return *text == '\0' || *end != '\0' || errno != 0 ? ddl_value_unknown(NULL)
                                                       : ddl_value_integer(integer);
}

static Value
cast_real(Value value)
{
    char *end;
    double real;

    if (value.kind == VALUE_REAL || value.kind == VALUE_INTEGER)
        return value;
    if (value.kind != VALUE_TEXT)
        return ddl_value_unknown(NULL);
    real = strtod(value.text, &end);
    return *value.text == '\0' || *end != '\0' || !isfinite(real) ? ddl_value_unknown(NULL)
                                                                  : ddl_value_real(real);
}

static Value
cast_bool(Value value)
{
    static const char *const yes[] = {"t", "true", "yes", "on", "1", "y"};
    static const char *const no[] = {"f", "false", "no", "off", "0", "n"};

    if (value.kind == VALUE_BOOL)
        return value;
    if (value.kind == VALUE_INTEGER)
        return ddl_value_bool(value.integer != 0);
    for (size_t i = 0; value.kind == VALUE_TEXT && i < ARRAY_LENGTH(yes); i++)
    {
        if (strcasecmp(value.text, yes[i]) == 0)
            return ddl_value_bool(true);
        if (strcasecmp(value.text, no[i]) == 0)
            return ddl_value_bool(false);
    }
    return ddl_value_unknown(NULL);
}

/* '{a,"b c"}' as an array of texts. */
static Value
cast_array(Arena *arena, Value value, const char *element)
{
    size_t length = value.kind == VALUE_TEXT ? strlen(value.text) : 0;
    Value *items;
    size_t count = 0;
    const char *at = value.text + 1;

    if (length < 2 || length > ITEMS_MAXIMUM || value.text[0] != '{' ||
        value.text[length - 1] != '}' || strpbrk(at, "{\\") != NULL)
        return ddl_value_unknown(NULL);
    items = arena_new_array(arena, Value, length);
    while (*at != '}')
    {
        bool is_quoted = *at == '"';
        size_t size = is_quoted ? strcspn(at + 1, "\"") : strcspn(at, ",}");
        Value item = ddl_value_text(arena_strndup(arena, at + is_quoted, size));

        items[count++] = ddl_value_cast(arena, item, element);
        at += is_quoted ? size + 1 : size;
        at += is_quoted && *at == '"';
        if (*at != ',' && *at != '}')
            return ddl_value_unknown(NULL);
        at += *at == ',';
        at += strspn(at, " ");
    }
    return (Value){.kind = VALUE_ARRAY, .items = items, .count = count};
}

static bool
is_text_type(const char *type)
{
    static const char *const names[] = {"text", "varchar", "bpchar", "name", "char"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (strcmp(type, names[i]) == 0)
            return true;
    }
    return false;
}

static Value
cast_text(Arena *arena, Value value)
{
    const char *text = ddl_value_print(arena, value);

    return text == NULL ? ddl_value_unknown(NULL) : ddl_value_text(text);
}

static Value
cast_moment(Value value, const char *type)
{
    bool is_date = strcmp(type, "date") == 0;

    if (value.kind == VALUE_TEXT)
        return ddl_value_parse_time(value.text, type);
    if (value.kind == VALUE_TIMESTAMP && is_date)
        return ddl_value_truncate(value, "date");
    if (value.kind == VALUE_DATE && !is_date)
        value = ddl_value_timestamp(value.integer * 86400000000, false);
    value.is_zoned = strcmp(type, "timestamptz") == 0;
    return value.kind == VALUE_DATE || value.kind == VALUE_TIMESTAMP ? value
                                                                     : ddl_value_unknown(NULL);
}

Value
ddl_value_cast(Arena *arena, Value value, const char *type)
{
    if (value.kind == VALUE_UNKNOWN || value.kind == VALUE_NULL)
        return value;
    if (type[0] == '_')
        return value.kind == VALUE_ARRAY ? value : cast_array(arena, value, type + 1);
    if (is_text_type(type))
        return cast_text(arena, value);
    if (is_number_type(type))
        return cast_integer(arena, value);
    if (strcmp(type, "numeric") == 0 || strncmp(type, "float", 5) == 0)
        return cast_real(value);
    if (strcmp(type, "bool") == 0)
        return cast_bool(value);
    if (strcmp(type, "interval") == 0)
        return value.kind == VALUE_TEXT ? ddl_value_parse_interval(value.text) : value;
    if (strcmp(type, "date") == 0 || strncmp(type, "timestamp", 9) == 0)
        return cast_moment(value, type);
    return value.kind == VALUE_RECORD ? value : ddl_value_unknown(NULL);
}

static int
sign(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

static double
real_of(Value value)
{
    return value.kind == VALUE_INTEGER ? (double) value.integer : value.real;
}

static bool
is_number(Value value)
{
    return value.kind == VALUE_INTEGER || value.kind == VALUE_REAL;
}

static const char *
type_of(Value value)
{
    switch (value.kind)
    {
    case VALUE_BOOL:
        return "bool";
    case VALUE_INTEGER:
        return "int8";
    case VALUE_REAL:
        return "numeric";
    case VALUE_DATE:
        return "date";
    case VALUE_TIMESTAMP:
        return value.is_zoned ? "timestamptz" : "timestamp";
    case VALUE_INTERVAL:
        return "interval";
    default:
        return "text";
    }
}

/* A literal takes the type of the other side. */
static void
make_alike(Arena *arena, Value *left, Value *right)
{
    if (left->kind == VALUE_TEXT && right->kind != VALUE_TEXT && right->kind != VALUE_OBJECT)
        *left = ddl_value_cast(arena, *left, type_of(*right));
    else if (right->kind == VALUE_TEXT && left->kind != VALUE_TEXT && left->kind != VALUE_OBJECT)
        *right = ddl_value_cast(arena, *right, type_of(*left));
    else if (left->kind == VALUE_DATE && right->kind == VALUE_TIMESTAMP)
        *left = ddl_value_cast(arena, *left, "timestamp");
    else if (right->kind == VALUE_DATE && left->kind == VALUE_TIMESTAMP)
        *right = ddl_value_cast(arena, *right, "timestamp");
}

static bool
compare_arrays(Arena *arena, Value left, Value right, int *order)
{
    for (size_t i = 0; i < left.count && i < right.count; i++)
    {
        if (left.items[i].kind <= VALUE_NULL || right.items[i].kind <= VALUE_NULL)
            return false;
        if (!ddl_value_compare(arena, left.items[i], right.items[i], order))
            return false;
        if (*order != 0)
            return true;
    }
    *order = sign((int64_t) left.count, (int64_t) right.count);
    return true;
}

bool
ddl_value_compare(Arena *arena, Value left, Value right, int *order)
{
    make_alike(arena, &left, &right);
    if (is_number(left) && is_number(right))
    {
        *order = left.kind == VALUE_INTEGER && right.kind == VALUE_INTEGER
                     ? sign(left.integer, right.integer)
                     : (real_of(left) > real_of(right)) - (real_of(left) < real_of(right));
        return true;
    }
    if (left.kind != right.kind)
        return false;
    switch (left.kind)
    {
    case VALUE_BOOL:
        *order = left.boolean - right.boolean;
        return true;
    case VALUE_TEXT:
    case VALUE_OBJECT:
        *order = strcmp(left.text, right.text);
        return true;
    case VALUE_DATE:
    case VALUE_TIMESTAMP:
        *order = sign(left.integer, right.integer);
        return true;
    case VALUE_ARRAY:
        return compare_arrays(arena, left, right, order);
    default:
        return false;
    }
}

static Value
operate_integers(char operation, int64_t left, int64_t right)
{
    int64_t result = 0;
    bool is_wrong;

    switch (operation)
    {
    case '+':
        is_wrong = __builtin_add_overflow(left, right, &result);
        break;
    case '-':
        is_wrong = __builtin_sub_overflow(left, right, &result);
        break;
    case '*':
        is_wrong = __builtin_mul_overflow(left, right, &result);
        break;
    default:
        is_wrong = right == 0 || right == -1;
        if (!is_wrong)
            result = operation == '/' ? left / right : left % right;
        break;
    }
    return is_wrong ? ddl_value_unknown(NULL) : ddl_value_integer(result);
}

static Value
operate_reals(char operation, double left, double right)
{
    double result = operation == '+'                 ? left + right
                    : operation == '-'               ? left - right
                    : operation == '*'               ? left * right
                    : operation == '/' && right != 0 ? left / right
                                                     : NAN;

    return isfinite(result) ? ddl_value_real(result) : ddl_value_unknown(NULL);
}

static Value
join_arrays(Arena *arena, Value left, Value right)
{
    size_t left_count = left.kind == VALUE_ARRAY ? left.count : 1;
    size_t right_count = right.kind == VALUE_ARRAY ? right.count : 1;
    Value *items;

    if (left_count + right_count > ITEMS_MAXIMUM)
        return ddl_value_unknown(NULL);
    items = arena_new_array(arena, Value, left_count + right_count + 1);
    for (size_t i = 0; i < left_count; i++)
        items[i] = left.kind == VALUE_ARRAY ? left.items[i] : left;
    for (size_t i = 0; i < right_count; i++)
        items[left_count + i] = right.kind == VALUE_ARRAY ? right.items[i] : right;
    return (Value){.kind = VALUE_ARRAY, .items = items, .count = left_count + right_count};
}

static Value
join(Arena *arena, Value left, Value right)
{
    const char *first;
    const char *second;

    if (left.kind == VALUE_ARRAY || right.kind == VALUE_ARRAY)
        return join_arrays(arena, left, right);
    first = ddl_value_print(arena, left);
    second = ddl_value_print(arena, right);
    if (first == NULL || second == NULL || strlen(first) + strlen(second) > TEXT_MAXIMUM)
        return ddl_value_unknown(NULL);
    return ddl_value_text(arena_printf(arena, "%s%s", first, second));
}

static bool
is_time(Value value)
{
    return value.kind == VALUE_INTERVAL || value.kind == VALUE_DATE;
}

static Value
operate_values(Arena *arena, const char *operation, Value left, Value right)
{
    if ((is_number(left) || is_number(right)) && !is_time(left) && !is_time(right))
        make_alike(arena, &left, &right);
    if (left.kind == VALUE_INTEGER && right.kind == VALUE_INTEGER)
        return operate_integers(*operation, left.integer, right.integer);
    if (is_number(left) && is_number(right))
        return operate_reals(*operation, real_of(left), real_of(right));
    return ddl_value_operate_time(operation, left, right);
}

Value
ddl_value_operate(Arena *arena, const char *operation, Value left, Value right)
{
    if (left.kind == VALUE_UNKNOWN || right.kind == VALUE_UNKNOWN)
        return left.kind == VALUE_UNKNOWN ? left : right;
    if (left.kind == VALUE_NULL || right.kind == VALUE_NULL)
        return ddl_value_null();
    if (strcmp(operation, "||") == 0)
        return join(arena, left, right);
    if (strlen(operation) != 1 || strchr("+-*/%", *operation) == NULL)
        return ddl_value_unknown(NULL);
    return operate_values(arena, operation, left, right);
}
