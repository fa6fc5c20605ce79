#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

static Constraint *
find_check(const Type *domain, const char *name)
{
    for (Constraint *check = domain->constraints.first; check != NULL; check = check->next)
    {
        if (str_equal(check->name, name))
            return check;
    }
    return NULL;
}

static void
add_check(Reader *reader, Type *domain, const PgConstraint *node)
{
    Constraint *check = arena_new_object(reader->arena, Constraint);

    if (node->conname != NULL && find_check(domain, node->conname) != NULL)
    {
        ddl_error(reader, -1, "constraint \"%s\" for domain \"%s\" already exists", node->conname,
                  domain->name);
        return;
    }
    check->kind = CONSTRAINT_CHECK;
    check->check = ddl_constraint_check_expr(reader, node);
    check->name = node->conname != NULL ? ddl_keep(reader, node->conname)
                                        : ddl_choose_constraint_name(reader, domain->schema,
                                                                     domain->name, NULL, "check");
    check->is_not_valid = node->skip_validation && !node->initially_valid;
    check->location = ddl_location(reader, node->location);
    check->ordinal = reader->ordinal;
    if (check->check == NULL)
        return;
    list_append(&domain->constraints, check);
    ddl_constraint_name_add(reader, domain->schema, check->name);
}

void
ddl_domain_create(Reader *reader, const void *node)
{
    const CreateDomainStmt *statement = node;
    Type *domain = ddl_type_new(reader, statement->domainname, TYPE_DOMAIN);
    ListCell *cell;

    if (domain == NULL)
        return;
    domain->base = ddl_type_name(reader, statement->typeName);
    domain->collation = ddl_collation(reader, statement->collClause);
    foreach (cell, statement->constraints)
    {
        const PgConstraint *constraint = lfirst_constraint(cell);

        if (constraint->contype == CONSTR_NOTNULL)
            domain->is_not_null = true;
        else if (constraint->contype == CONSTR_DEFAULT)
            domain->default_expr = ddl_column_default(reader, statement->constraints,
                                                      statement->collClause, constraint);
        else if (constraint->contype == CONSTR_CHECK)
            add_check(reader, domain, constraint);
    }
}

static const Expr *
new_default(Reader *reader, const Node *expr)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_find(tokens, 0, 0, "default") + 1;

    return expr == NULL || at > tokens->count ? NULL : ddl_expr(reader, expr, at, tokens->count);
}

void
ddl_domain_alter(Reader *reader, const void *node)
{
    const AlterDomainStmt *statement = node;
    Type *domain = ddl_type_need(reader, statement->typeName);
    Constraint *check;

    if (domain == NULL)
        return;
    check = find_check(domain, statement->name);
    switch (statement->subtype)
    {
    case 'T':
        domain->default_expr = new_default(reader, statement->def);
        break;
    case 'N':
        domain->is_not_null = false;
        break;
    case 'O':
        domain->is_not_null = true;
        break;
    case 'C':
        add_check(reader, domain, (const PgConstraint *) statement->def);
        break;
    case 'V':
        if (check != NULL)
            check->is_not_valid = false;
        else
            ddl_error(reader, -1, "constraint \"%s\" of domain \"%s\" does not exist",
                      statement->name, domain->name);
        break;
    default:
        if (check != NULL)
        {
            ddl_constraint_name_remove(reader, domain->schema, check->name);
            list_remove(&domain->constraints, check);
        }
        else if (!statement->missing_ok)
            ddl_error(reader, -1, "constraint \"%s\" of domain \"%s\" does not exist",
                      statement->name, domain->name);
        break;
    }
}
