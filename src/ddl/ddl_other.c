/*
 * ddl_other.c - what is kept as a whole statement, and what is only mentioned.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

Other *
ddl_other_find(Reader *reader, OtherKind kind, const char *name)
{
    for (Other *at = reader->schema->others.first; at != NULL; at = at->next)
    {
        if (at->kind == kind && strcmp(at->name, name) == 0)
            return at;
    }
    return NULL;
}

Other *
ddl_other_add(Reader *reader, OtherKind kind, const char *space, const char *name)
{
    Other *other = arena_new_object(reader->arena, Other);

    other->kind = kind;
    other->schema = ddl_keep(reader, space);
    other->name = ddl_keep(reader, name == NULL ? "" : name);
    other->sql = ddl_statement_text(reader);
    other->search_path = reader->search_path_text;
    other->location = ddl_location(reader, -1);
    other->ordinal = reader->ordinal;
    list_append(&reader->schema->others, other);
    return other;
}

static void
add_relation(Reader *reader, Other *other, const RangeVar *var)
{
    Reference *reference = arena_new_object(reader->arena, Reference);
    Relation relation = ddl_find_var(reader, var);

    reference->kind = REFERENCE_RELATION;
    reference->schema = relation.table != NULL  ? relation.table->schema
                        : relation.view != NULL ? relation.view->schema
                                                : ddl_keep(reader, var->schemaname);
    reference->name = ddl_keep(reader, var->relname);
    list_append(&other->references, reference);
}

static void
add_rule(Reader *reader, const RuleStmt *statement)
{
    Other *other = ddl_other_add(reader, OTHER_RULE, NULL, statement->rulename);

    add_relation(reader, other, statement->relation);
    ddl_references(reader->arena, statement->whereClause, &other->references);
    ddl_references(reader->arena, statement->actions, &other->references);
}

/* table_column_stat: PostgreSQL's name for statistics without one. */
static const char *
statistics_name(Reader *reader, const CreateStatsStmt *statement, const RangeVar *table,
                const char *space)
{
    NameList columns = {0};
    ListCell *cell;

    foreach (cell, statement->exprs)
    {
        const StatsElem *element = lfirst_node(StatsElem, cell);

        name_list_add(reader->turn, &columns, element->name == NULL ? "expr" : element->name);
    }
    for (unsigned pass = 0;; pass++)
    {
        const char *label = pass == 0 ? "stat" : arena_printf(reader->turn, "stat%u", pass);
        char *name = name_make(reader->turn, table->relname,
                               name_join_columns(reader->turn, &columns), label);
        bool is_taken = false;

        for (const Other *at = reader->schema->others.first; at != NULL; at = at->next)
            is_taken |= at->kind == OTHER_STATISTICS && str_equal(at->schema, space) &&
                        strcmp(at->name, name) == 0;
        if (!is_taken)
            return name;
    }
}

static void
add_statistics_element(Reader *reader, Other *other, const StatsElem *element)
{
    Reference *reference;

    if (element->name == NULL)
    {
        ddl_references(reader->arena, element->expr, &other->references);
        return;
    }
    reference = arena_new_object(reader->arena, Reference);
    reference->kind = REFERENCE_COLUMN;
    reference->name = ddl_keep(reader, element->name);
    list_append(&other->references, reference);
}

static void
add_statistics(Reader *reader, const CreateStatsStmt *statement)
{
    const RangeVar *table = linitial_node(RangeVar, statement->relations);
    Relation relation = ddl_find_var(reader, table);
    const char *written = NULL;
    const char *name;
    const char *space;
    Other *other;
    ListCell *cell;

    if (statement->defnames != NIL)
    {
        ddl_split_names(statement->defnames, &written, &name);
        space = ddl_creation_schema(reader, written);
    }
    else
    {
        space = relation.table != NULL ? relation.table->schema : "public";
        name = statistics_name(reader, statement, table, space);
    }
    other = ddl_other_add(reader, OTHER_STATISTICS, space, name);
    add_relation(reader, other, table);
    foreach (cell, statement->exprs)
        add_statistics_element(reader, other, lfirst_node(StatsElem, cell));
}

static void
add_named(Reader *reader, OtherKind kind, const List *names)
{
    const char *space;
    const char *name;

    ddl_split_names(names, &space, &name);
    (void) ddl_other_add(reader, kind, ddl_creation_schema(reader, space), name);
}

static const List *
operator_names(const Node *node)
{
    if (IsA(node, CreateOpClassStmt))
        return ((const CreateOpClassStmt *) node)->opclassname;
    return IsA(node, CreateOpFamilyStmt) ? ((const CreateOpFamilyStmt *) node)->opfamilyname
                                         : ((const AlterOpFamilyStmt *) node)->opfamilyname;
}

void
ddl_other(Reader *reader, const void *node)
{
    const Node *statement = node;

    switch (nodeTag(statement))
    {
    case T_RuleStmt:
        add_rule(reader, node);
        break;
    case T_CreateStatsStmt:
        add_statistics(reader, node);
        break;
    case T_CreateCastStmt:
        (void) ddl_other_add(reader, OTHER_CAST, NULL, NULL);
        break;
    case T_CreateConversionStmt:
        add_named(reader, OTHER_CONVERSION, ((const CreateConversionStmt *) node)->conversion_name);
        break;
    case T_CreateOpClassStmt:
    case T_CreateOpFamilyStmt:
    case T_AlterOpFamilyStmt:
        add_named(reader, OTHER_OPERATOR_CLASS, operator_names(statement));
        break;
    case T_AlterTSConfigurationStmt:
        add_named(reader, OTHER_TEXT_SEARCH, ((const AlterTSConfigurationStmt *) node)->cfgname);
        break;
    case T_AlterTSDictionaryStmt:
        add_named(reader, OTHER_TEXT_SEARCH, ((const AlterTSDictionaryStmt *) node)->dictname);
        break;
    case T_CreatePublicationStmt:
        (void) ddl_other_add(reader, OTHER_PUBLICATION, NULL,
                             ((const CreatePublicationStmt *) node)->pubname);
        break;
    case T_AlterPublicationStmt:
        (void) ddl_other_add(reader, OTHER_PUBLICATION, NULL,
                             ((const AlterPublicationStmt *) node)->pubname);
        break;
    case T_CreateFdwStmt:
        (void) ddl_other_add(reader, OTHER_FOREIGN, NULL, ((const CreateFdwStmt *) node)->fdwname);
        break;
    case T_CreateForeignServerStmt:
        (void) ddl_other_add(reader, OTHER_FOREIGN, NULL,
                             ((const CreateForeignServerStmt *) node)->servername);
        break;
    case T_CreateUserMappingStmt:
        (void) ddl_other_add(reader, OTHER_FOREIGN, NULL,
                             ((const CreateUserMappingStmt *) node)->servername);
        break;
    case T_CreateEventTrigStmt:
        (void) ddl_other_add(reader, OTHER_EVENT_TRIGGER, NULL,
                             ((const CreateEventTrigStmt *) node)->trigname);
        break;
    case T_AlterEventTrigStmt:
        (void) ddl_other_add(reader, OTHER_EVENT_TRIGGER, NULL,
                             ((const AlterEventTrigStmt *) node)->trigname);
        break;
    case T_CreatePLangStmt:
        (void) ddl_other_add(reader, OTHER_LANGUAGE, NULL,
                             ((const CreatePLangStmt *) node)->plname);
        break;
    default:
        (void) ddl_other_add(reader, OTHER_MISCELLANEOUS, NULL, NULL);
        break;
    }
}
