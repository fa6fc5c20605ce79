#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_edit.h"
#include "ddl/ddl_result.h"

/* The tokens at the end of a view that are not its query: WITH … CHECK OPTION, WITH [NO] DATA. */
static size_t
query_end(const TokenList *tokens, bool is_materialized)
{
    size_t end = tokens->count;

    if (is_materialized)
    {
        if (!token_list_is(tokens, end - 1, "data"))
            return end;
        end -= token_list_is(tokens, end - 2, "no") ? 2 : 1;
        return token_list_is(tokens, end - 1, "with") ? end - 1 : tokens->count;
    }
    if (end < 4 || !token_list_is(tokens, end - 1, "option") ||
        !token_list_is(tokens, end - 2, "check"))
        return end;
    end -= 2;
    if (token_list_is(tokens, end - 1, "cascaded") || token_list_is(tokens, end - 1, "local"))
        end--;
    return token_list_is(tokens, end - 1, "with") ? end - 1 : tokens->count;
}

static const Expr *
view_query(Reader *reader, const Node *query, const RangeVar *name, bool is_materialized)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t as = token_list_find(tokens, token_list_at(tokens, (size_t) name->location), 0, "as");

    return ddl_expr(reader, query, as + 1, query_end(tokens, is_materialized));
}

static void
add_option(Reader *reader, OptionList *options, const char *name, const char *value)
{
    Option *option = arena_new_object(reader->arena, Option);

    option->name = name;
    option->value = value;
    list_append(options, option);
}

/* A new view, or the old one with its definition taken out. */
static View *
view_for(Reader *reader, const ViewStmt *statement, const char *space, const ColumnList *columns)
{
    Relation old = ddl_find_relation(reader, space, statement->view->relname);
    View *view = old.view;

    if (view != NULL && statement->replace && !view->is_materialized)
    {
        if (!ddl_result_may_replace(reader, &view->columns, columns))
            return NULL;
        view->column_names = (NameList){0};
        view->options = (OptionList){0};
        return view;
    }
    if (ddl_name_is_taken(reader, space, statement->view->relname, false))
        return NULL;
    view = arena_new_object(reader->arena, View);
    view->schema = space;
    view->name = ddl_keep(reader, statement->view->relname);
    if (strcmp(space, "pg_temp") != 0)
        ddl_grant_new(reader, 'r', space, &view->grants);
    schema_add_view(reader->schema, view);
    return view;
}

void
ddl_view_create(Reader *reader, const void *node)
{
    const ViewStmt *statement = node;
    bool is_temporary = statement->view->relpersistence == LETTER_TEMPORARY;
    const char *space =
        is_temporary ? "pg_temp" : ddl_creation_schema(reader, statement->view->schemaname);
    const TokenList *tokens = ddl_tokens(reader);
    NameList names = {0};
    ColumnList columns = {0};
    View *view;

    ddl_name_list(reader, &names, statement->aliases);
    if (!ddl_result(reader, statement->query, &names, &columns))
        return;
    view = view_for(reader, statement, space, &columns);
    if (view == NULL)
        return;
    view->columns = columns;
    view->column_names = names;
    view->persistence = is_temporary ? PERSISTENCE_TEMPORARY : PERSISTENCE_LOGGED;
    view->location = ddl_location(reader, -1);
    view->ordinal = reader->ordinal;
    view->is_populated = true;
    ddl_options(reader, &view->options, statement->options);
    if (statement->withCheckOption != NO_CHECK_OPTION)
        add_option(reader, &view->options, "check_option",
                   token_list_is(tokens, tokens->count - 3, "local") ? "local" : "cascaded");
    view->query = view_query(reader, statement->query, statement->view, false);
    view->is_recursive = token_list_find(tokens, 0, 0, "recursive") <
                         token_list_at(tokens, (size_t) statement->view->location);
    /* The grammar wraps a recursive view's query into WITH RECURSIVE; the text is what was written. */
}

void
ddl_view_create_materialized(Reader *reader, const CreateTableAsStmt *statement)
{
    const IntoClause *into = statement->into;
    const char *space = ddl_creation_schema(reader, into->rel->schemaname);
    NameList names = {0};
    ColumnList columns = {0};
    View *view;

    if (ddl_name_is_taken(reader, space, into->rel->relname, statement->if_not_exists))
        return;
    ddl_name_list(reader, &names, into->colNames);
    if (!ddl_result(reader, statement->query, &names, &columns))
        return;
    view = arena_new_object(reader->arena, View);
    view->schema = space;
    view->name = ddl_keep(reader, into->rel->relname);
    view->columns = columns;
    view->column_names = names;
    view->is_materialized = true;
    view->is_populated = !into->skipData;
    view->location = ddl_location(reader, -1);
    view->ordinal = reader->ordinal;
    ddl_options(reader, &view->options, into->options);
    view->tablespace = into->tableSpaceName != NULL ? ddl_keep(reader, into->tableSpaceName)
                                                    : reader->default_tablespace;
    if (into->accessMethod != NULL && strcmp(into->accessMethod, "heap") != 0)
        view->access_method = ddl_keep(reader, into->accessMethod);
    view->query = view_query(reader, statement->query, into->rel, true);
    ddl_grant_new(reader, 'r', space, &view->grants);
    schema_add_view(reader->schema, view);
}

void
ddl_view_refresh(Reader *reader, const void *node)
{
    const RefreshMatViewStmt *statement = node;
    View *view = ddl_find_var(reader, statement->relation).view;

    if (view != NULL)
        view->is_populated = !statement->skipData;
    else
        ddl_error(reader, statement->relation->location, "relation \"%s\" does not exist",
                  statement->relation->relname);
}

/* ALTER VIEW … ALTER COLUMN … SET DEFAULT */
static void
set_column_default(Reader *reader, View *view, const AlterTableCmd *command)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t first = token_list_find(tokens, reader->command_first, 0, "default") + 1;

    for (Option *option = view->column_defaults.first; option != NULL; option = option->next)
    {
        if (strcmp(option->name, command->name) != 0)
            continue;
        list_remove(&view->column_defaults, option);
        break;
    }
    if (command->def != NULL && first <= tokens->count)
        add_option(
            reader, &view->column_defaults, ddl_keep(reader, command->name),
            token_list_text(reader->arena, tokens, first, token_list_item_end(tokens, first)));
}

void
ddl_alter_view(Reader *reader, View *view, const AlterTableStmt *statement)
{
    ListCell *cell;

    reader->command_first =
        token_list_at(ddl_tokens(reader), (size_t) statement->relation->location);
    foreach (cell, statement->cmds)
    {
        const AlterTableCmd *command = lfirst_node(AlterTableCmd, cell);

        switch (command->subtype)
        {
        case AT_ChangeOwner:
            ddl_grant_owner(reader, &view->grants, view->owner,
                            ddl_role(reader, command->newowner));
            view->owner = ddl_role(reader, command->newowner);
            break;
        case AT_SetRelOptions:
            ddl_options(reader, &view->options, (const List *) command->def);
            break;
        case AT_ResetRelOptions:
            ddl_options_reset(reader, &view->options, (const List *) command->def);
            break;
        case AT_ColumnDefault:
            set_column_default(reader, view, command);
            break;
        case AT_ClusterOn:
            for (Index *index = view->indexes.first; index != NULL; index = index->next)
                index->is_clustered = strcmp(index->name, command->name) == 0;
            break;
        case AT_AddColumn:
        case AT_DropColumn:
        case AT_AddConstraint:
        case AT_AlterColumnType:
            ddl_error(reader, -1, "ALTER action cannot be performed on view \"%s\"", view->name);
            break;
        default:
            ddl_remark(reader, -1, "this form of ALTER VIEW is not understood and was skipped");
            break;
        }
        reader->command_first = token_list_item_end(ddl_tokens(reader), reader->command_first) + 1;
    }
}

static Column *
find_column(const View *view, const char *name)
{
    for (Column *at = view->columns.first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, name) == 0)
            return at;
    }
    return NULL;
}

static void
rename_option(OptionList *options, const char *old, const char *new)
{
    for (Option *at = options->first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, old) == 0)
            at->name = new;
    }
}

/* What is said of its columns by name, in the view's own list and around it. */
static void
rename_around(View *view, Column *column, const char *new)
{
    rename_option(&view->column_comments, column->name, new);
    rename_option(&view->column_defaults, column->name, new);
    ddl_grant_column(&view->grants, column->name, new);
    for (Index *index = view->indexes.first; index != NULL; index = index->next)
    {
        for (IndexElement *at = index->elements.first; at != NULL; at = at->next)
        {
            if (str_equal(at->column, column->name))
                at->column = new;
        }
    }
}

void
ddl_view_rename_column(Reader *reader, View *view, const char *old, const char *new)
{
    Table stand_in = {.schema = view->schema, .name = view->name, .columns = view->columns};
    Column *column = find_column(view, old);

    if (view->columns.count == 0)
    {
        ddl_error(reader, -1,
                  "the columns of view \"%s\" are not known: the new name is not followed",
                  view->name);
        return;
    }
    if (column == NULL || find_column(view, new) != NULL)
    {
        ddl_error(reader, -1, "column \"%s\" of relation \"%s\" %s", column == NULL ? old : new,
                  view->name, column == NULL ? "does not exist" : "already exists");
        return;
    }
    ddl_rewrite(reader,
                &(EditName){.kind = EDIT_COLUMN, .table = &stand_in, .old = old, .new = new});
    rename_around(view, column, new);
    column->name = new;
    view->column_names = (NameList){0};
    for (const Column *at = view->columns.first; at != NULL; at = at->next)
        name_list_add(reader->arena, &view->column_names, at->name);
}
