/*
 * ddl_kept.c - objects that the model keeps as statements.
 *
 * An object is its CREATE and, in order, what changed it since; all of that is printed together. So a
 * rename is played again, and what comes after it speaks of the new name.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_kept.h"

static const struct
{
    ObjectType object;
    OtherKind kind;
    const char *about;
    bool has_schema;
} kinds[] = {
    {OBJECT_AGGREGATE, OTHER_AGGREGATE, NULL, true},
    {OBJECT_OPERATOR, OTHER_OPERATOR, NULL, true},
    {OBJECT_OPCLASS, OTHER_OPERATOR_CLASS, "class", true},
    {OBJECT_OPFAMILY, OTHER_OPERATOR_CLASS, "family", true},
    {OBJECT_CAST, OTHER_CAST, NULL, false},
    {OBJECT_COLLATION, OTHER_COLLATION, NULL, true},
    {OBJECT_CONVERSION, OTHER_CONVERSION, NULL, true},
    {OBJECT_TSCONFIGURATION, OTHER_TEXT_SEARCH, "configuration", true},
    {OBJECT_TSDICTIONARY, OTHER_TEXT_SEARCH, "dictionary", true},
    {OBJECT_TSPARSER, OTHER_TEXT_SEARCH, "parser", true},
    {OBJECT_TSTEMPLATE, OTHER_TEXT_SEARCH, "template", true},
    {OBJECT_STATISTIC_EXT, OTHER_STATISTICS, NULL, true},
    {OBJECT_PUBLICATION, OTHER_PUBLICATION, NULL, false},
    {OBJECT_FDW, OTHER_FOREIGN, "wrapper", false},
    {OBJECT_FOREIGN_SERVER, OTHER_FOREIGN, "server", false},
    {OBJECT_EVENT_TRIGGER, OTHER_EVENT_TRIGGER, NULL, false},
    {OBJECT_LANGUAGE, OTHER_LANGUAGE, NULL, false},
};

const char *
ddl_kept_types(Reader *reader, const List *types)
{
    StrBuf text = strbuf_new(reader->arena);
    ListCell *cell;

    foreach (cell, types)
    {
        const Node *type = lfirst(cell);

        strbuf_separate(&text, ",");
        if (type == NULL)
            strbuf_add(&text, "none");
        else if (IsA(type, FunctionParameter))
            strbuf_add(&text,
                       ddl_type_name(reader, ((const FunctionParameter *) type)->argType).text);
        else
            strbuf_add(&text, ddl_type_name(reader, (const PgTypeName *) type).text);
    }
    return text.text;
}

const char *
ddl_kept_role(Reader *reader, const RoleSpec *role)
{
    const char *name = ddl_role(reader, role);

    if (name != NULL)
        return name;
    return role->roletype == ROLESPEC_PUBLIC ? "public" : "current user";
}

/* Rules are named within their table; operator classes within their access method. */
static void
set_list_name(Reader *reader, ObjectType kind, const List *names, KeptName *out)
{
    bool has_method = false;

    if (kind == OBJECT_OPCLASS || kind == OBJECT_OPFAMILY)
    {
        out->about = arena_printf(reader->arena, "%s %s", out->about, strVal(linitial(names)));
        has_method = true;
    }
    ddl_split_names(names, &out->schema, &out->name);
    if (has_method && list_length(names) == 2)
        out->schema = NULL;
}

static const char *
relation_about(Relation found)
{
    return found.table != NULL ? found.table->name : found.view != NULL ? found.view->name : "";
}

static bool
rule_name(Reader *reader, const List *names, KeptName *out)
{
    List *relation = list_truncate(list_copy(names), list_length(names) - 1);

    out->kind = OTHER_RULE;
    out->name = strVal(llast(names));
    out->about = relation_about(ddl_find_names(reader, relation));
    return true;
}

bool
ddl_kept_name(Reader *reader, ObjectType kind, const Node *object, KeptName *out)
{
    const ObjectWithArgs *with_args = (const ObjectWithArgs *) object;
    size_t i = 0;

    *out = (KeptName){0};
    if (kind == OBJECT_RULE)
        return rule_name(reader, (const List *) object, out);
    while (i < ARRAY_LENGTH(kinds) && kinds[i].object != kind)
        i++;
    if (i == ARRAY_LENGTH(kinds))
        return false;
    out->kind = kinds[i].kind;
    out->about = kinds[i].about;
    if (kind == OBJECT_CAST)
        out->name = ddl_kept_types(reader, (const List *) object);
    else if (IsA(object, String))
        out->name = strVal(object);
    else if (IsA(object, ObjectWithArgs))
    {
        ddl_split_names(with_args->objname, &out->schema, &out->name);
        out->about = ddl_kept_types(reader, with_args->objargs);
    }
    else
        set_list_name(reader, kind, (const List *) object, out);
    return true;
}

static bool
is_same(const Other *other, const KeptName *name, const char *space)
{
    if (other->kind != name->kind || strcmp(other->name, name->name) != 0)
        return false;
    if (name->about != NULL && !str_equal(other->about, name->about))
        return false;
    return space == NULL || other->schema == NULL || strcmp(other->schema, space) == 0;
}

static Other *
find_in(Reader *reader, const KeptName *name, const char *space)
{
    for (Other *at = reader->schema->others.first; at != NULL; at = at->next)
    {
        if (is_same(at, name, space))
            return at;
    }
    return NULL;
}

Other *
ddl_kept_find(Reader *reader, const KeptName *name)
{
    Other *found = NULL;

    if (name->schema != NULL)
        return find_in(reader, name, name->schema);
    for (const Name *path = reader->search_path.first; path != NULL && found == NULL;
         path = path->next)
        found = find_in(reader, name, path->text);
    return found;
}

static bool
has_schema(OtherKind kind)
{
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
    {
        if (kinds[i].kind == kind)
            return kinds[i].has_schema;
    }
    return false;
}

/* OR REPLACE: what was said of the old one stays. */
static Other *
replace(Reader *reader, Other *other)
{
    other->sql = ddl_statement_text(reader);
    other->search_path = reader->search_path_text;
    other->references = (ReferenceList){0};
    other->location = ddl_location(reader, -1);
    return other;
}

Other *
ddl_kept_create(Reader *reader, const KeptName *name, bool is_replace, bool if_not_exists)
{
    KeptName whole = *name;
    Other *other;

    if (has_schema(name->kind))
        whole.schema = ddl_creation_schema(reader, name->schema);
    other = find_in(reader, &whole, whole.schema);
    if (other != NULL && is_replace)
        return replace(reader, other);
    if (other != NULL)
    {
        if (!if_not_exists)
            ddl_error(reader, -1, "\"%s\" already exists", name->name);
        return NULL;
    }
    other = ddl_other_add(reader, whole.kind, whole.schema, whole.name);
    other->about = ddl_keep(reader, whole.about);
    return other;
}

void
ddl_kept_change(Reader *reader, Other *other, OtherKind kind)
{
    OtherChange *change = arena_new_object(reader->arena, OtherChange);

    for (OtherChange *at = other->changes.first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (at->kind == kind && (kind == OTHER_COMMENT || kind == OTHER_OWNER))
            list_remove(&other->changes, at);
    }
    change->kind = kind;
    change->sql = ddl_statement_text(reader);
    change->search_path = reader->search_path_text;
    list_append(&other->changes, change);
}

bool
ddl_kept_change_of(Reader *reader, const KeptName *name, OtherKind kind)
{
    Other *other = ddl_kept_find(reader, name);

    if (other != NULL)
        ddl_kept_change(reader, other, kind);
    return other != NULL;
}

bool
ddl_kept_may_be_elsewhere(Reader *reader)
{
    return reader->schema->extensions.count > 0;
}

/* Foreign tables and user mappings name their server. */
static void
rename_server(Reader *reader, const char *old, const char *new)
{
    for (Table *at = reader->schema->tables.first; at != NULL; at = at->next)
    {
        if (str_equal(at->foreign_server, old))
            at->foreign_server = new;
    }
    for (Other *at = reader->schema->others.first; at != NULL; at = at->next)
    {
        if (at->kind != OTHER_FOREIGN || strcmp(at->name, old) != 0 ||
            strncmp(at->about == NULL ? "" : at->about, "user ", 5) != 0)
            continue;
        at->sql = ddl_rewrite_word(reader, at->sql, old, new);
        for (OtherChange *change = at->changes.first; change != NULL; change = change->next)
            change->sql = ddl_rewrite_word(reader, change->sql, old, new);
        at->name = new;
    }
}

bool
ddl_kept_rename(Reader *reader, const RenameStmt *statement)
{
    const char *new = ddl_keep(reader, statement->newname);
    KeptName name;
    KeptName wanted;
    Other *other;

    if (statement->renameType == OBJECT_RULE)
        name = (KeptName){.kind = OTHER_RULE,
                          .name = statement->subname,
                          .about = relation_about(ddl_find_var(reader, statement->relation))};
    else if (!ddl_kept_name(reader, statement->renameType, statement->object, &name))
        return false;
    other = ddl_kept_find(reader, &name);
    if (other == NULL)
        return false;
    wanted = name;
    wanted.name = new;
    wanted.schema = other->schema;
    if (find_in(reader, &wanted, other->schema) != NULL)
    {
        ddl_error(reader, -1, "\"%s\" already exists", new);
        return true;
    }
    if (other->kind == OTHER_COLLATION)
        ddl_rewrite_collation(reader, other, other->schema, new);
    if (str_equal(other->about, "server"))
        rename_server(reader, other->name, new);
    if (other->publication != NULL)
        ddl_publication_rename(reader, other, new);
    else
        ddl_kept_change(reader, other, OTHER_MISCELLANEOUS);
    other->name = new;
    return true;
}

bool
ddl_kept_set_schema(Reader *reader, const AlterObjectSchemaStmt *statement, const char *space)
{
    KeptName name;
    Other *other = NULL;

    if (ddl_kept_name(reader, statement->objectType, statement->object, &name))
        other = ddl_kept_find(reader, &name);
    if (other == NULL)
        return false;
    if (other->kind == OTHER_COLLATION)
        ddl_rewrite_collation(reader, other, space, other->name);
    ddl_kept_change(reader, other, OTHER_MISCELLANEOUS);
    other->schema = space;
    return true;
}

/* The first foreign table or user mapping of a server. */
static Table *
table_of_server(Reader *reader, const char *server)
{
    Table *at = reader->schema->tables.first;

    while (at != NULL && !str_equal(at->foreign_server, server))
        at = at->next;
    return at;
}

static Other *
mapping_of_server(Reader *reader, const char *server)
{
    for (Other *at = reader->schema->others.first; at != NULL; at = at->next)
    {
        if (at->kind == OTHER_FOREIGN && strcmp(at->name, server) == 0 && at->about != NULL &&
            strncmp(at->about, "user ", 5) == 0)
            return at;
    }
    return NULL;
}

static bool
free_server(Reader *reader, const char *server, bool is_cascade)
{
    Table *table;
    Other *mapping;

    while ((table = table_of_server(reader, server)) != NULL ||
           mapping_of_server(reader, server) != NULL)
    {
        if (!is_cascade)
        {
            ddl_error(reader, -1, "cannot drop server \"%s\": it is in use", server);
            return false;
        }
        mapping = mapping_of_server(reader, server);
        if (mapping != NULL)
            list_remove(&reader->schema->others, mapping);
        if (table == NULL)
            continue;
        ddl_drop_table(reader, table, true);
        if (table_of_server(reader, server) == table)
            return false;
    }
    return true;
}

bool
ddl_kept_drop(Reader *reader, const DropStmt *statement, const Node *object)
{
    KeptName name;
    Other *other = NULL;

    if (ddl_kept_name(reader, statement->removeType, object, &name))
        other = ddl_kept_find(reader, &name);
    if (other == NULL)
        return false;
    if (str_equal(other->about, "server") &&
        !free_server(reader, other->name, statement->behavior == DROP_CASCADE))
        return true;
    if (other->kind == OTHER_COLLATION &&
        !ddl_collation_is_free(reader, other, statement->behavior == DROP_CASCADE))
        return true;
    list_remove(&reader->schema->others, other);
    return true;
}
