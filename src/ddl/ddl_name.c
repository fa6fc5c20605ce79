/*
 * ddl_name.c - which object a name means, and which names are chosen.
 *
 * PostgreSQL looks along search_path. Schemas are not required to exist before they are used: a
 * file that relies on a schema made elsewhere is still read.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

/* Its address tells a path that nobody set from one that is set to the same. */
static const char default_path[] = "public";

static const char *
value_text(Reader *reader, const Node *value)
{
    if (IsA(value, A_Const) && IsA(&((const A_Const *) value)->val, String))
        return ddl_keep(reader, ((const A_Const *) value)->val.sval.sval);
    return "";
}

void
ddl_path_add(Reader *reader, StrBuf *text, const char *name)
{
    strbuf_separate(text, ", ");
    quote_add_ident(text, name);
    if (*name != '\0' && strcmp(name, "$user") != 0 && strcmp(name, "pg_catalog") != 0)
        name_list_add(reader->arena, &reader->search_path, name);
}

void
ddl_path_set(Reader *reader, const List *values)
{
    StrBuf text = strbuf_new(reader->arena);
    ListCell *cell;

    reader->search_path = (NameList){0};
    foreach (cell, values)
        ddl_path_add(reader, &text, value_text(reader, lfirst(cell)));
    reader->search_path_text = reader->search_path.count == 0 ? NULL : text.text;
}

void
ddl_path_reset(Reader *reader)
{
    reader->search_path = (NameList){0};
    name_list_add(reader->arena, &reader->search_path, "public");
    reader->search_path_text = default_path;
}

const char *
ddl_path_literals(Reader *reader)
{
    StrBuf text = strbuf_new(reader->arena);

    if (reader->search_path_text == default_path)
        strbuf_add(&text, "'$user'");
    for (const Name *name = reader->search_path.first; name != NULL; name = name->next)
    {
        strbuf_separate(&text, ", ");
        quote_add_literal(&text, name->text);
    }
    return text.length == 0 ? "''" : text.text;
}

void
ddl_split_names(const List *names, const char **space, const char **name)
{
    int count = list_length(names);

    *space = count > 1 ? strVal(list_nth(names, count - 2)) : NULL;
    *name = count > 0 ? strVal(list_nth(names, count - 1)) : "";
}

/* The first that exists; where none does, one was made elsewhere. */
static const char *
first_of_path(Reader *reader)
{
    for (const Name *path = reader->search_path.first; path != NULL; path = path->next)
    {
        if (strcmp(path->text, "public") == 0 ||
            schema_find_namespace(reader->schema, path->text) != NULL)
            return path->text;
    }
    return reader->search_path.first != NULL ? reader->search_path.first->text : NULL;
}

const char *
ddl_creation_schema(Reader *reader, const char *written)
{
    const char *name = written;
    Namespace *space;

    if (name == NULL)
        name = first_of_path(reader);
    if (name == NULL || strcmp(name, "public") == 0)
        return "public";
    space = schema_find_namespace(reader->schema, name);
    if (space != NULL)
        return space->name;
    ddl_remark(reader, -1, "schema \"%s\" does not exist: taken as given", name);
    space = arena_new_object(reader->arena, Namespace);
    space->name = ddl_keep(reader, name);
    space->location = ddl_location(reader, -1);
    space->ordinal = reader->ordinal;
    schema_add_namespace(reader->schema, space);
    return space->name;
}

/* The schema on the path where extensions are, the one of that name before all; or NULL. */
static const char *
schema_of_extension(Reader *reader, const char *name)
{
    const char *found = NULL;

    for (const Name *path = reader->search_path.first; path != NULL; path = path->next)
    {
        for (const Extension *at = reader->schema->extensions.first; at != NULL; at = at->next)
        {
            if (!str_equal(at->schema, path->text))
                continue;
            if (strcmp(at->name, name) == 0)
                return at->schema;
            found = found == NULL ? at->schema : found;
        }
    }
    return found;
}

const char *
ddl_guess_schema(Reader *reader, OtherKind kind, const char *name)
{
    const Other *other = kind == OTHER_MISCELLANEOUS ? NULL : ddl_other_find(reader, kind, name);
    const char *extension;

    if (other != NULL && other->schema != NULL)
        return other->schema;
    extension = schema_of_extension(reader, name);
    if (extension != NULL)
        return extension;
    for (const Name *path = reader->search_path.first; path != NULL; path = path->next)
    {
        if (strcmp(path->text, "public") == 0)
            return "public";
    }
    return reader->search_path.first != NULL ? reader->search_path.first->text : "public";
}

Namespace *
ddl_find_namespace(Reader *reader, const char *name)
{
    Namespace *space = schema_find_namespace(reader->schema, name);

    if (space != NULL || strcmp(name, "public") != 0)
        return space;
    space = arena_new_object(reader->arena, Namespace);
    space->name = "public";
    space->location = ddl_location(reader, -1);
    space->ordinal = reader->ordinal;
    schema_add_namespace(reader->schema, space);
    return space;
}

static Relation
find_in_schema(const Schema *schema, const char *space, const char *name)
{
    Relation found = {.table = schema_find_table(schema, space, name)};

    if (found.table == NULL)
        found.view = schema_find_view(schema, space, name);
    if (found.table == NULL && found.view == NULL)
        found.index = schema_find_index(schema, space, name);
    if (found.table == NULL && found.view == NULL && found.index == NULL)
        found.sequence = schema_find_sequence(schema, space, name);
    if (!ddl_relation_exists(found))
        found.composite = schema_find_type(schema, space, name);
    if (found.composite != NULL && found.composite->kind != TYPE_COMPOSITE)
        found.composite = NULL;
    return found;
}

bool
ddl_relation_exists(Relation relation)
{
    return relation.table != NULL || relation.view != NULL || relation.sequence != NULL ||
           relation.index != NULL || relation.composite != NULL;
}

Relation
ddl_find_relation(Reader *reader, const char *space, const char *name)
{
    Relation found = {0};

    if (space != NULL)
        return find_in_schema(reader->schema, space, name);
    found = find_in_schema(reader->schema, "pg_temp", name);
    for (const Name *path = reader->search_path.first; path != NULL && !ddl_relation_exists(found);
         path = path->next)
        found = find_in_schema(reader->schema, path->text, name);
    return found;
}

Relation
ddl_find_var(Reader *reader, const RangeVar *var)
{
    return ddl_find_relation(reader, var->schemaname, var->relname);
}

Relation
ddl_find_names(Reader *reader, const List *names)
{
    const char *space;
    const char *name;

    ddl_split_names(names, &space, &name);
    return ddl_find_relation(reader, space, name);
}

Type *
ddl_find_type(Reader *reader, const char *space, const char *name)
{
    Type *found = NULL;

    if (space != NULL)
        return schema_find_type(reader->schema, space, name);
    for (const Name *path = reader->search_path.first; path != NULL && found == NULL;
         path = path->next)
        found = schema_find_type(reader->schema, path->text, name);
    return found;
}

Table *
ddl_need_table(Reader *reader, const RangeVar *var, bool missing_ok)
{
    Relation found = ddl_find_var(reader, var);

    if (found.table != NULL || missing_ok)
        return found.table;
    if (ddl_relation_exists(found))
        ddl_error(reader, var->location, "\"%s\" is not a table", var->relname);
    else
        ddl_error(reader, var->location, "relation \"%s%s%s\" does not exist",
                  var->schemaname == NULL ? "" : var->schemaname,
                  var->schemaname == NULL ? "" : ".", var->relname);
    return NULL;
}

bool
ddl_name_is_taken(Reader *reader, const char *space, const char *name, bool if_not_exists)
{
    Location first;

    if (!schema_has_relation(reader->schema, space, name))
        return false;
    first = ddl_twice_first(ddl_find_relation(reader, space, name));
    if (!if_not_exists && first.file == NULL)
        ddl_error(reader, -1, "relation \"%s\" already exists", name);
    else if (!if_not_exists)
        ddl_error(reader, -1, "relation \"%s\" already exists, first defined at %s:%u", name,
                  first.file, first.line);
    return true;
}

/* Counts live in the map as pointers: only whether a name is used matters, and how often. */
static char *
name_key(Reader *reader, const char *space, const char *name)
{
    return arena_printf(reader->turn, "%s\x01%s", space, name);
}

void
ddl_constraint_name_add(Reader *reader, const char *space, const char *name)
{
    char *key = name_key(reader, space, name);
    uintptr_t count = (uintptr_t) map_get(reader->constraint_names, key);

    map_put(reader->constraint_names, key, (void *) (count + 1));
}

void
ddl_constraint_name_remove(Reader *reader, const char *space, const char *name)
{
    char *key = name_key(reader, space, name);
    uintptr_t count = (uintptr_t) map_get(reader->constraint_names, key);

    if (count > 0)
        map_put(reader->constraint_names, key, (void *) (count - 1));
}

static bool
constraint_exists(Reader *reader, const char *space, const char *name)
{
    return map_get(reader->constraint_names, name_key(reader, space, name)) != NULL;
}

const char *
ddl_choose_constraint_name(Reader *reader, const char *space, const char *name1, const char *name2,
                           const char *label)
{
    char *name = name_make(reader->arena, name1, name2, label);

    for (unsigned pass = 1; constraint_exists(reader, space, name); pass++)
        name =
            name_make(reader->arena, name1, name2, arena_printf(reader->turn, "%s%u", label, pass));
    return name;
}

const char *
ddl_choose_index_name(Reader *reader, const char *space, const char *name1, const char *name2,
                      const char *label, bool is_constraint)
{
    char *name = name_make(reader->arena, name1, name2, label);

    for (unsigned pass = 1; schema_has_relation(reader->schema, space, name) ||
                            (is_constraint && constraint_exists(reader, space, name));
         pass++)
        name =
            name_make(reader->arena, name1, name2, arena_printf(reader->turn, "%s%u", label, pass));
    return name;
}

/* One name of a search_path as text, and where the next begins. */
static const char *
next_of_path(Arena *arena, const char **at)
{
    Token token = token_next(*at, strlen(*at), 0, false);
    const char *start = *at + token.start;
    size_t length = token.end - token.start;

    while (token.kind != TOKEN_WORD && token.kind != TOKEN_QUOTED && token.kind != TOKEN_END)
    {
        *at += token.end;
        token = token_next(*at, strlen(*at), 0, false);
        start = *at + token.start;
        length = token.end - token.start;
    }
    if (token.kind == TOKEN_END)
        return NULL;
    *at += token.end;
    return token.kind == TOKEN_QUOTED ? arena_strndup(arena, start + 1, length - 2)
                                      : arena_strndup(arena, start, length);
}

bool
ddl_path_means(Reader *reader, const char *path, const char *space, const char *name)
{
    const char *at = path;
    const char *one;

    while (at != NULL && (one = next_of_path(reader->turn, &at)) != NULL)
    {
        if (str_equal(one, space))
            return true;
        if (schema_has_relation(reader->schema, one, name))
            return false;
    }
    return false;
}
