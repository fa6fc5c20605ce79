/*
 * Any bytes as a diagram: read as SQL, printed as a diagram, and read again.
 */
#include "mermaid/mermaid.h"

#include "ddl/ddl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Schema *
read_text(Arena *arena, const char *name, const char *text, size_t length)
{
    Schema *schema = schema_new(arena);
    DdlSession *session = ddl_session_open(schema);
    Error error = {.arena = arena};
    FileText file = {.name = name, .length = length};
    MermaidSql sql;

    file.text = arena_strndup(arena, text, length);
    (void) mermaid_is_diagram(&file); /* only that it ends */
    if (mermaid_to_sql(arena, &file, schema, &sql, &error))
        for (size_t i = 0; i < MERMAID_SCRIPTS; i++)
            if (!ddl_session_read(session, &sql.scripts[i], &error) &&
                memchr(text, '\0', length) == NULL)
                abort();
    ddl_session_close(session);
    return schema;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    const char *text = (const char *) data;
    StrBuf diagram = strbuf_new(arena);
    const Schema *schema = read_text(arena, "-", text, size);
    size_t tables = 0;

    mermaid_write(&diagram, schema);
    for (const Table *at = schema->tables.first; at != NULL; at = at->next)
        tables += at->columns.count > 0;
    if (read_text(arena, "-", diagram.text, diagram.length)->tables.count > tables)
        abort();
    (void) read_text(arena, "a.md", text, size); /* only that it ends */
    arena_free(arena);
    return 0;
}
