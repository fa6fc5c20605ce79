/*
 * ddl_rewrite.c - expressions follow the names of what they use.
 *
 * PostgreSQL stores object ids, we store text: a rename has to change the text, everywhere.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"
#include "ddl/ddl_edit.h"
#include "ddl/ddl_kept.h"

static void
rewrite_type_name(Reader *reader, TypeName *type, const EditName *name)
{
    if (name->kind == EDIT_SCHEMA && str_equal(type->schema, name->space))
        *type = type_make(reader->arena, name->new_space, type->name, type->modifiers,
                          type->dimensions);
    if (name->kind == EDIT_TYPE && str_equal(type->name, name->old) &&
        str_equal(type->schema, name->space))
        *type =
            type_make(reader->arena, name->new_space, name->new, type->modifiers, type->dimensions);
}

/* The schema before the dot of a collation or an operator class. */
static void
rewrite_qualified(Reader *reader, const char **text, const EditName *name)
{
    if (name->kind == EDIT_SCHEMA && *text != NULL)
        *text = ddl_rename_schema_in(reader, *text, name->space, name->new_space);
}

static void
rewrite_columns(Reader *reader, const ColumnList *columns, const EditName *name, const Table *owner)
{
    for (Column *at = columns->first; at != NULL; at = at->next)
    {
        rewrite_type_name(reader, &at->type, name);
        rewrite_qualified(reader, &at->collation, name);
        at->default_expr = ddl_edit_expr(reader, at->default_expr, name, owner);
        at->generated_expr = ddl_edit_expr(reader, at->generated_expr, name, owner);
    }
}

static void
rewrite_indexes(Reader *reader, IndexList *indexes, const EditName *name, const Table *owner)
{
    for (Index *index = indexes->first; index != NULL; index = index->next)
    {
        for (IndexElement *at = index->elements.first; at != NULL; at = at->next)
        {
            at->expr = ddl_edit_expr(reader, at->expr, name, owner);
            rewrite_qualified(reader, &at->collation, name);
            rewrite_qualified(reader, &at->opclass, name);
        }
        index->predicate = ddl_edit_expr(reader, index->predicate, name, owner);
    }
}

static void
rewrite_triggers(Reader *reader, TriggerList *triggers, const EditName *name, const Table *owner)
{
    for (Trigger *at = triggers->first; at != NULL; at = at->next)
    {
        at->when = ddl_edit_expr(reader, at->when, name, owner);
        if (!str_equal(at->function_schema, name->space))
            continue;
        if (name->kind == EDIT_FUNCTION && str_equal(at->function_name, name->old))
        {
            at->function_name = name->new;
            at->function_schema = name->new_space;
        }
        else if (name->kind == EDIT_SCHEMA)
            at->function_schema = name->new_space;
    }
}

static void
rewrite_policies(Reader *reader, const Table *table, const EditName *name)
{
    for (Policy *at = table->policies.first; at != NULL; at = at->next)
    {
        at->using_expr = ddl_edit_expr(reader, at->using_expr, name, table);
        at->check_expr = ddl_edit_expr(reader, at->check_expr, name, table);
    }
}

/* Of another table's columns only policies can speak. */
static void
rewrite_table(Reader *reader, Table *table, const EditName *name)
{
    rewrite_policies(reader, table, name);
    if (name->kind == EDIT_COLUMN && name->table != NULL && name->table != table)
        return;
    rewrite_columns(reader, &table->columns, name, table);
    if (name->kind == EDIT_SCHEMA && str_equal(table->of_type_schema, name->space))
        table->of_type_schema = name->new_space;
    if (name->kind == EDIT_TYPE && str_equal(table->of_type_name, name->old) &&
        str_equal(table->of_type_schema, name->space))
    {
        table->of_type_name = name->new;
        table->of_type_schema = name->new_space;
    }
    for (Constraint *at = table->constraints.first; at != NULL; at = at->next)
        at->check = ddl_edit_expr(reader, at->check, name, table);
    rewrite_indexes(reader, &table->indexes, name, table);
    rewrite_triggers(reader, &table->triggers, name, table);
    for (IndexElement *at = table->partition_key == NULL ? NULL
                                                         : table->partition_key->elements.first;
         at != NULL; at = at->next)
        at->expr = ddl_edit_expr(reader, at->expr, name, table);
}

static void
rewrite_type(Reader *reader, Type *type, const EditName *name)
{
    rewrite_type_name(reader, &type->base, name);
    rewrite_qualified(reader, &type->collation, name);
    rewrite_columns(reader, &type->columns, name, NULL);
    type->default_expr = ddl_edit_expr(reader, type->default_expr, name, NULL);
    for (Constraint *at = type->constraints.first; at != NULL; at = at->next)
        at->check = ddl_edit_expr(reader, at->check, name, NULL);
}

static void
rewrite_routine(Reader *reader, Routine *routine, const EditName *name)
{
    if (routine->returns.name != NULL)
        rewrite_type_name(reader, &routine->returns, name);
    for (Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        rewrite_type_name(reader, &at->type, name);
        at->default_expr = ddl_edit_expr(reader, at->default_expr, name, NULL);
    }
}

static bool
is_word(const TokenList *tokens, size_t at, const char *text)
{
    const Token *token = &tokens->items[at];
    const char *start = tokens->text + token->start;
    size_t length = token->end - token->start;

    if (token->kind == TOKEN_QUOTED)
        return length >= 2 && strlen(text) == length - 2 &&
               strncmp(start + 1, text, length - 2) == 0;
    return token->kind == TOKEN_WORD && strlen(text) == length &&
           strncasecmp(start, text, length) == 0;
}

/* The words of a name in a statement that is kept whole, wherever they stand. */
static const char *
rewrite_words(Reader *reader, const char *sql, const EditName *name)
{
    TokenList tokens = token_list(reader->turn, sql, strlen(sql));
    StrBuf text = strbuf_new(reader->arena);
    bool moves = !str_equal(name->space, name->new_space);
    size_t copied = 0;

    for (size_t at = 0; at < tokens.count; at++)
    {
        bool is_qualified = at > 1 && token_list_is_char(&tokens, at - 1, '.') &&
                            is_word(&tokens, at - 2, name->space);
        size_t start = tokens.items[is_qualified ? at - 2 : at].start;

        if (!is_word(&tokens, at, name->old))
            continue;
        strbuf_add_bytes(&text, sql + copied, start - copied);
        quote_add_qualified(&text, is_qualified || moves ? name->new_space : NULL, name->new);
        copied = tokens.items[at].end;
    }
    if (copied == 0)
        return sql;
    strbuf_add(&text, sql + copied);
    return text.text;
}

const char *
ddl_rewrite_word(Reader *reader, const char *sql, const char *old, const char *new)
{
    return rewrite_words(reader, sql, &(EditName){.space = "", .old = old, .new = new});
}

static ReferenceKind
reference_kind(EditKind kind)
{
    return kind == EDIT_FUNCTION ? REFERENCE_FUNCTION
           : kind == EDIT_TYPE   ? REFERENCE_TYPE
                                 : REFERENCE_RELATION;
}

static void
rewrite_other(Reader *reader, Other *other, const EditName *name)
{
    const char *sql = rewrite_words(reader, other->sql, name);

    if (other->publication != NULL)
        return;
    for (OtherChange *at = other->changes.first; at != NULL; at = at->next)
        at->sql = rewrite_words(reader, at->sql, name);
    if (other->kind == OTHER_RULE && str_equal(other->about, name->old))
        other->about = name->new;
    if (sql == other->sql)
        return;
    other->sql = sql;
    for (Reference *at = other->references.first; at != NULL; at = at->next)
    {
        if (at->kind == reference_kind(name->kind) && strcmp(at->name, name->old) == 0)
        {
            at->name = name->new;
            if (str_equal(at->schema, name->space))
                at->schema = name->new_space;
        }
    }
}

static bool
other_names(const Other *other, const EditName *name)
{
    for (const Reference *at = other->references.first; at != NULL; at = at->next)
    {
        if (at->kind == reference_kind(name->kind) && strcmp(at->name, name->old) == 0)
            return true;
    }
    return false;
}

void
ddl_rewrite_stars(Reader *reader, const Table *table)
{
    EditName name = {.kind = EDIT_STAR, .table = table, .old = "*", .new = "*"};

    Users views = uses_of(reader->schema, reader->turn, USER_VIEW, table->name);

    for (size_t i = 0; i < views.count; i++)
    {
        View *at = views.items[i];

        if (ddl_depend_on_relation(reader, at->query, table->schema, table->name))
            at->query = ddl_edit_query(reader, at->query, &name);
    }
}

/* new.a and old.a in the rules of a table. */
static void
rewrite_rule(Reader *reader, Other *rule, const EditName *name)
{
    TokenList tokens = token_list(reader->turn, rule->sql, strlen(rule->sql));
    StrBuf text = strbuf_new(reader->arena);
    size_t copied = 0;

    for (size_t at = 2; at < tokens.count; at++)
    {
        if (!is_word(&tokens, at, name->old) || !token_list_is_char(&tokens, at - 1, '.') ||
            (!token_list_is(&tokens, at - 2, "new") && !token_list_is(&tokens, at - 2, "old")))
            continue;
        strbuf_add_bytes(&text, rule->sql + copied, tokens.items[at].start - copied);
        quote_add_ident(&text, name->new);
        copied = tokens.items[at].end;
    }
    if (copied == 0)
        return;
    strbuf_add(&text, rule->sql + copied);
    rule->sql = text.text;
}

static void
rewrite_statistics(Reader *reader, const EditName *name)
{
    EditName word = *name;

    word.space = word.new_space = "";
    for (Other *at = reader->schema->others.first; at != NULL; at = at->next)
    {
        if ((at->kind != OTHER_STATISTICS && at->kind != OTHER_RULE) ||
            !ddl_depend_other_on(reader, at, name->table->schema, name->table->name))
            continue;
        if (at->kind == OTHER_RULE)
            rewrite_rule(reader, at, name);
        else
            rewrite_other(reader, at, &word);
        for (Reference *used = at->references.first; used != NULL; used = used->next)
        {
            if (used->kind == REFERENCE_COLUMN && strcmp(used->name, name->old) == 0)
                used->name = name->new;
        }
    }
}

static void
rewrite_view(Reader *reader, View *view, const EditName *name)
{
    view->query = ddl_edit_query(reader, view->query, name);
    for (Column *at = view->columns.first; at != NULL; at = at->next)
        rewrite_type_name(reader, &at->type, name);
    rewrite_triggers(reader, &view->triggers, name, NULL);
    rewrite_indexes(reader, &view->indexes, name, NULL);
}

/* What speaks of a column names its table; all may live in a schema. */
static Users
users_of(Reader *reader, UserKind kind, const EditName *name)
{
    if (name->kind == EDIT_SCHEMA)
        return uses_all(reader->schema, reader->turn, kind);
    return uses_of(reader->schema, reader->turn, kind,
                   name->kind == EDIT_COLUMN ? name->table->name : name->old);
}

void
ddl_rewrite(Reader *reader, const EditName *name)
{
    Users users;

    if (name->kind == EDIT_COLUMN)
    {
        ddl_rewrite_stars(reader, name->table);
        rewrite_statistics(reader, name);
        ddl_publication_follow_column(reader, name);
    }
    users = users_of(reader, USER_TABLE, name);
    for (size_t i = 0; i < users.count; i++)
        rewrite_table(reader, users.items[i], name);
    users = users_of(reader, USER_TYPE, name);
    for (size_t i = 0; i < users.count; i++)
        rewrite_type(reader, users.items[i], name);
    users = users_of(reader, USER_ROUTINE, name);
    for (size_t i = 0; i < users.count; i++)
        rewrite_routine(reader, users.items[i], name);
    users = users_of(reader, USER_VIEW, name);
    for (size_t i = 0; i < users.count; i++)
        rewrite_view(reader, users.items[i], name);
    if (name->kind == EDIT_RELATION)
        ddl_publication_follow(reader, name->space, name->old, name->new_space, name->new);
    for (Other *at = reader->schema->others.first; at != NULL; at = at->next)
    {
        if (name->kind != EDIT_COLUMN && name->kind != EDIT_SCHEMA && other_names(at, name))
            rewrite_other(reader, at, name);
    }
}
