/*
 * ddl.c - the statements of an input, one after the other.
 *
 * The splitter cuts, the parser reads, a table by node type says who applies. Nothing is executed:
 * DO blocks are followed as far as they are known, functions and queries are text. A statement in error is a Problem and the next one is
 * read; when it swallowed its neighbours, the splitter is set back to where they begin.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

enum
{
    WORK_MAXIMUM = 10000000 /* some seconds */
};

typedef void (*Handler)(Reader *reader, const void *node);

static void
count_data(Reader *reader, const void *node)
{
    (void) node;
    if (reader->data_statements++ == 0)
        reader->data_location = ddl_location(reader, -1);
}

/* SET CONSTRAINTS, VACUUM: nothing that a schema keeps. */
static void
ignore(Reader *reader, const void *node)
{
    (void) reader;
    (void) node;
}

static void
remark_role(Reader *reader, const void *node)
{
    const CreateRoleStmt *statement = node;

    if (!name_list_contains(&reader->schema->roles, statement->role))
        name_list_add(reader->arena, &reader->schema->roles, ddl_keep(reader, statement->role));
}

static void
remark_server(Reader *reader, const void *node)
{
    (void) node;
    ddl_remark(reader, -1, "a statement about the server or its databases was skipped");
}

static void
call(Reader *reader, const void *node)
{
    const CallStmt *statement = node;

    if (!ddl_call(reader, NULL, statement->funccall))
        ddl_remark(reader, -1, "CALL is not executed");
}

/* COPY (query) TO and COPY … TO write files: never carried out. */
static void
copy(Reader *reader, const void *node)
{
    const CopyStmt *statement = node;

    if (statement->is_from)
        count_data(reader, node);
    else
        ddl_remark(reader, -1, "COPY … TO was skipped");
}

static const struct
{
    NodeTag tag;
    Handler apply;
} handlers[] = {
    {T_CreateStmt, ddl_table_create},
    {T_CreateForeignTableStmt, ddl_table_create_foreign},
    {T_CreateTableAsStmt, ddl_table_create_as},
    {T_AlterTableStmt, ddl_alter_table},
    {T_IndexStmt, ddl_index_create},
    {T_CreateSeqStmt, ddl_sequence_create},
    {T_AlterSeqStmt, ddl_sequence_alter},
    {T_ViewStmt, ddl_view_create},
    {T_CreateFunctionStmt, ddl_routine_create},
    {T_AlterFunctionStmt, ddl_routine_alter},
    {T_CreateEnumStmt, ddl_type_create_enum},
    {T_AlterEnumStmt, ddl_type_alter_enum},
    {T_CompositeTypeStmt, ddl_type_create_composite},
    {T_CreateRangeStmt, ddl_type_create_range},
    {T_CreateDomainStmt, ddl_domain_create},
    {T_AlterDomainStmt, ddl_domain_alter},
    {T_DefineStmt, ddl_define},
    {T_CreateTrigStmt, ddl_trigger_create},
    {T_CreatePolicyStmt, ddl_policy_create},
    {T_AlterPolicyStmt, ddl_policy_alter},
    {T_CommentStmt, ddl_comment},
    {T_RenameStmt, ddl_rename},
    {T_AlterObjectSchemaStmt, ddl_set_schema},
    {T_AlterOwnerStmt, ddl_owner},
    {T_DropStmt, ddl_drop},
    {T_CreateSchemaStmt, ddl_schema_create},
    {T_CreateExtensionStmt, ddl_extension_create},
    {T_VariableSetStmt, ddl_variable_set},
    {T_SelectStmt, ddl_select},
    {T_RuleStmt, ddl_other},
    {T_CreateStatsStmt, ddl_other},
    {T_AlterStatsStmt, ddl_other},
    {T_GrantStmt, ddl_grant},
    {T_AlterDefaultPrivilegesStmt, ddl_grant_default},
    {T_CreateCastStmt, ddl_other},
    {T_CreateConversionStmt, ddl_other},
    {T_CreateOpClassStmt, ddl_other},
    {T_CreateOpFamilyStmt, ddl_other},
    {T_AlterOpFamilyStmt, ddl_other},
    {T_AlterTSConfigurationStmt, ddl_other},
    {T_AlterTSDictionaryStmt, ddl_other},
    {T_CreatePublicationStmt, ddl_other},
    {T_AlterPublicationStmt, ddl_other},
    {T_CreateFdwStmt, ddl_other},
    {T_CreateForeignServerStmt, ddl_other},
    {T_CreateUserMappingStmt, ddl_other},
    {T_AlterFdwStmt, ddl_other},
    {T_AlterForeignServerStmt, ddl_other},
    {T_AlterUserMappingStmt, ddl_other},
    {T_DropUserMappingStmt, ddl_other},
    {T_CreateEventTrigStmt, ddl_other},
    {T_AlterEventTrigStmt, ddl_other},
    {T_CreatePLangStmt, ddl_other},
    {T_CreateTransformStmt, ddl_other},
    {T_CreateAmStmt, ddl_other},
    {T_CreateSubscriptionStmt, remark_server},
    {T_AlterOperatorStmt, ddl_other},
    {T_AlterTypeStmt, ddl_other},
    {T_AlterExtensionStmt, ignore},
    {T_AlterExtensionContentsStmt, ignore},
    {T_SecLabelStmt, ignore},
    {T_InsertStmt, count_data},
    {T_UpdateStmt, count_data},
    {T_DeleteStmt, count_data},
    {T_MergeStmt, count_data},
    {T_TruncateStmt, count_data},
    {T_CopyStmt, copy},
    {T_RefreshMatViewStmt, ddl_view_refresh},
    {T_TransactionStmt, ddl_transaction},
    {T_VariableShowStmt, ignore},
    {T_ConstraintsSetStmt, ignore},
    {T_DiscardStmt, ddl_discard},
    {T_VacuumStmt, ignore},
    {T_ReindexStmt, ignore},
    {T_ClusterStmt, ddl_cluster},
    {T_LockStmt, ignore},
    {T_ExplainStmt, ignore},
    {T_CheckPointStmt, ignore},
    {T_NotifyStmt, ignore},
    {T_ListenStmt, ignore},
    {T_UnlistenStmt, ignore},
    {T_LoadStmt, ignore},
    {T_PrepareStmt, ddl_table_prepare},
    {T_ExecuteStmt, ignore},
    {T_DeallocateStmt, ignore},
    {T_DoStmt, ddl_do},
    {T_CallStmt, call},
    {T_CreateRoleStmt, remark_role},
    {T_AlterRoleStmt, ignore},
    {T_AlterRoleSetStmt, ignore},
    {T_DropRoleStmt, ignore},
    {T_GrantRoleStmt, ignore},
    {T_CreatedbStmt, remark_server},
    {T_DropdbStmt, remark_server},
    {T_AlterDatabaseStmt, ignore},
    {T_AlterDatabaseSetStmt, ignore},
    {T_AlterSystemStmt, remark_server},
    {T_CreateTableSpaceStmt, remark_server},
    {T_DropTableSpaceStmt, remark_server},
};

void
ddl_apply(Reader *reader, const Node *node)
{
    for (size_t i = 0; i < ARRAY_LENGTH(handlers); i++)
    {
        if (handlers[i].tag == nodeTag(node))
        {
            handlers[i].apply(reader, node);
            return;
        }
    }
    ddl_remark(reader, -1, "this kind of statement is not understood and was skipped");
}

static void
prepare_statement(Reader *reader)
{
    reader->sql = ddl_encoding_convert(reader->turn, ddl_text_encoding(reader), reader->part.text,
                                       reader->part.length);
    reader->has_tokens = false;
    reader->command_first = reader->first_token = 0;
}

/* Reports why, and lets the statements go that a missing quote or ';' has swallowed. */
static void
report_failure(Reader *reader, size_t position, const char *message)
{
    size_t next = split_find_next(&reader->part);
    const char *newer = next > 0 ? NULL : ddl_newer_name(reader, &position);

    if (newer != NULL)
        message = newer;
    if (reader->failed++ == 0)
        reader->failed_location = ddl_location(reader, (int) position);
    ddl_error(reader, (int) position, "%s", ddl_truncation(reader, message));
    if (next > 0)
        split_cut(&reader->splitter, &reader->part, next);
}

static void
apply_tree(Reader *reader, ParseTree *tree)
{
    ListCell *cell;

    reader->parsed++;
    foreach (cell, (const List *) tree->statements)
    {
        const Node *node = lfirst_node(RawStmt, cell)->stmt;

        if ((reader->is_undone && !IsA(node, TransactionStmt)) ||
            reader->part.offset < reader->undone_until)
            continue;
        uses_turn(reader->schema);
        ddl_undo_open(reader, node);
        ddl_apply(reader, node);
        if (reader->newer_not_null.count > 0)
            ddl_newer_finish(reader, node);
        ddl_undo_close(reader);
    }
    parse_close(tree);
}

bool
ddl_apply_text(Reader *reader, const char *sql)
{
    Error error = {.arena = reader->turn};
    ParseTree tree;
    size_t position;

    reader->sql = sql;
    reader->has_tokens = false;
    reader->newer_not_null = (NameList){0};
    if (!parse_open(sql, &tree, &position, &error) && !ddl_newer_parse(reader, &tree))
    {
        reader->guarded_error = error.message;
        return false;
    }
    apply_tree(reader, &tree);
    return true;
}

static void
read_statement(Reader *reader)
{
    Error error = {.arena = reader->turn};
    ParseTree tree;
    size_t position;
    const char *excess;

    reader->schema->statements++;
    reader->ordinal = reader->schema->statements;
    reader->newer_not_null = (NameList){0};
    if (ddl_is_bulk_data(&reader->part))
    {
        count_data(reader, NULL);
        return;
    }
    excess = ddl_excess(reader);
    if (excess != NULL)
    {
        ddl_error(reader, -1, "%s", excess);
        return;
    }
    prepare_statement(reader);
    if (parse_open(reader->sql, &tree, &position, &error) || ddl_newer_parse(reader, &tree))
        apply_tree(reader, &tree);
    else if (split_find_next(&reader->part) == 0 && ddl_newer_is_no_schema(reader))
        reader->parsed++;
    else
        report_failure(reader, position, error.message);
}

static void
read_broken(Reader *reader)
{
    prepare_statement(reader);
    reader->schema->statements++;
    report_failure(reader, 0, reader->part.message);
}

static bool
names_file(const char *command, size_t length)
{
    static const char *const words[] = {"\\i", "\\ir", "\\include", "\\include_relative"};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strlen(words[i]) == length && strncmp(command, words[i], length) == 0)
            return true;
    return false;
}

/* \connect, \copy …: psql does them, we do not. */
static void
read_command(Reader *reader)
{
    static const char *const silent[] = {"\\restrict", "\\unrestrict", "\\echo",   "\\set",
                                         "\\unset",    "\\pset",       "\\timing", "\\qecho",
                                         "\\encoding", "\\q"};

    size_t length = strcspn(reader->part.text, " \t\r\n;");

    prepare_statement(reader);
    if (length > reader->part.length)
        length = reader->part.length;
    for (size_t i = 0; i < ARRAY_LENGTH(silent); i++)
    {
        if (strlen(silent[i]) == length && strncmp(reader->part.text, silent[i], length) == 0)
            return;
    }
    if (length >= 2 && reader->part.text[1] == 'd') /* it only shows something */
        return;
    if (length == 5 && strncmp(reader->part.text, "\\copy", length) == 0)
        count_data(reader, NULL);
    else if (length >= 2 && (strncmp(reader->part.text, "\\c", length) == 0 ||
                             strncmp(reader->part.text, "\\connect", length) == 0))
        ddl_remark(reader, -1, "psql would now connect elsewhere; all is read as one database");
    else if (names_file(reader->part.text, length))
        ddl_error(reader, -1, "psql would read the file of \"%.*s\" here: give that file as well",
                  (int) strcspn(reader->part.text, "\r\n"), reader->part.text);
    else
        ddl_remark(reader, -1, "the psql command \"%.*s\" was skipped", (int) length,
                   reader->part.text);
}

static void
read_part(Reader *reader)
{
    switch (reader->part.kind)
    {
    case SPLIT_STATEMENT:
        read_statement(reader);
        break;
    case SPLIT_COMMAND:
        read_command(reader);
        break;
    case SPLIT_BROKEN:
        read_broken(reader);
        break;
    case SPLIT_COPY_DATA:
        ddl_check_copy(reader);
        break;
    }
}

/* Several inputs make one schema: what earlier ones made is looked up too. */
void
ddl_index_model(Reader *reader)
{
    reader->constraint_names = map_new(reader->maps);
    reader->routines = map_new(reader->maps);
    uses_start(reader->schema, reader->maps);
    for (const Table *table = reader->schema->tables.first; table != NULL; table = table->next)
    {
        reader->has_children |= table->partition_of != NULL || table->inherits.count > 0;
        for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
            ddl_constraint_name_add(reader, table->schema, at->name);
    }
    for (const Type *type = reader->schema->types.first; type != NULL; type = type->next)
    {
        for (const Constraint *at = type->constraints.first; at != NULL; at = at->next)
            ddl_constraint_name_add(reader, type->schema, at->name);
    }
    for (Routine *at = reader->schema->routines.first; at != NULL; at = at->next)
        ddl_routine_register(reader, at);
}

/* "-- Dumped from database version 15.4 (Debian …)" */
static void
find_version(Schema *schema, const FileText *input)
{
    static const char mark[] = "-- Dumped from database version ";
    const char *found =
        memmem(input->text, input->length < 4096 ? input->length : 4096, mark, sizeof(mark) - 1);
    long major;
    long minor;
    char *end;

    if (found == NULL || schema->server_version != 0)
        return;
    major = strtol(found + sizeof(mark) - 1, &end, 10);
    minor = *end == '.' ? strtol(end + 1, &end, 10) : 0;
    if (major >= 10 && major < 100 && minor >= 0 && minor < 1000)
        schema->server_version = (uint32_t) (major * 10000 + minor);
    else if (major == 9)
        schema->server_version = (uint32_t) (90000 + minor * 100);
}

static void
say_data(Reader *reader)
{
    if (reader->data_statements == 0)
        return;
    schema_problem(reader->schema, false, reader->data_location,
                   arena_printf(reader->arena,
                                reader->data_statements == 1
                                    ? "%u statement with data was skipped"
                                    : "%u statements with data were skipped",
                                (unsigned) reader->data_statements),
                   NULL);
}

struct DdlSession
{
    Reader reader;
    Arena *arena;
};

DdlSession *
ddl_session_open(Schema *schema)
{
    Arena *arena = arena_new(NULL, "ddl_session");
    DdlSession *session = arena_new_object(arena, DdlSession);

    session->arena = arena;
    session->reader = (Reader){
        .schema = schema,
        .arena = schema->arena,
        .turn = arena_new(arena, "statement"),
        .maps = arena,
        .now = (int64_t) time(NULL) * 1000000,
        .work = WORK_MAXIMUM,
        .statements_before = schema->statements,
    };
    ddl_index_model(&session->reader);
    ddl_path_reset(&session->reader);
    return session;
}

bool
ddl_session_read(DdlSession *session, const FileText *input, Error *error)
{
    Reader *reader = &session->reader;
    bool escapes = reader->splitter.escapes;
    uint32_t statements = reader->schema->statements;
    size_t problems = reader->schema->problems.count;

    if (!split_start(&reader->splitter, input->text, input->length, error))
        return false;
    reader->splitter.escapes = escapes;
    reader->undone_until = 0;
    reader->failed = reader->parsed = 0;
    reader->is_latin_said = false;
    reader->file = arena_strdup(reader->arena, input->name);
    find_version(reader->schema, input);
    /* Most inputs have no such word: they are not cut twice. */
    reader->may_roll_back =
        strcasestr(input->text, "rollback") != NULL || strcasestr(input->text, "abort") != NULL;
    if (reader->in_transaction)
        ddl_transaction_look_ahead(reader);
    while (split_next(&reader->splitter, &reader->part))
    {
        read_part(reader);
        arena_free(reader->turn);
        reader->turn = arena_new(session->arena, "statement");
    }
    ddl_check_dialect(reader, input, reader->schema->statements - statements);
    ddl_check_end(reader, input, problems);
    return true;
}

void
ddl_session_begin(DdlSession *session)
{
    session->reader.may_roll_back = false; /* looked for when the input comes */
    ddl_transaction_begin(&session->reader);
}

void
ddl_session_commit(DdlSession *session)
{
    ddl_transaction_end(&session->reader, true);
}

void
ddl_session_reconnect(DdlSession *session)
{
    Reader *reader = &session->reader;

    ddl_transaction_end(reader, false);
    ddl_transaction_drop_temporary(reader);
    ddl_path_reset(reader);
    reader->default_tablespace = reader->default_access_method = reader->encoding = NULL;
    reader->splitter.escapes = false;
}

void
ddl_session_close(DdlSession *session)
{
    say_data(&session->reader);
    session->reader.schema->uses = NULL;
    arena_free(session->arena);
}

bool
ddl_read(Schema *schema, const FileText *input, Error *error)
{
    DdlSession *session = ddl_session_open(schema);
    bool is_read = ddl_session_read(session, input, error);
    bool is_sql = session->reader.parsed > 0 || session->reader.failed == 0;
    const char *dialect;
    const char *hint;

    ddl_session_close(session);
    if (!is_read || is_sql)
        return is_read;
    dialect = ddl_dialect(schema->arena, input, true, &hint);
    if (dialect == NULL)
        return error_set(error, ERROR_INPUT, "\"%s\" does not look like SQL", input->name);
    error_set(error, ERROR_INPUT, "\"%s\" looks like %s; tenfold reads PostgreSQL", input->name,
              dialect);
    return error_hint(error, "%s", hint);
}
