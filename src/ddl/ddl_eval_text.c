#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_eval_call.h"

enum
{
    ITEMS_MAXIMUM = 10000,
    TEXT_MAXIMUM = 1 << 20
};

static Value
call_quote_ident(Call *call)
{
    return ddl_value_text(quote_ident(call->arena, ddl_eval_text_at(call, 0)));
}

static Value
call_quote_literal(Call *call)
{
    if (call->arguments[0].kind == VALUE_NULL)
        return ddl_value_text("NULL");
    return ddl_value_text(quote_literal(call->arena, ddl_eval_text_at(call, 0)));
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
    const char *at = ddl_eval_text_at(call, 0);
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
        const char *text = ddl_eval_text_at(call, i);

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
    char *text = arena_strdup(call->arena, ddl_eval_text_at(call, 0));

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
    const char *text = ddl_eval_text_at(call, 0);
    const char *fill = call->count > 2 ? ddl_eval_text_at(call, 2) : " ";
    int64_t width = ddl_eval_integer_at(call, 1);
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
    const char *at = ddl_eval_text_at(call, 0);
    const char *from = ddl_eval_text_at(call, 1);
    const char *to = ddl_eval_text_at(call, 2);
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
    const char *text = ddl_eval_text_at(call, 0);
    int64_t length = (int64_t) strlen(text);
    int64_t first = 0;
    int64_t count = ddl_eval_integer_at(call, 1);

    if (!is_ascii(text) || call->arguments[1].kind != VALUE_INTEGER)
        return ddl_value_unknown(NULL);
    if (strncmp(call->name, "substr", 6) == 0)
    {
        first = count - 1;
        count = call->count > 2 ? ddl_eval_integer_at(call, 2) : length;
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
    const char *text = ddl_eval_text_at(call, 0);
    const char *set = call->count > 1 ? ddl_eval_text_at(call, 1) : " ";
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
    const char *text = ddl_eval_text_at(call, 0);

    return is_ascii(text) ? ddl_value_integer((int64_t) strlen(text)) : ddl_value_unknown(NULL);
}

static Value
call_string_to_array(Call *call)
{
    const char *at = ddl_eval_text_at(call, 0);
    const char *by = ddl_eval_text_at(call, 1);
    Value *items = arena_new_array(call->arena, Value, strlen(at) + 1);
    size_t count = 0;
    const char *found;

    if (*by == '\0' || strlen(at) > ITEMS_MAXIMUM)
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

Value
ddl_eval_array_to_string(Call *call)
{
    Value array = call->arguments[0];
    const char *by = ddl_eval_text_at(call, 1);
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
    int64_t wanted = ddl_eval_integer_at(call, 2);
    Value parts = call_string_to_array(call);

    if (parts.kind != VALUE_ARRAY || wanted < 1)
        return ddl_value_unknown(NULL);
    return (uint64_t) wanted > parts.count ? ddl_value_text("") : parts.items[wanted - 1];
}

static const CallFunction functions[] = {
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
    {"regexp_replace", ddl_eval_regexp_replace, 3, 0},
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
    {"array_to_string", ddl_eval_array_to_string, 2, TAKES_ANY},
    {"split_part", call_split_part, 3, 0},
};

const CallFunction *
ddl_eval_text_function(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(functions); i++)
    {
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    }
    return NULL;
}
