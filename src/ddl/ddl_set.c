/*
 * ddl_set.c - schemas, extensions, settings, and the SELECTs that dumps use as statements.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

/* The next CREATE or GRANT that begins an element: both are reserved words. */
static size_t
next_element(const TokenList *tokens, size_t from)
{
    while (from < tokens->count &&
           !(tokens->items[from].depth == 0 &&
             (token_list_is(tokens, from, "create") || token_list_is(tokens, from, "grant"))))
        from++;
    return from;
}

/* CREATE SCHEMA s CREATE TABLE … CREATE VIEW …: each is read as if it were alone, within s. */
static void
create_elements(Reader *reader, const Namespace *space, const List *elements)
{
    NameList path = reader->search_path;
    const char *path_text = reader->search_path_text;
    StrBuf text = strbuf_new(reader->arena);
    size_t whole = ddl_tokens(reader)->count;
    size_t at = next_element(&reader->tokens, 1);
    ListCell *cell;

    reader->search_path = (NameList){0};
    ddl_path_add(reader, &text, space->name);
    for (const Name *name = path.first; name != NULL; name = name->next)
        ddl_path_add(reader, &text, name->text);
    reader->search_path_text = text.text;
    foreach (cell, elements)
    {
        reader->tokens.count = whole;
        reader->first_token = at;
        reader->tokens.count = at = next_element(&reader->tokens, at + 1);
        ddl_apply(reader, lfirst(cell));
    }
    reader->tokens.count = whole;
    reader->first_token = 0;
    reader->search_path = path;
    reader->search_path_text = path_text;
}

void
ddl_schema_create(Reader *reader, const void *node)
{
    const CreateSchemaStmt *statement = node;
    const char *name = statement->schemaname;
    Namespace *space;

    if (name == NULL && statement->authrole != NULL)
        name = statement->authrole->rolename;
    if (name == NULL)
        return;
    space = schema_find_namespace(reader->schema, name);
    if (space != NULL && !statement->if_not_exists)
    {
        ddl_error(reader, -1, "schema \"%s\" already exists", name);
        return;
    }
    if (space == NULL)
    {
        space = arena_new_object(reader->arena, Namespace);
        space->name = ddl_keep(reader, name);
        space->location = ddl_location(reader, -1);
        space->ordinal = reader->ordinal;
        schema_add_namespace(reader->schema, space);
    }
    if (statement->authrole != NULL)
        space->owner = ddl_role(reader, statement->authrole);
    create_elements(reader, space, statement->schemaElts);
}

/* Extensions whose control file names the schema: they accept no other. */
static bool
has_own_schema(const char *name)
{
    static const char *const names[] = {
        "adminpack",
        "citus",
        "citus_columnar",
        "pg_cron",
        "pglogical",
        "plperl",
        "plperlu",
        "plpgsql",
        "plpython3u",
        "plpythonu",
        "pltcl",
        "pltclu",
        "plv8",
        "postgis_tiger_geocoder",
        "postgis_topology",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

void
ddl_extension_create(Reader *reader, const void *node)
{
    const CreateExtensionStmt *statement = node;
    Extension *extension;
    ListCell *cell;

    for (extension = reader->schema->extensions.first; extension != NULL;
         extension = extension->next)
    {
        if (strcmp(extension->name, statement->extname) != 0)
            continue;
        if (!statement->if_not_exists)
            ddl_error(reader, -1, "extension \"%s\" already exists", statement->extname);
        return;
    }
    extension = arena_new_object(reader->arena, Extension);
    extension->name = ddl_keep(reader, statement->extname);
    extension->location = ddl_location(reader, -1);
    extension->ordinal = reader->ordinal;
    foreach (cell, statement->options)
    {
        const DefElem *element = lfirst_node(DefElem, cell);

        if (strcmp(element->defname, "schema") == 0)
            extension->schema = ddl_keep(reader, strVal(element->arg));
        else if (strcmp(element->defname, "new_version") == 0)
            extension->version = ddl_keep(reader, strVal(element->arg));
    }
    if (extension->schema == NULL && !has_own_schema(extension->name))
        extension->schema = ddl_creation_schema(reader, NULL);
    list_append(&reader->schema->extensions, extension);
}

static const char *
single_value(Reader *reader, const List *args)
{
    const A_Const *value = args == NIL ? NULL : linitial(args);

    if (value == NULL || !IsA(value, A_Const) || !IsA(&value->val, String) ||
        *value->val.sval.sval == '\0')
        return NULL;
    return ddl_keep(reader, value->val.sval.sval);
}

/* False for SET LOCAL without a transaction, which does nothing. */
static bool
prepare_path(Reader *reader, bool is_local)
{
    if (is_local && !reader->in_transaction)
        return false;
    if (is_local && !reader->is_path_local)
    {
        reader->session_search_path = reader->search_path;
        reader->session_search_path_text = reader->search_path_text;
    }
    reader->is_path_local = is_local;
    return true;
}

/* RESET ALL, DISCARD ALL */
static void
reset_all(Reader *reader)
{
    if (prepare_path(reader, false))
        ddl_path_reset(reader);
    reader->default_tablespace = reader->default_access_method = NULL;
}

void
ddl_discard(Reader *reader, const void *node)
{
    if (((const DiscardStmt *) node)->target == DISCARD_ALL)
        reset_all(reader);
}

static void
set_path(Reader *reader, const VariableSetStmt *statement)
{
    if (!prepare_path(reader, statement->is_local))
        return;
    if (statement->kind == VAR_SET_VALUE)
        ddl_path_set(reader, statement->args);
    else
        ddl_path_reset(reader);
}

void
ddl_variable_set(Reader *reader, const void *node)
{
    const VariableSetStmt *statement = node;
    bool is_value = statement->kind == VAR_SET_VALUE;

    if (statement->kind == VAR_RESET_ALL)
        reset_all(reader);
    if (statement->name == NULL)
        return;
    if (strcasecmp(statement->name, "search_path") == 0)
        set_path(reader, statement);
    else if (strcasecmp(statement->name, "default_tablespace") == 0)
        reader->default_tablespace = is_value ? single_value(reader, statement->args) : NULL;
    else if (strcasecmp(statement->name, "default_table_access_method") == 0)
        reader->default_access_method = is_value ? single_value(reader, statement->args) : NULL;
    else if (strcasecmp(statement->name, "client_encoding") == 0)
        reader->encoding = is_value ? ddl_encoding(single_value(reader, statement->args)) : NULL;
    else if (strcasecmp(statement->name, "standard_conforming_strings") == 0)
    {
        const char *value = is_value ? single_value(reader, statement->args) : NULL;

        reader->splitter.escapes = value != NULL && strcasecmp(value, "off") == 0;
    }
}

void
ddl_set_begin(Reader *reader)
{
    reader->outer_search_path = reader->search_path;
    reader->outer_search_path_text = reader->search_path_text;
}

void
ddl_set_end(Reader *reader, bool is_commit)
{
    bool was_local = reader->is_path_local;

    reader->is_path_local = false;
    if (is_commit && was_local)
    {
        reader->search_path = reader->session_search_path;
        reader->search_path_text = reader->session_search_path_text;
    }
    if (is_commit)
        return;
    reader->search_path = reader->outer_search_path;
    reader->search_path_text = reader->outer_search_path_text;
}

/* The constants of a call; NULL where an argument is something else. */
static const char *
argument_text(Reader *reader, const FuncCall *call, int position)
{
    const Node *node = list_length(call->args) > position ? list_nth(call->args, position) : NULL;
    const A_Const *value;

    while (node != NULL && IsA(node, TypeCast))
        node = ((const TypeCast *) node)->arg;
    value = (const A_Const *) node;
    if (node == NULL || !IsA(node, A_Const) || value->isnull)
        return NULL;
    if (IsA(&value->val, String))
        return ddl_keep(reader, value->val.sval.sval);
    if (IsA(&value->val, Integer))
        return arena_printf(reader->turn, "%d", value->val.ival.ival);
    if (IsA(&value->val, Float))
        return ddl_keep(reader, value->val.fval.fval);
    return NULL;
}

static bool
is_true(const Node *node)
{
    const A_Const *constant;

    while (node != NULL && IsA(node, TypeCast))
        node = ((const TypeCast *) node)->arg;
    constant = (const A_Const *) node;
    if (node == NULL || !IsA(node, A_Const))
        return false;
    if (IsA(&constant->val, Boolean))
        return constant->val.boolval.boolval;
    return IsA(&constant->val, String) && constant->val.sval.sval[0] == 't';
}

/* set_config('search_path', 'a, "B"', false) */
static void
set_path_text(Reader *reader, const char *value)
{
    Error error = {.arena = reader->turn};
    ParseTree tree;
    size_t position;
    char *statement = arena_printf(reader->turn, "SET search_path = %s", value);

    if (*value == '\0')
    {
        ddl_path_set(reader, NIL);
        return;
    }
    if (!parse_open(statement, &tree, &position, &error))
        return;
    ddl_path_set(
        reader,
        ((const VariableSetStmt *) linitial_node(RawStmt, (const List *) tree.statements)->stmt)
            ->args);
    parse_close(&tree);
}

/* setval(sequence, 5, false): the next value will be 5. */
static void
set_value(Reader *reader, Sequence *sequence, const FuncCall *call, int64_t value)
{
    const Node *called = list_length(call->args) > 2 ? lthird(call->args) : NULL;
    bool is_called = called == NULL || is_true(called);

    (void) reader; /* all setters have one shape */
    if (is_called)
        sequence->last_value = value;
    else
        sequence->last_value = value == sequence->start ? 0 : value - sequence->increment;
}

static void
set_sequence(Reader *reader, const FuncCall *call)
{
    const char *name = argument_text(reader, call, 0);
    const char *value = argument_text(reader, call, 1);
    ReferenceList references = {0};
    Relation found;

    if (name == NULL || value == NULL)
        return;
    ddl_references(reader->turn, call, &references);
    for (const Reference *at = references.first; at != NULL; at = at->next)
    {
        if (at->kind != REFERENCE_RELATION)
            continue;
        found = ddl_find_relation(reader, at->schema, at->name);
        if (found.sequence != NULL)
            set_value(reader, found.sequence, call, strtoll(value, NULL, 10));
        else
            ddl_error(reader, call->location, "relation \"%s\" does not exist", name);
        return;
    }
}

static bool
apply_call(Reader *reader, const SelectStmt *select, const FuncCall *call)
{
    const char *name = strVal(llast(call->funcname));

    if (strcmp(name, "setval") == 0)
    {
        set_sequence(reader, call);
        return true;
    }
    if (strcmp(name, "set_config") == 0)
    {
        const char *setting = argument_text(reader, call, 0);
        const char *value = argument_text(reader, call, 1);

        if (setting != NULL && value != NULL && strcasecmp(setting, "search_path") == 0 &&
            prepare_path(reader, is_true(list_length(call->args) > 2 ? lthird(call->args) : NULL)))
            set_path_text(reader, value);
        return true;
    }
    if (ddl_call(reader, select, call))
        return true;
    ddl_remark(reader, call->location, "SELECT %s(…) is not executed", name);
    return false;
}

void
ddl_select(Reader *reader, const void *node)
{
    const SelectStmt *statement = node;
    ListCell *cell;

    if (statement->intoClause != NULL)
    {
        ddl_table_select_into(reader, statement);
        return;
    }
    foreach (cell, statement->targetList)
    {
        const ResTarget *target = lfirst_node(ResTarget, cell);

        if (target->val != NULL && IsA(target->val, FuncCall))
            (void) apply_call(reader, statement,
                              (const FuncCall *) target->val); /* said what it did not do */
    }
}
