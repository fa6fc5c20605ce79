/*
 * Whatever it is wrapped in, a plan is one of two things: JSON, which begins with a bracket, or text.
 */
#include "explain/explain.h"

#include "explain/explain_internal.h"

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
    const char *json;
    bool is_read;

    *out = (Explain){0};
    if (strlen(file->text) != file->length)
        return error_set(error, ERROR_INPUT, "%s: this is no text: it holds a zero byte",
                         file->name);
    text = explain_unwrap(arena, file->text);
    json = find_json(text);
    is_read = json != NULL ? explain_read_json(arena, json, out, error)
                           : explain_read_text(arena, text, out, error);
    if (!is_read)
        return error_wrap(error, "%s", file->name);
    explain_time(out);
    return true;
}
