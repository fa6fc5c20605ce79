/*
 * Whatever it is wrapped in, a plan is one of three things: JSON, which begins with a bracket, YAML, which names
 * what JSON names, or text.
 */
#include "explain/explain.h"

#include "explain/explain_internal.h"

bool
explain_refuse_second(Error *error, const char *where)
{
    return error_set(error, ERROR_INPUT, "a second plan begins: %s; give one at a time", where);
}

/* "- Plan:", or what auto_explain puts before. */
const char *
explain_find_yaml(const char *text)
{
    const char *plan = NULL;

    for (const char *at = text; plan == NULL; at++)
    {
        const char *word = at + strspn(at, " ");

        if (strncmp(word, "- Plan:", 7) == 0 || strncmp(word, "Query Text: \"", 13) == 0)
            plan = at;
        at = strchr(at, '\n');
        if (at == NULL)
            break;
    }
    return plan != NULL && strstr(plan, "Node Type: ") != NULL ? plan : NULL;
}

static bool
is_markup(const char *text)
{
    return strstr(text, "<Node-Type>") != NULL || strstr(text, "<td") != NULL;
}

/* What a log line or a prompt puts before JSON. */
static const char *
find_json(const char *text)
{
    const char *named = strstr(text, "\"Plan\"");

    if (explain_is_json(text))
        return text;
    for (const char *at = text; named != NULL && at < named; at++)
        if (*at == '{')
            return at;
    return NULL;
}

bool
explain_read(Arena *arena, const FileText *file, Explain *out, Error *error)
{
    const char *text;
    const char *json, *yaml;
    bool is_read;

    *out = (Explain){0};
    if (strlen(file->text) != file->length)
        return error_set(error, ERROR_INPUT, "%s: this is no text: it holds a zero byte",
                         file->name);
    text = explain_unwrap(arena, file->text);
    json = find_json(text);
    yaml = json == NULL ? explain_find_yaml(text) : NULL;
    if (json != NULL)
        is_read = explain_read_json(arena, json, out, error);
    else if (yaml != NULL)
        is_read = explain_read_yaml(arena, yaml, out, error);
    else if (is_markup(text))
        is_read = error_set(error, ERROR_INPUT, "this is XML or HTML, which is not read") ||
                  error_hint(error, "Use EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON).");
    else
        is_read = explain_read_text(arena, text, out, error);
    if (!is_read)
        return error_wrap(error, "%s", file->name);
    explain_time(out);
    return true;
}
