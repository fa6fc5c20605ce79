/*
 * Any bytes as a script: read into the model, printed, read again. Only crashes count here; what is
 * read right is the business of other tests.
 */
#include "ddl/ddl.h"
#include "schema/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Schema *
read_text(Arena *arena, const char *text, size_t length)
{
    Schema *schema = schema_new(arena);
    Error error = {.arena = arena};
    FileText input = {.name = "fuzz.sql", .length = length};

    input.text = arena_strndup(arena, text, length);
    (void) !ddl_read(schema, &input, &error); /* a part that cannot be read is no crash */
    return schema;
}

static void
print_and_read(Arena *arena, const Schema *schema, const PrintOptions *options)
{
    StrBuf script = strbuf_new(arena);

    print_script(&script, schema, options);
    (void) read_text(arena, script.text, script.length); /* only that it ends */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    const Schema *schema = read_text(arena, (const char *) data, size);

    print_and_read(arena, schema, &(PrintOptions){.with_comments = true});
    print_and_read(arena, schema, &(PrintOptions){.is_sandbox = true});
    arena_free(arena);
    return 0;
}
