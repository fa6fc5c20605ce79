/*
 * diagram.h - what stands in an erDiagram, as written.
 */
#ifndef TENFOLD_MERMAID_DIAGRAM_H
#define TENFOLD_MERMAID_DIAGRAM_H

#include "base/file.h"
#include "base/strbuf.h"
#include "schema/schema.h"

typedef struct Attribute Attribute;
struct Attribute
{
    Attribute *next;
    const char *type; /* as written */
    const char *name;
    const char *comment; /* without what is meant for the column; or NULL */
    bool is_primary;
    bool is_foreign;
    bool is_unique;
    bool is_not_null;
    bool is_later; /* of a second block of its entity */
    bool is_used; /* by a relationship */
    uint32_t line;
};
LIST_OF(Attribute);

typedef struct Entity Entity;
struct Entity
{
    Entity *next;
    const char *id; /* as relationships name it */
    const char *space; /* the schema; NULL: public */
    const char *name; /* of the table */
    AttributeList attributes;
    bool has_block;
    bool is_reported;
    bool is_full; /* said that it has too many attributes */
    uint32_t line;
};
LIST_OF(Entity);

/* One end of a relationship: how many rows of that side belong to one of the other. */
typedef struct End
{
    Entity *entity;
    bool is_many;
    bool is_optional;
} End;

typedef struct Relation Relation;
struct Relation
{
    Relation *next;
    End left;
    End right;
    const char *label; /* "" for none */
    uint32_t line;
};
LIST_OF(Relation);

typedef struct Diagram
{
    Arena *arena;
    const char *file;
    Schema *schema; /* gets the problems */
    EntityList entities;
    RelationList relations;
    Map *by_id;
} Diagram;

/* ---- diagram.c ---- */

void diagram_problem(const Diagram *diagram, bool is_error, uint32_t line, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* The entity of that id, made when it is new. */
Entity *diagram_entity(Diagram *diagram, const char *id, bool is_quoted, uint32_t line);

/* Gives the table a name other than the entity's id. */
void diagram_rename(Diagram *diagram, Entity *entity, const char *name, bool is_quoted);

Attribute *diagram_find(const Entity *entity, const char *name);

/* ---- diagram_read.c ---- */

/* Reads one diagram, from the word after erDiagram to `end`; offsets into the text. */
void diagram_read(Diagram *diagram, const char *text, size_t start, size_t end, uint32_t line);

/* After the last one: where no key is marked at all, "id" is the primary key. */
void diagram_infer_keys(Diagram *diagram);

/* ---- diagram_type.c ---- */

/* The type in SQL; NULL when neither PostgreSQL nor a diagram's habit knows it. */
const char *diagram_type(Arena *arena, const char *type);

/* ---- diagram_sql.c ---- */

/* CREATE TABLE for all entities; ADD COLUMN for those that came later; ADD FOREIGN KEY. */
void diagram_add_tables(StrBuf *out, Diagram *diagram);
void diagram_add_columns(StrBuf *out, Diagram *diagram);
void diagram_add_keys(StrBuf *out, Diagram *diagram);

#endif
