/*
 * mermaid.h - Mermaid's entity-relationship diagrams, read and written.
 */
#ifndef TENFOLD_MERMAID_MERMAID_H
#define TENFOLD_MERMAID_MERMAID_H

#include "base/file.h"
#include "base/strbuf.h"
#include "schema/schema.h"

/* Scripts to be read one after the other; their lines are those of the diagram. */
enum
{
    MERMAID_SCRIPTS = 3
};

typedef struct MermaidSql
{
    FileText scripts[MERMAID_SCRIPTS]; /* tables, columns that came later, foreign keys */
} MermaidSql;

/* True for *.mmd, *.mermaid, Markdown with such a block, and text that begins with erDiagram. */
bool mermaid_is_diagram(const FileText *file);

/*
 * The diagram as SQL. What it leaves open (an unknown type, a relationship without a column) becomes a
 * Problem of the schema. False when the file holds no erDiagram.
 */
bool mermaid_to_sql(Arena *arena, const FileText *file, Schema *schema, MermaidSql *out,
                    Error *error) MUST_CHECK;

/* The tables, columns, keys and relationships of the model as a diagram. */
void mermaid_write(StrBuf *out, const Schema *schema);

#endif
