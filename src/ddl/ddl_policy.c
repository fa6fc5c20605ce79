#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

static Policy *
find_policy(const Table *table, const char *name)
{
    for (Policy *policy = table->policies.first; policy != NULL; policy = policy->next)
    {
        if (strcmp(policy->name, name) == 0)
            return policy;
    }
    return NULL;
}

static void
set_roles(Reader *reader, Policy *policy, const List *roles)
{
    ListCell *cell;

    policy->roles = (NameList){0};
    foreach (cell, roles)
    {
        const RoleSpec *role = lfirst_node(RoleSpec, cell);
        const char *name = ddl_role(reader, role);

        if (name == NULL)
            name = role->roletype == ROLESPEC_PUBLIC ? "public" : "current_user";
        name_list_add(reader->arena, &policy->roles, name);
    }
}

/* USING (…) or WITH CHECK (…): `word` is the one before the parenthesis. */
static const Expr *
policy_expr(Reader *reader, const RangeVar *table, const Node *node, const char *word)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_find(tokens, token_list_at(tokens, (size_t) table->location), 0, word);

    if (node == NULL || !token_list_is_char(tokens, at + 1, '('))
        return NULL;
    return ddl_expr(reader, node, at + 2, token_list_close(tokens, at + 1));
}

static const char *
command_text(const char *name)
{
    static const char *const commands[] = {"SELECT", "INSERT", "UPDATE", "DELETE"};

    for (size_t i = 0; name != NULL && i < ARRAY_LENGTH(commands); i++)
    {
        if (strcasecmp(name, commands[i]) == 0)
            return commands[i];
    }
    return "ALL";
}

/* Which of USING and WITH CHECK a command takes. */
static bool
fits_command(Reader *reader, const char *command, const Node *using, const Node *check)
{
    bool is_insert = strcmp(command, "INSERT") == 0;
    bool is_reading = strcmp(command, "SELECT") == 0 || strcmp(command, "DELETE") == 0;

    if (is_insert && using != NULL)
        ddl_error(reader, -1, "only WITH CHECK expression allowed for INSERT");
    else if (is_reading && check != NULL)
        ddl_error(reader, -1, "WITH CHECK cannot be applied to SELECT or DELETE");
    else
        return true;
    return false;
}

void
ddl_policy_create(Reader *reader, const void *node)
{
    const CreatePolicyStmt *statement = node;
    Table *table = ddl_need_table(reader, statement->table, false);
    Policy *policy;

    if (table == NULL || !fits_command(reader, command_text(statement->cmd_name), statement->qual,
                                       statement->with_check))
        return;
    if (find_policy(table, statement->policy_name) != NULL)
    {
        ddl_error(reader, -1, "policy \"%s\" for table \"%s\" already exists",
                  statement->policy_name, table->name);
        return;
    }
    policy = arena_new_object(reader->arena, Policy);
    policy->name = ddl_keep(reader, statement->policy_name);
    policy->table_schema = table->schema;
    policy->table_name = table->name;
    policy->is_permissive = statement->permissive;
    policy->command = command_text(statement->cmd_name);
    set_roles(reader, policy, statement->roles);
    policy->using_expr = policy_expr(reader, statement->table, statement->qual, "using");
    policy->check_expr = policy_expr(reader, statement->table, statement->with_check, "check");
    policy->location = ddl_location(reader, -1);
    policy->ordinal = reader->ordinal;
    list_append(&table->policies, policy);
}

void
ddl_policy_alter(Reader *reader, const void *node)
{
    const AlterPolicyStmt *statement = node;
    Table *table = ddl_need_table(reader, statement->table, false);
    Policy *policy = table == NULL ? NULL : find_policy(table, statement->policy_name);

    if (table != NULL && policy == NULL)
        ddl_error(reader, -1, "policy \"%s\" for table \"%s\" does not exist",
                  statement->policy_name, table->name);
    if (policy == NULL ||
        !fits_command(reader, policy->command, statement->qual, statement->with_check))
        return;
    if (statement->roles != NIL)
        set_roles(reader, policy, statement->roles);
    if (statement->qual != NULL)
        policy->using_expr = policy_expr(reader, statement->table, statement->qual, "using");
    if (statement->with_check != NULL)
        policy->check_expr = policy_expr(reader, statement->table, statement->with_check, "check");
}
