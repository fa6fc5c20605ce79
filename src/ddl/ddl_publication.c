/*
 * ddl_publication.c - publications: their tables come and go, so the statement is written anew.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_edit.h"
#include "ddl/ddl_kept.h"

static void
add_table(StrBuf *out, const PublicationTable *table, bool is_first)
{
    const char *separator = " (";

    strbuf_printf(out, "%s%s", is_first ? "TABLE " : "",
                  quote_qualified(out->arena, table->schema, table->name));
    for (const Name *at = table->columns.first; at != NULL; at = at->next)
    {
        strbuf_printf(out, "%s%s", separator, quote_ident(out->arena, at->text));
        separator = ", ";
    }
    strbuf_add(out, table->columns.count > 0 ? ")" : "");
    if (table->where != NULL)
        strbuf_printf(out, " WHERE (%s)", table->where->sql);
}

static void
add_options(StrBuf *out, const OptionList *options)
{
    const char *separator = " WITH (";

    for (const Option *at = options->first; at != NULL; at = at->next)
    {
        strbuf_printf(out, "%s%s", separator, quote_ident(out->arena, at->name));
        if (at->value != NULL)
            strbuf_printf(out, " = %s", quote_literal(out->arena, at->value));
        separator = ", ";
    }
    strbuf_add(out, options->count > 0 ? ")" : "");
}

static void
write_sql(Reader *reader, Other *other)
{
    const Publication *publication = other->publication;
    StrBuf text = strbuf_new(reader->arena);
    const char *separator = " FOR ";

    strbuf_printf(&text, "CREATE PUBLICATION %s%s", quote_ident(reader->turn, other->name),
                  publication->is_all_tables ? " FOR ALL TABLES" : "");
    other->references = (ReferenceList){0};
    for (const PublicationTable *at = publication->tables.first; at != NULL; at = at->next)
    {
        Reference *reference = arena_new_object(reader->arena, Reference);

        strbuf_add(&text, separator);
        add_table(&text, at, at == publication->tables.first);
        reference->kind = REFERENCE_RELATION;
        reference->schema = at->schema;
        reference->name = at->name;
        list_append(&other->references, reference);
        separator = ", ";
    }
    for (const Name *at = publication->schemas.first; at != NULL; at = at->next)
    {
        strbuf_printf(&text, "%s%s%s", separator,
                      at == publication->schemas.first ? "TABLES IN SCHEMA " : "",
                      quote_ident(reader->turn, at->text));
        separator = ", ";
    }
    add_options(&text, &publication->options);
    other->sql = text.text;
    other->search_path = NULL;
}

/* WHERE (…) after the name of the table. */
static const Expr *
where_of(Reader *reader, const PgPublicationTable *node)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_find(tokens, token_list_at(tokens, (size_t) node->relation->location), 0,
                                "where");

    if (node->whereClause == NULL || !token_list_is_char(tokens, at + 1, '('))
        return NULL;
    return ddl_expr(reader, node->whereClause, at + 2, token_list_close(tokens, at + 1));
}

static bool
take_table(Reader *reader, Publication *out, const PgPublicationTable *node)
{
    const Table *table = ddl_need_table(reader, node->relation, false);
    PublicationTable *item;

    if (table == NULL)
        return false;
    item = arena_new_object(reader->arena, PublicationTable);
    item->schema = table->schema;
    item->name = table->name;
    ddl_name_list(reader, &item->columns, node->columns);
    item->where = where_of(reader, node);
    list_append(&out->tables, item);
    return true;
}

/* What a list of objects names; false, with a Problem, when something is not there. */
static bool
take_objects(Reader *reader, Publication *out, const List *objects)
{
    ListCell *cell;

    foreach (cell, objects)
    {
        const PublicationObjSpec *object = lfirst_node(PublicationObjSpec, cell);
        const char *space = object->name;

        if (object->pubobjtype == PUBLICATIONOBJ_TABLE)
        {
            if (!take_table(reader, out, (const PgPublicationTable *) object->pubtable))
                return false;
            continue;
        }
        if (object->pubobjtype == PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA)
            space = ddl_creation_schema(reader, NULL);
        if (space == NULL || ddl_find_namespace(reader, space) == NULL)
        {
            ddl_error(reader, -1, "schema \"%s\" does not exist", space == NULL ? "" : space);
            return false;
        }
        name_list_add(reader->arena, &out->schemas, ddl_keep(reader, space));
    }
    return true;
}

void
ddl_publication_create(Reader *reader, const CreatePublicationStmt *statement)
{
    Publication *publication = arena_new_object(reader->arena, Publication);
    Other *other;

    publication->is_all_tables = statement->for_all_tables;
    if (!take_objects(reader, publication, statement->pubobjects))
        return;
    ddl_options(reader, &publication->options, statement->options);
    other = ddl_kept_create(
        reader, &(KeptName){.kind = OTHER_PUBLICATION, .name = statement->pubname}, false, false);
    if (other == NULL)
        return;
    other->publication = publication;
    write_sql(reader, other);
}

static PublicationTable *
find_table(const Publication *publication, const PublicationTable *wanted)
{
    for (PublicationTable *at = publication->tables.first; at != NULL; at = at->next)
    {
        if (str_equal(at->schema, wanted->schema) && str_equal(at->name, wanted->name))
            return at;
    }
    return NULL;
}

static void
remove_schema(NameList *schemas, const char *name)
{
    for (Name *at = schemas->first; at != NULL; at = at->next)
    {
        if (strcmp(at->text, name) != 0)
            continue;
        list_remove(schemas, at);
        return;
    }
}

/* What is added must not be there, what is dropped must. */
static bool
fits(Reader *reader, const Publication *publication, const Publication *change, bool is_there)
{
    for (const PublicationTable *at = change->tables.first; at != NULL; at = at->next)
    {
        if ((find_table(publication, at) != NULL) == is_there)
            continue;
        ddl_error(reader, -1, "relation \"%s\" is %s part of the publication", at->name,
                  is_there ? "not" : "already");
        return false;
    }
    for (const Name *at = change->schemas.first; at != NULL; at = at->next)
    {
        if (name_list_contains(&publication->schemas, at->text) == is_there)
            continue;
        ddl_error(reader, -1, "tables from schema \"%s\" are %s part of the publication", at->text,
                  is_there ? "not" : "already");
        return false;
    }
    return true;
}

static void
add_objects(Reader *reader, Publication *publication, const Publication *change)
{
    for (PublicationTable *at = change->tables.first, *next; at != NULL; at = next)
    {
        next = at->next;
        list_append(&publication->tables, at);
    }
    for (const Name *at = change->schemas.first; at != NULL; at = at->next)
        name_list_add(reader->arena, &publication->schemas, at->text);
}

static void
drop_objects(Publication *publication, const Publication *change)
{
    for (const PublicationTable *at = change->tables.first; at != NULL; at = at->next)
        list_remove(&publication->tables, find_table(publication, at));
    for (const Name *at = change->schemas.first; at != NULL; at = at->next)
        remove_schema(&publication->schemas, at->text);
}

void
ddl_publication_alter(Reader *reader, const AlterPublicationStmt *statement)
{
    Other *other =
        ddl_kept_find(reader, &(KeptName){.kind = OTHER_PUBLICATION, .name = statement->pubname});
    bool is_drop = statement->action == AP_DropObjects;
    Publication change = {0};

    if (other == NULL || other->publication == NULL)
    {
        ddl_error(reader, -1, "publication \"%s\" does not exist", statement->pubname);
        return;
    }
    if (!take_objects(reader, &change, statement->pubobjects))
        return;
    if (statement->action != AP_SetObjects && !fits(reader, other->publication, &change, is_drop))
        return;
    if (statement->action == AP_SetObjects && statement->pubobjects != NIL)
    {
        other->publication->tables = (PublicationTableList){0};
        other->publication->schemas = (NameList){0};
    }
    if (is_drop)
        drop_objects(other->publication, &change);
    else
        add_objects(reader, other->publication, &change);
    ddl_options(reader, &other->publication->options, statement->options);
    write_sql(reader, other);
}

void
ddl_publication_follow(Reader *reader, const char *space, const char *name, const char *new_space,
                       const char *new_name)
{
    const PublicationTable wanted = {.schema = space, .name = name};

    for (Other *at = reader->schema->others.first; at != NULL; at = at->next)
    {
        PublicationTable *table =
            at->publication == NULL ? NULL : find_table(at->publication, &wanted);

        if (table == NULL)
            continue;
        table->schema = new_space;
        table->name = new_name;
        if (new_name == NULL)
            list_remove(&at->publication->tables, table);
        write_sql(reader, at);
    }
}

void
ddl_publication_rename(Reader *reader, Other *other, const char *name)
{
    for (OtherChange *at = other->changes.first; at != NULL; at = at->next)
        at->sql = ddl_rewrite_word(reader, at->sql, other->name, name);
    other->name = name;
    write_sql(reader, other);
}

void
ddl_publication_follow_column(Reader *reader, const EditName *name)
{
    const PublicationTable wanted = {.schema = name->table->schema, .name = name->table->name};

    for (Other *at = reader->schema->others.first; at != NULL; at = at->next)
    {
        PublicationTable *table =
            at->publication == NULL ? NULL : find_table(at->publication, &wanted);

        if (table == NULL)
            continue;
        for (Name *column = table->columns.first; column != NULL; column = column->next)
            column->text = strcmp(column->text, name->old) == 0 ? name->new : column->text;
        table->where = ddl_edit_expr(reader, table->where, name, name->table);
        write_sql(reader, at);
    }
}
