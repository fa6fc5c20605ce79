#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_family.h"

void
ddl_constraint_gather(Reader *reader, PendingConstraintList *out, const List *nodes,
                      const char *column)
{
    PendingConstraint *last = NULL;
    ListCell *cell;

    foreach (cell, nodes)
    {
        const PgConstraint *node = lfirst_constraint(cell);

        switch (node->contype)
        {
        case CONSTR_CHECK:
        case CONSTR_PRIMARY:
        case CONSTR_UNIQUE:
        case CONSTR_EXCLUSION:
        case CONSTR_FOREIGN:
            last = arena_new_object(reader->turn, PendingConstraint);
            last->node = node;
            last->column = column;
            last->is_deferrable = node->deferrable;
            last->is_initially_deferred = node->initdeferred;
            list_append(out, last);
            break;
        case CONSTR_ATTR_DEFERRABLE:
            if (last != NULL)
                last->is_deferrable = true;
            break;
        case CONSTR_ATTR_DEFERRED:
            if (last != NULL)
                last->is_deferrable = last->is_initially_deferred = true;
            break;
        default:
            break;
        }
    }
}

void
ddl_constraint_append(Reader *reader, Table *table, Constraint *constraint)
{
    constraint->table = table;
    list_append(&table->constraints, constraint);
    ddl_constraint_name_add(reader, table->schema, constraint->name);
}

void
ddl_constraint_remove(Reader *reader, Table *table, Constraint *constraint)
{
    list_remove(&table->constraints, constraint);
    ddl_constraint_name_remove(reader, table->schema, constraint->name);
    if (constraint->index != NULL)
        schema_remove_index(reader->schema, &table->indexes, constraint->index);
}

Constraint *
ddl_constraint_new(Reader *reader, const PendingConstraint *pending, ConstraintKind kind)
{
    Constraint *constraint = arena_new_object(reader->arena, Constraint);

    constraint->kind = kind;
    constraint->name = ddl_keep(reader, pending->node->conname);
    constraint->is_deferrable = pending->is_deferrable;
    constraint->is_initially_deferred = pending->is_initially_deferred;
    constraint->location = ddl_location(reader, pending->node->location);
    constraint->ordinal = reader->ordinal;
    return constraint;
}

bool
ddl_constraint_name_is_free(Reader *reader, const Table *table, const PendingConstraint *pending)
{
    const char *name = pending->node->conname;

    if (name == NULL || table_find_constraint(table, name) == NULL)
        return true;
    ddl_error(reader, pending->node->location,
              "constraint \"%s\" for relation \"%s\" already exists", name, table->name);
    return false;
}

const Expr *
ddl_constraint_check_expr(Reader *reader, const PgConstraint *node)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_at(tokens, (size_t) node->location);
    size_t open;

    while (at < tokens->count && !token_list_is(tokens, at, "check"))
        at++;
    open = at + 1;
    if (!token_list_is_char(tokens, open, '('))
        return NULL;
    return ddl_expr(reader, node->raw_expr, open + 1, token_list_close(tokens, open));
}

/* A child that has the same CHECK by name keeps it as its own as well. */
static void
inherit_check(Reader *reader, Table *child, void *context)
{
    const Constraint *check = context;
    Constraint *same = table_find_constraint(child, check->name);

    if (same != NULL)
    {
        if (!ddl_inherit_same_check(same, check) || same->is_no_inherit)
            ddl_error(reader, -1, "constraint \"%s\" for relation \"%s\" already exists",
                      check->name, child->name);
        return;
    }
    same = ddl_copy_constraint(reader, check);
    same->is_inherited = true;
    ddl_constraint_append(reader, child, same);
    ddl_each_child(reader, child, inherit_check, context);
}

/* A CHECK that a parent has too, said again: true when that is all there is to do. */
static bool
is_said_again(Table *table, const Constraint *check)
{
    Constraint *inherited = table_find_constraint(table, check->name);

    if (inherited == NULL || !inherited->is_inherited || !ddl_inherit_same_check(inherited, check))
        return false;
    inherited->is_inherited = table->partition_of != NULL;
    return true;
}

static bool
check_may_be_made(Reader *reader, const Table *table, const Constraint *check, bool is_only)
{
    if (check->is_no_inherit && table->kind == TABLE_PARTITIONED)
        ddl_error(reader, -1, "cannot add NO INHERIT constraint to partitioned table \"%s\"",
                  table->name);
    else if (is_only && !check->is_no_inherit && ddl_family_has_children(reader, table))
        ddl_error(reader, -1, "constraint must be added to child tables too");
    else
        return true;
    return false;
}

static void
make_check(Reader *reader, Table *table, const PendingConstraint *pending, bool is_only)
{
    Constraint *constraint = ddl_constraint_new(reader, pending, CONSTRAINT_CHECK);
    NameList columns = {0};

    constraint->check = ddl_constraint_check_expr(reader, pending->node);
    if (constraint->check == NULL)
        return;
    constraint->is_no_inherit = pending->node->is_no_inherit;
    constraint->is_not_valid = pending->node->skip_validation && !pending->node->initially_valid;
    ddl_expr_columns(reader, constraint->check, table, &columns);
    if (constraint->name == NULL)
        constraint->name =
            ddl_choose_constraint_name(reader, table->schema, table->name,
                                       columns.count == 1 ? columns.first->text : NULL, "check");
    else if (is_said_again(table, constraint) ||
             !ddl_constraint_name_is_free(reader, table, pending))
        return;
    if (!ddl_expr_columns_exist(reader, constraint->check, table) ||
        !check_may_be_made(reader, table, constraint, is_only))
        return;
    ddl_constraint_append(reader, table, constraint);
    if (!constraint->is_no_inherit && !is_only)
        ddl_each_child(reader, table, inherit_check, constraint);
}

/* The columns of a key; false, with a Problem, when one is missing. */
bool
ddl_constraint_key_columns(Reader *reader, const Table *table, const PendingConstraint *pending,
                           const List *keys, NameList *out)
{
    if (keys == NIL && pending->column != NULL)
        name_list_add(reader->arena, out, pending->column);
    ddl_name_list(reader, out, keys);
    for (const Name *name = out->first; name != NULL; name = name->next)
    {
        if (table_find_column(table, name->text) == NULL)
        {
            ddl_error(reader, pending->node->location, "column \"%s\" named in key does not exist",
                      name->text);
            return false;
        }
    }
    return true;
}

static void
set_not_null(Reader *reader, Table *table, void *context)
{
    const NameList *columns = context;

    for (const Name *name = columns->first; name != NULL; name = name->next)
    {
        Column *column = table_find_column(table, name->text);

        if (column != NULL)
            column->is_not_null = true;
    }
    ddl_each_child(reader, table, set_not_null, context);
}

static Index *
new_index(Reader *reader, const Table *table, const Constraint *constraint,
          const PgConstraint *node)
{
    Index *index = arena_new_object(reader->arena, Index);

    index->schema = table->schema;
    index->table_schema = table->schema;
    index->table_name = table->name;
    index->method = node->access_method == NULL ? "btree" : ddl_keep(reader, node->access_method);
    index->is_unique = constraint->kind != CONSTRAINT_EXCLUDE;
    index->is_primary = constraint->kind == CONSTRAINT_PRIMARY_KEY;
    index->is_nulls_not_distinct = node->nulls_not_distinct;
    index->tablespace =
        node->indexspace != NULL ? ddl_keep(reader, node->indexspace) : reader->default_tablespace;
    index->location = constraint->location;
    index->ordinal = reader->ordinal;
    ddl_options(reader, &index->options, node->options);
    return index;
}

/* EXCLUDE USING gist (a WITH =, …) WHERE (…) */
static void
exclude_elements(Reader *reader, Index *index, const PgConstraint *node)
{
    const TokenList *tokens = ddl_tokens(reader);
    size_t at = token_list_at(tokens, (size_t) node->location);
    List *params = NIL;
    size_t open;
    size_t where;
    ListCell *cell;
    IndexElement *element;

    foreach (cell, node->exclusions)
        params = lappend(params, linitial(lfirst_node(List, cell)));
    while (at < tokens->count && !token_list_is(tokens, at, "exclude"))
        at++;
    if (at >= tokens->count)
        return;
    open = token_list_find_open(tokens, at, tokens->items[at].depth);
    ddl_index_elements(reader, &index->elements, params, open);
    element = index->elements.first;
    foreach (cell, node->exclusions)
    {
        const List *operator= lsecond(lfirst_node(List, cell));

        if (element == NULL)
            break;
        element->exclude_operator =
            list_length(operator) == 1
                ? ddl_keep(reader, strVal(linitial(operator)))
                : arena_printf(reader->arena, "OPERATOR(%s.%s)",
                               quote_ident(reader->turn, strVal(linitial(operator))),
                               strVal(llast(operator)));
        element = element->next;
    }
    if (node->where_clause == NULL)
        return;
    where =
        token_list_find(tokens, token_list_close(tokens, open), tokens->items[at].depth, "where");
    if (token_list_is_char(tokens, where + 1, '('))
        index->predicate =
            ddl_expr(reader, node->where_clause, where + 2, token_list_close(tokens, where + 1));
}

/* UNIQUE (a) beside PRIMARY KEY (a) in one statement makes one index: the one that is there. */
static Constraint *
find_repeated(const Table *table, const Constraint *constraint, const Index *index,
              uint32_t ordinal)
{
    for (Constraint *other = table->constraints.first; other != NULL; other = other->next)
    {
        if (other->ordinal == ordinal && other->index != NULL && !other->is_inherited &&
            other->is_deferrable == constraint->is_deferrable &&
            other->is_initially_deferred == constraint->is_initially_deferred &&
            (other->index->is_primary || !index->is_primary) &&
            other->index->is_nulls_not_distinct == index->is_nulls_not_distinct &&
            index->is_unique && ddl_index_same(other->index, index))
            return other;
    }
    return NULL;
}

/* The columns of a key as written; NULL behind the last. */
static const char *
key_at(const PendingConstraint *pending, int position)
{
    if (pending->node->keys != NIL)
        return position < list_length(pending->node->keys)
                   ? strVal(list_nth(pending->node->keys, position))
                   : NULL;
    return position == 0 ? pending->column : NULL;
}

static bool
has_same_keys(const PendingConstraint *left, const PendingConstraint *right)
{
    int position = 0;

    for (; key_at(left, position) != NULL; position++)
    {
        if (!str_equal(key_at(left, position), key_at(right, position)))
            return false;
    }
    return position > 0 && key_at(right, position) == NULL;
}

/* A key without a name takes that of the one that repeats it. */
static const char *
repeated_name(Reader *reader, const PendingConstraint *pending, const PendingConstraintList *list)
{
    for (const PendingConstraint *at = list->first; at != NULL; at = at->next)
    {
        if (at != pending && at->node->contype == CONSTR_UNIQUE && at->node->conname != NULL &&
            at->is_deferrable == pending->is_deferrable &&
            at->is_initially_deferred == pending->is_initially_deferred &&
            has_same_keys(at, pending))
            return ddl_keep(reader, at->node->conname);
    }
    return NULL;
}

static ConstraintKind
index_kind(const PendingConstraint *pending)
{
    if (pending->node->contype == CONSTR_PRIMARY)
        return CONSTRAINT_PRIMARY_KEY;
    return pending->node->contype == CONSTR_UNIQUE ? CONSTRAINT_UNIQUE : CONSTRAINT_EXCLUDE;
}

static const char *
index_label(ConstraintKind kind)
{
    if (kind == CONSTRAINT_PRIMARY_KEY)
        return "pkey";
    return kind == CONSTRAINT_UNIQUE ? "key" : "excl";
}

static void
add_clone(Reader *reader, Table *child, void *context)
{
    ddl_index_clone(reader, child, context);
}

/* False, with a Problem, when the name that was given is taken. */
static bool
name_index_constraint(Reader *reader, const Table *table, const PendingConstraint *pending,
                      const PendingConstraintList *list, Constraint *constraint, const Index *index)
{
    if (constraint->name == NULL && constraint->kind != CONSTRAINT_EXCLUDE)
        constraint->name = repeated_name(reader, pending, list);
    if (constraint->name != NULL)
        return ddl_constraint_name_is_free(reader, table, pending) &&
               !ddl_name_is_taken(reader, table->schema, constraint->name, false);
    constraint->name = ddl_choose_index_name(
        reader, table->schema, table->name,
        index->is_primary ? NULL
                          : ddl_index_columns_text(reader, &index->elements, &index->include, NIL),
        index_label(constraint->kind), true);
    return true;
}

static void
make_index_constraint(Reader *reader, Table *table, const PendingConstraint *pending,
                      const PendingConstraintList *list, bool is_only)
{
    ConstraintKind kind = index_kind(pending);
    Constraint *constraint = ddl_constraint_new(reader, pending, kind);
    Index *index = new_index(reader, table, constraint, pending->node);

    if (kind == CONSTRAINT_PRIMARY_KEY && table_primary_key(table) != NULL)
    {
        ddl_error(reader, pending->node->location,
                  "multiple primary keys for table \"%s\" are not allowed", table->name);
        return;
    }
    if (kind == CONSTRAINT_EXCLUDE)
        exclude_elements(reader, index, pending->node);
    else if (!ddl_constraint_key_columns(reader, table, pending, pending->node->keys,
                                         &constraint->columns))
        return;
    for (const Name *name = constraint->columns.first; name != NULL; name = name->next)
        (void) ddl_index_column(reader, &index->elements, name->text);
    ddl_name_list(reader, &index->include, pending->node->including);
    if (find_repeated(table, constraint, index, reader->ordinal) != NULL ||
        !ddl_index_holds_partition_key(reader, table, index) ||
        !name_index_constraint(reader, table, pending, list, constraint, index))
        return;
    index->name = constraint->name;
    index->constraint = constraint;
    index->is_on_only = is_only && table->kind == TABLE_PARTITIONED;
    constraint->index = index;
    ddl_constraint_append(reader, table, constraint);
    ddl_index_add(reader, table, index);
    if (kind == CONSTRAINT_PRIMARY_KEY)
        set_not_null(reader, table, &constraint->columns);
    if (table->kind == TABLE_PARTITIONED && !is_only)
        ddl_each_child(reader, table, add_clone, index);
}

void
ddl_constraint_make_all(Reader *reader, Table *table, const PendingConstraintList *list,
                        bool is_only)
{
    static const struct
    {
        ConstrType node_kind;
        ConstraintKind kind;
    } passes[] = {{CONSTR_CHECK, CONSTRAINT_CHECK},
                  {CONSTR_PRIMARY, CONSTRAINT_PRIMARY_KEY},
                  {CONSTR_UNIQUE, CONSTRAINT_UNIQUE},
                  {CONSTR_FOREIGN, CONSTRAINT_FOREIGN_KEY}};

    for (size_t pass = 0; pass < ARRAY_LENGTH(passes); pass++)
    {
        for (const PendingConstraint *at = list->first; at != NULL; at = at->next)
        {
            bool is_exclusion = at->node->contype == CONSTR_EXCLUSION;

            if (at->node->contype != passes[pass].node_kind &&
                !(is_exclusion && passes[pass].kind == CONSTRAINT_UNIQUE))
                continue;
            if (passes[pass].kind == CONSTRAINT_CHECK)
                make_check(reader, table, at, is_only);
            else if (passes[pass].kind == CONSTRAINT_FOREIGN_KEY)
                ddl_constraint_make_foreign_key(reader, table, at, is_only);
            else
                make_index_constraint(reader, table, at, list, is_only);
        }
    }
}
