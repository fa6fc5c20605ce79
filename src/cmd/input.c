/*
 * input.c - files of SQL, and folders of loose ones, into one schema.
 *
 * All files are read before the first is understood: one error names what is missing in any of them.
 */
#include "cmd/input.h"

#include "ddl/ddl.h"
#include "migration/template.h"

typedef struct Input Input;
struct Input
{
    Input *next;
    FileText file;
};
LIST_OF(Input);

static bool
load(Arena *arena, const NameList *files, const NameList *settings, InputList *inputs, Error *error)
{
    Template template;

    if (!template_start(arena, settings, &template, error))
        return false;
    for (const Name *name = files->first; name != NULL; name = name->next)
    {
        Input *input = arena_new_object(arena, Input);

        if (!file_read(arena, name->text, &input->file, error) ||
            !template_fill(&template, &input->file, error))
            return false;
        list_append(inputs, input);
    }
    return template_check(&template, error);
}

bool
input_read(const NameList *files, const NameList *settings, Schema *schema, Error *error)
{
    Arena *work = arena_new(NULL, "input_read");
    InputList inputs = {0};
    bool is_read = load(work, files, settings, &inputs, error);

    for (Input *input = inputs.first; is_read && input != NULL; input = input->next)
        is_read = ddl_read(schema, &input->file, error);
    arena_free(work);
    return is_read;
}
