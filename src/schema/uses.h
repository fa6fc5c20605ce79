/*
 * uses.h - which objects of a model name a name: a rename or a drop looks at those alone.
 *
 * It is about bare names and errs on the safe side: who is told of may no longer name it, or may name
 * something else that is called so. An object that was found by its name since the last statement
 * began may have changed, and is told of always; the rest is noted when somebody asks.
 */
#ifndef TENFOLD_SCHEMA_USES_H
#define TENFOLD_SCHEMA_USES_H

#include "schema/schema.h"

typedef enum UserKind
{
    USER_TABLE,
    USER_VIEW,
    USER_SEQUENCE,
    USER_TYPE,
    USER_ROUTINE,
    USER_KINDS
} UserKind;

enum
{
    USES_GONE = UINT32_MAX /* the `touched` of an object that was taken out of the model */
};

typedef struct Uses Uses;

typedef struct Users
{
    void **items; /* Table *, View * …, by the kind that was asked for */
    size_t count;
} Users;

/* Begins, or begins anew after the model was exchanged. Without it every object may use all names. */
void uses_start(Schema *schema, Arena *arena);

/* A statement begins: what earlier ones touched stays as it is. */
void uses_turn(Schema *schema);

/* The object may get to use other names in this statement. */
void uses_touch(const Schema *schema, UserKind kind, void *object);

/* All objects of a kind. */
Users uses_all(const Schema *schema, Arena *arena, UserKind kind);

/* The objects of a kind that may use the name, which are thereby touched. */
Users uses_of(const Schema *schema, Arena *arena, UserKind kind, const char *name);

#endif
