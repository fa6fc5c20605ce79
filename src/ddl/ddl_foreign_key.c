/*
 * ddl_foreign_key.c - foreign keys: what they may refer to, and their copies on partitions.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

static ReferentialAction
action_of(char letter)
{
    switch (letter)
    {
    case FKCONSTR_ACTION_RESTRICT:
        return ACTION_RESTRICT;
    case FKCONSTR_ACTION_CASCADE:
        return ACTION_CASCADE;
    case FKCONSTR_ACTION_SETNULL:
        return ACTION_SET_NULL;
    case FKCONSTR_ACTION_SETDEFAULT:
        return ACTION_SET_DEFAULT;
    default:
        return ACTION_NO_ACTION;
    }
}

/* A unique index on exactly these columns, in any order. */
static bool
is_unique_on(const Index *index, const NameList *columns)
{
    if (!index->is_unique || index->predicate != NULL || index->elements.count != columns->count)
        return false;
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
    {
        if (at->column == NULL || !name_list_contains(columns, at->column))
            return false;
    }
    return true;
}

static bool
is_key(Reader *reader, const Table *table, const Constraint *constraint, const PgConstraint *node)
{
    for (const Name *name = constraint->ref_columns.first; name != NULL; name = name->next)
    {
        if (!ddl_column_must_exist(reader, table, name->text, node->pktable->location))
            return false;
    }
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        if (is_unique_on(index, &constraint->ref_columns))
            return true;
    }
    ddl_error(reader, node->pktable->location,
              "there is no unique constraint matching given keys for referenced table \"%s\"",
              table->name);
    return false;
}

/* False, with a Problem, when PostgreSQL would refuse; a missing table is only reported. */
static bool
find_referenced(Reader *reader, Constraint *constraint, const PgConstraint *node)
{
    Relation found = ddl_find_var(reader, node->pktable);
    const Constraint *key = found.table == NULL ? NULL : table_primary_key(found.table);
    bool was_refused;

    constraint->ref_table = ddl_keep(reader, node->pktable->relname);
    ddl_name_list(reader, &constraint->ref_columns, node->pk_attrs);
    if (found.table == NULL)
    {
        constraint->ref_schema = node->pktable->schemaname != NULL
                                     ? ddl_keep(reader, node->pktable->schemaname)
                                     : ddl_creation_schema(reader, NULL);
        was_refused = reader->is_refused;
        ddl_error(reader, node->pktable->location, "relation \"%s\" does not exist",
                  node->pktable->relname);
        reader->is_refused = was_refused; /* it may be made elsewhere */
        return true;
    }
    constraint->ref_schema = found.table->schema;
    constraint->ref_table = found.table->name;
    if (constraint->columns.count != (constraint->ref_columns.count > 0 || key == NULL
                                          ? constraint->ref_columns.count
                                          : key->columns.count) &&
        (constraint->ref_columns.count > 0 || key != NULL))
    {
        ddl_error(reader, node->location,
                  "number of referencing and referenced columns for foreign key disagree");
        return false;
    }
    if (constraint->ref_columns.count > 0)
        return is_key(reader, found.table, constraint, node);
    if (key == NULL)
    {
        ddl_error(reader, node->pktable->location,
                  "there is no primary key for referenced table \"%s\"", node->pktable->relname);
        return false;
    }
    constraint->ref_columns = ddl_copy_names(reader, &key->columns);
    return true;
}

/* Types between which there is surely no operator for a foreign key to use. */
static bool
can_refer(TypeFacts from, TypeFacts to)
{
    static const bool is_known[CATEGORY_OTHER + 1] = {
        [CATEGORY_BOOLEAN] = true,   [CATEGORY_INTEGER] = true,     [CATEGORY_NUMERIC] = true,
        [CATEGORY_FLOAT] = true,     [CATEGORY_TEXT] = true,        [CATEGORY_BINARY] = true,
        [CATEGORY_TIMESTAMP] = true, [CATEGORY_TIMESTAMPTZ] = true, [CATEGORY_DATE] = true,
        [CATEGORY_UUID] = true,      [CATEGORY_JSONB] = true,       [CATEGORY_ENUM] = true,
        [CATEGORY_ARRAY] = true};
    static const bool is_day[CATEGORY_OTHER + 1] = {
        [CATEGORY_TIMESTAMP] = true, [CATEGORY_TIMESTAMPTZ] = true, [CATEGORY_DATE] = true};

    if (!is_known[from.category] || !is_known[to.category])
        return true;
    if (from.category == CATEGORY_ENUM && to.category == CATEGORY_ENUM)
        return str_equal(from.base_name, to.base_name);
    if (from.category == to.category || (is_day[from.category] && is_day[to.category]))
        return true;
    if (from.category == CATEGORY_INTEGER)
        return to.category == CATEGORY_NUMERIC || to.category == CATEGORY_FLOAT;
    return from.category == CATEGORY_NUMERIC && to.category == CATEGORY_FLOAT;
}

static bool
types_fit(Reader *reader, const Table *table, const Constraint *constraint,
          const PgConstraint *node)
{
    const Table *referenced =
        schema_find_table(reader->schema, constraint->ref_schema, constraint->ref_table);
    const Name *other = constraint->ref_columns.first;

    for (const Name *name = constraint->columns.first;
         referenced != NULL && name != NULL && other != NULL;
         name = name->next, other = other->next)
    {
        const Column *from = table_find_column(table, name->text);
        const Column *to = table_find_column(referenced, other->text);

        if (from == NULL || to == NULL ||
            can_refer(type_facts(reader->schema, &from->type),
                      type_facts(reader->schema, &to->type)))
            continue;
        ddl_error(reader, node->location,
                  "foreign key cannot be implemented: columns \"%s\" and \"%s\" are of "
                  "incompatible types",
                  from->name, to->name);
        return false;
    }
    return true;
}

/* A partition gets the parent's name if that is free in its schema, or another. */
static void
clone_foreign_key(Reader *reader, Table *child, void *context)
{
    const Constraint *parent = context;
    Constraint *copy = ddl_copy_constraint(reader, parent);

    copy->is_inherited = true;
    if (table_find_constraint(child, copy->name) != NULL)
        copy->name =
            ddl_choose_constraint_name(reader, child->schema, child->name,
                                       name_join_columns(reader->turn, &copy->columns), "fkey");
    ddl_constraint_append(reader, child, copy);
    ddl_each_child(reader, child, clone_foreign_key, context);
}

void
ddl_constraint_make_foreign_key(Reader *reader, Table *table, const PendingConstraint *pending,
                                bool is_only)
{
    const PgConstraint *node = pending->node;
    Constraint *constraint = ddl_constraint_new(reader, pending, CONSTRAINT_FOREIGN_KEY);

    if (!ddl_constraint_key_columns(reader, table, pending, node->fk_attrs, &constraint->columns) ||
        !ddl_constraint_name_is_free(reader, table, pending))
        return;
    if (!find_referenced(reader, constraint, node) || !types_fit(reader, table, constraint, node))
        return;
    constraint->on_delete = action_of(node->fk_del_action);
    constraint->on_update = action_of(node->fk_upd_action);
    ddl_name_list(reader, &constraint->on_delete_columns, node->fk_del_set_cols);
    constraint->match = node->fk_matchtype == FKCONSTR_MATCH_FULL ? MATCH_FULL : MATCH_SIMPLE;
    constraint->is_not_valid = node->skip_validation && !node->initially_valid;
    if (constraint->name == NULL)
        constraint->name = ddl_choose_constraint_name(
            reader, table->schema, table->name,
            name_join_columns(reader->turn, &constraint->columns), "fkey");
    ddl_constraint_append(reader, table, constraint);
    if (table->kind == TABLE_PARTITIONED && !is_only)
        ddl_each_child(reader, table, clone_foreign_key, constraint);
}
