/*
 * Any bytes as a file with placeholders: lines stay lines, and filling in what was named as missing
 * leaves nothing missing.
 */
#include "migration/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t
count_lines(const FileText *file)
{
    size_t lines = 0;

    for (size_t i = 0; i < file->length; i++)
        lines += file->text[i] == '\n';
    return lines;
}

/* The names that had no value. */
static NameList
fill(Arena *arena, const NameList *settings, FileText *file)
{
    Error error = {.arena = arena};
    NameList missing = {0};
    Template template;

    if (!template_start(arena, settings, &template, &error) ||
        !template_fill(&template, file, &error))
        return missing;
    if (template_check(&template, &error) != (template.missing.count == 0))
        abort();
    for (const Missing *at = template.missing.first; at != NULL; at = at->next)
        if (strchr(at->name, '=') == NULL && *at->name != '\0')
            name_list_add(arena, &missing, arena_printf(arena, "%s=x", at->name));
    return missing;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    FileText file = {.name = "fuzz.sql", .length = size};
    size_t lines;
    NameList missing;

    file.text = arena_strndup(arena, (const char *) data, size);
    lines = count_lines(&file);
    missing = fill(arena, NULL, &file);
    if (count_lines(&file) != lines)
        abort();
    if (missing.count > 0)
    {
        NameList left = fill(arena, &missing, &file);

        for (const Name *name = left.first; name != NULL; name = name->next)
            if (name_list_contains(&missing, name->text))
                abort();
        if (count_lines(&file) != lines)
            abort();
    }
    arena_free(arena);
    return 0;
}
