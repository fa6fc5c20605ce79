/*
 * ddl_other.c - what is kept as a whole statement, and what is only mentioned.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_kept.h"

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
    Relation relation = ddl_find_var(reader, statement->relation);
    Other *other;

    if (relation.table == NULL && relation.view == NULL)
    {
        (void) ddl_need_table(reader, statement->relation, false); /* says why not */
        return;
    }
    other = ddl_kept_create(
        reader,
        &(KeptName){.kind = OTHER_RULE,
                    .name = statement->rulename,
                    .about = relation.table != NULL ? relation.table->name : relation.view->name},
        statement->replace, false);
    if (other == NULL)
        return;
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

/* The chosen name is written down: another would be chosen after a rename. */
static void
name_statistics(Reader *reader, Other *other)
{
    TokenList tokens = token_list(reader->turn, other->sql, strlen(other->sql));
    size_t end = tokens.items[1].end;

    other->sql =
        arena_printf(reader->arena, "%.*s %s%s", (int) end, other->sql,
                     quote_qualified(reader->turn, other->schema, other->name), other->sql + end);
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

    if (relation.table == NULL && relation.view == NULL)
    {
        (void) ddl_need_table(reader, table, false); /* says why not */
        return;
    }
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
    other = ddl_kept_create(reader,
                            &(KeptName){.kind = OTHER_STATISTICS, .schema = space, .name = name},
                            false, statement->if_not_exists);
    if (other == NULL)
        return;
    if (statement->defnames == NIL)
        name_statistics(reader, other);
    add_relation(reader, other, table);
    foreach (cell, statement->exprs)
        add_statistics_element(reader, other, lfirst_node(StatsElem, cell));
}

static Other *
add_named(Reader *reader, ObjectType kind, const List *names)
{
    KeptName name;

    (void) ddl_kept_name(reader, kind, (const Node *) names, &name); /* a kind of the table there */
    return ddl_kept_create(reader, &name, false, false);
}

/* With the access method before the name, as DROP has it. */
static const List *
operator_names(const char *method, const List *names)
{
    return lcons(makeString(pstrdup(method)), list_copy(names));
}

static const PgTypeName *
definition_type(const List *definition, const char *word)
{
    ListCell *cell;

    foreach (cell, definition)
    {
        const DefElem *element = lfirst_node(DefElem, cell);

        if (strcasecmp(element->defname, word) == 0 && element->arg != NULL &&
            IsA(element->arg, TypeName))
            return (const PgTypeName *) element->arg;
    }
    return NULL;
}

/* The arguments of an aggregate, by either syntax; of an operator. */
static const char *
define_arguments(Reader *reader, const DefineStmt *statement)
{
    const List *definition = statement->definition;
    const PgTypeName *base = definition_type(definition, "basetype");

    if (statement->kind == OBJECT_OPERATOR)
        return ddl_kept_types(
            reader, list_make2((void *) (uintptr_t) definition_type(definition, "leftarg"),
                               (void *) (uintptr_t) definition_type(definition, "rightarg")));
    if (!statement->oldstyle)
        return ddl_kept_types(reader, linitial(statement->args));
    if (base == NULL || strcasecmp(strVal(llast(base->names)), "any") == 0)
        return "";
    return ddl_kept_types(reader, list_make1((void *) (uintptr_t) base));
}

static void
refer(Reader *reader, Other *other, ReferenceKind kind, const char *space, const char *name)
{
    Reference *reference = arena_new_object(reader->arena, Reference);

    reference->kind = kind;
    reference->schema = ddl_keep(reader, space);
    reference->name = ddl_keep(reader, name);
    list_append(&other->references, reference);
}

static void
refer_function(Reader *reader, Other *other, const List *names)
{
    const char *space;
    const char *name;
    const Routine *routine;

    ddl_split_names(names, &space, &name);
    routine = ddl_routine_named(reader, space, name);
    if (routine != NULL)
        refer(reader, other, REFERENCE_FUNCTION, routine->schema, name);
}

static void
refer_type(Reader *reader, Other *other, const PgTypeName *node)
{
    TypeName type = ddl_type_name(reader, node);

    if (type.schema != NULL)
        refer(reader, other, REFERENCE_TYPE, type.schema, type.name);
}

/* FUNCTION = f, LEFTARG = t: whatever is found under the name. */
static void
refer_definition(Reader *reader, Other *other, const DefElem *element)
{
    const PgTypeName *type = (const PgTypeName *) element->arg;

    if (type == NULL || !IsA(type, TypeName) || type->names == NIL)
        return;
    if (strcasestr(element->defname, "arg") != NULL || strcasestr(element->defname, "type") != NULL)
        refer_type(reader, other, type);
    else
        refer_function(reader, other, type->names);
}

void
ddl_other_define(Reader *reader, const DefineStmt *statement)
{
    KeptName name;
    Other *other;
    ListCell *cell;

    if (!ddl_kept_name(reader, statement->kind, (const Node *) statement->defnames, &name))
        return;
    if (statement->kind == OBJECT_AGGREGATE || statement->kind == OBJECT_OPERATOR)
        name.about = define_arguments(reader, statement);
    other = ddl_kept_create(reader, &name, statement->replace, statement->if_not_exists);
    if (other == NULL || name.about == NULL || statement->kind == OBJECT_COLLATION)
        return;
    foreach (cell, statement->definition)
        refer_definition(reader, other, lfirst_node(DefElem, cell));
    foreach (cell, statement->kind == OBJECT_AGGREGATE && !statement->oldstyle
                       ? (const List *) linitial(statement->args)
                       : NIL)
        refer_type(reader, other, lfirst_node(FunctionParameter, cell)->argType);
}

static void
add_cast(Reader *reader, const CreateCastStmt *statement)
{
    List *types = list_make2(statement->sourcetype, statement->targettype);
    Other *other = ddl_kept_create(
        reader, &(KeptName){.kind = OTHER_CAST, .name = ddl_kept_types(reader, types)}, false,
        false);

    if (other == NULL)
        return;
    refer_type(reader, other, statement->sourcetype);
    refer_type(reader, other, statement->targettype);
    if (statement->func != NULL)
        refer_function(reader, other, statement->func->objname);
}

static void
add_event_trigger(Reader *reader, const CreateEventTrigStmt *statement)
{
    Other *other = ddl_kept_create(
        reader, &(KeptName){.kind = OTHER_EVENT_TRIGGER, .name = statement->trigname}, false,
        false);

    if (other != NULL)
        refer_function(reader, other, statement->funcname);
}

static void
add_foreign(Reader *reader, const char *name, const char *about, bool if_not_exists)
{
    (void) ddl_kept_create(reader, &(KeptName){.kind = OTHER_FOREIGN, .name = name, .about = about},
                           false, if_not_exists);
}

static void
change(Reader *reader, const KeptName *name, bool missing_ok)
{
    if (!ddl_kept_change_of(reader, name, OTHER_MISCELLANEOUS) && !missing_ok)
        ddl_error(reader, -1, "\"%s\" does not exist", name->name);
}

static void
change_named(Reader *reader, ObjectType kind, const void *object, bool missing_ok)
{
    KeptName name;

    (void) ddl_kept_name(reader, kind, object, &name); /* a kind of the table there */
    change(reader, &name, missing_ok);
}

static void
change_foreign(Reader *reader, const char *name, const char *about)
{
    change(reader, &(KeptName){.kind = OTHER_FOREIGN, .name = name, .about = about}, false);
}

static const char *
mapping_about(Reader *reader, const RoleSpec *user)
{
    return arena_printf(reader->arena, "user %s", ddl_kept_role(reader, user));
}

static void
drop_mapping(Reader *reader, const DropUserMappingStmt *statement)
{
    Other *other =
        ddl_kept_find(reader, &(KeptName){.kind = OTHER_FOREIGN,
                                          .name = statement->servername,
                                          .about = mapping_about(reader, statement->user)});

    if (other != NULL)
        list_remove(&reader->schema->others, other);
    else if (!statement->missing_ok)
        ddl_error(reader, -1, "user mapping for \"%s\" does not exist", statement->servername);
}

/* What is made new. */
static bool
create(Reader *reader, const Node *node)
{
    const CreateOpClassStmt *class = (const CreateOpClassStmt *) node;
    const CreateOpFamilyStmt *family = (const CreateOpFamilyStmt *) node;
    const CreateForeignServerStmt *server = (const CreateForeignServerStmt *) node;
    const CreateUserMappingStmt *mapping = (const CreateUserMappingStmt *) node;
    const CreatePLangStmt *language = (const CreatePLangStmt *) node;

    switch (nodeTag(node))
    {
    case T_RuleStmt:
        add_rule(reader, (const RuleStmt *) node);
        return true;
    case T_CreateStatsStmt:
        add_statistics(reader, (const CreateStatsStmt *) node);
        return true;
    case T_CreateCastStmt:
        add_cast(reader, (const CreateCastStmt *) node);
        return true;
    case T_CreateConversionStmt:
        (void) add_named(reader, OBJECT_CONVERSION,
                         ((const CreateConversionStmt *) node)->conversion_name);
        return true;
    case T_CreateOpClassStmt:
        (void) add_named(reader, OBJECT_OPCLASS, operator_names(class->amname, class->opclassname));
        return true;
    case T_CreateOpFamilyStmt:
        (void) add_named(reader, OBJECT_OPFAMILY,
                         operator_names(family->amname, family->opfamilyname));
        return true;
    case T_CreatePublicationStmt:
        ddl_publication_create(reader, (const CreatePublicationStmt *) node);
        return true;
    case T_CreateFdwStmt:
        add_foreign(reader, ((const CreateFdwStmt *) node)->fdwname, "wrapper", false);
        return true;
    case T_CreateForeignServerStmt:
        add_foreign(reader, server->servername, "server", server->if_not_exists);
        return true;
    case T_CreateUserMappingStmt:
        add_foreign(reader, mapping->servername, mapping_about(reader, mapping->user),
                    mapping->if_not_exists);
        return true;
    case T_CreateEventTrigStmt:
        add_event_trigger(reader, (const CreateEventTrigStmt *) node);
        return true;
    case T_CreatePLangStmt:
        (void) ddl_kept_create(reader,
                               &(KeptName){.kind = OTHER_LANGUAGE, .name = language->plname},
                               language->replace, false);
        return true;
    default:
        return false;
    }
}

void
ddl_other(Reader *reader, const void *node)
{
    const AlterStatsStmt *statistics = node;
    const AlterOpFamilyStmt *family = node;
    const AlterUserMappingStmt *mapping = node;
    const AlterEventTrigStmt *trigger = node;

    if (create(reader, node))
        return;
    switch (nodeTag(node))
    {
    case T_AlterStatsStmt:
        change_named(reader, OBJECT_STATISTIC_EXT, statistics->defnames, statistics->missing_ok);
        break;
    case T_AlterOperatorStmt:
        change_named(reader, OBJECT_OPERATOR, ((const AlterOperatorStmt *) node)->opername, false);
        break;
    case T_AlterOpFamilyStmt:
        change_named(reader, OBJECT_OPFAMILY, operator_names(family->amname, family->opfamilyname),
                     false);
        break;
    case T_AlterTSConfigurationStmt:
        change_named(reader, OBJECT_TSCONFIGURATION,
                     ((const AlterTSConfigurationStmt *) node)->cfgname, false);
        break;
    case T_AlterTSDictionaryStmt:
        change_named(reader, OBJECT_TSDICTIONARY, ((const AlterTSDictionaryStmt *) node)->dictname,
                     false);
        break;
    case T_AlterPublicationStmt:
        ddl_publication_alter(reader, node);
        break;
    case T_AlterFdwStmt:
        change_foreign(reader, ((const AlterFdwStmt *) node)->fdwname, "wrapper");
        break;
    case T_AlterForeignServerStmt:
        change_foreign(reader, ((const AlterForeignServerStmt *) node)->servername, "server");
        break;
    case T_AlterUserMappingStmt:
        change_foreign(reader, mapping->servername, mapping_about(reader, mapping->user));
        break;
    case T_DropUserMappingStmt:
        drop_mapping(reader, node);
        break;
    case T_AlterEventTrigStmt:
        change(reader, &(KeptName){.kind = OTHER_EVENT_TRIGGER, .name = trigger->trigname}, false);
        break;
    default:
        (void) ddl_other_add(reader, OTHER_MISCELLANEOUS, NULL, NULL);
        break;
    }
}
