/*
 * ddl_expr.c - expressions and queries: their text, and what they name.
 *
 * The traps: a name in FROM may be that of a WITH query, and `WITH t AS (SELECT … FROM t)` means the
 * table inside; nextval('t_id_seq') and 't'::regclass name a relation in a string.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"
#include "sql/walk.h"

typedef struct Finder
{
    Arena *arena;
    ReferenceList *out;
    const char **scope; /* names of WITH queries in sight */
    size_t scope_count;
    size_t scope_capacity;
    bool has_operator; /* an operator without schema: which one depends on search_path */
} Finder;

static void
add_reference(Finder *finder, ReferenceKind kind, const char *space, const char *qualifier,
              const char *name)
{
    Reference *reference;

    for (reference = finder->out->first; reference != NULL; reference = reference->next)
    {
        if (reference->kind == kind && strcmp(reference->name, name) == 0 &&
            str_equal(reference->schema, space) && str_equal(reference->qualifier, qualifier))
            return;
    }
    reference = arena_new_object(finder->arena, Reference);
    reference->kind = kind;
    reference->schema = arena_strdup(finder->arena, space);
    reference->qualifier = arena_strdup(finder->arena, qualifier);
    reference->name = arena_strdup(finder->arena, name);
    list_append(finder->out, reference);
}

static void
add_names(Finder *finder, ReferenceKind kind, const List *names)
{
    const char *space;
    const char *name;

    ddl_split_names(names, &space, &name);
    add_reference(finder, kind, space, NULL, name);
}

static void
add_column(Finder *finder, const ColumnRef *reference)
{
    int count = list_length(reference->fields);
    const Node *last = llast(reference->fields);
    const Node *before = count > 1 ? list_nth(reference->fields, count - 2) : NULL;

    add_reference(finder, REFERENCE_COLUMN, NULL,
                  before != NULL && IsA(before, String) ? strVal(before) : NULL,
                  IsA(last, String) ? strVal(last) : "*");
}

/* The words of "schema"."name" or schema.name in a string. */
static const char *
read_name(Arena *arena, const char **at)
{
    StrBuf name = strbuf_new(arena);
    bool is_quoted = **at == '"';

    for (*at += is_quoted; **at != '\0'; (*at)++)
    {
        if (is_quoted && **at == '"' && (*at)[1] != '"')
            break;
        if (!is_quoted && **at == '.')
            break;
        if (is_quoted && **at == '"')
            (*at)++;
        strbuf_add_char(&name,
                        !is_quoted && **at >= 'A' && **at <= 'Z' ? (char) (**at | 0x20) : **at);
    }
    if (is_quoted && **at == '"')
        (*at)++;
    return name.text;
}

static const char *
string_constant(const Node *node)
{
    const A_Const *value = (const A_Const *) node;

    while (IsA(node, TypeCast))
        node = ((const TypeCast *) node)->arg;
    value = (const A_Const *) node;
    if (!IsA(node, A_Const) || value->isnull || !IsA(&value->val, String))
        return NULL;
    return value->val.sval.sval;
}

static void
add_relation_literal(Finder *finder, const char *text)
{
    const char *at = text;
    const char *first = read_name(finder->arena, &at);

    if (*at != '.')
    {
        add_reference(finder, REFERENCE_RELATION, NULL, NULL, first);
        return;
    }
    at++;
    add_reference(finder, REFERENCE_RELATION, first, NULL, read_name(finder->arena, &at));
}

void
ddl_relation_literal(Arena *arena, const char *text, ReferenceList *out)
{
    Finder finder = {.arena = arena, .out = out};

    add_relation_literal(&finder, text);
}

static void
add_function(Finder *finder, const FuncCall *call)
{
    static const char *const sequence_functions[] = {"nextval", "currval", "setval"};
    const char *name = strVal(llast(call->funcname));
    const Node *first = call->args == NIL ? NULL : linitial(call->args);
    const char *literal = first == NULL ? NULL : string_constant(first);

    if (first != NULL && IsA(first, TypeCast) &&
        strcmp(strVal(llast(((const TypeCast *) first)->typeName->names)), "regclass") != 0)
        literal = NULL; /* 'seq'::text is looked up when it is called */
    add_names(finder, REFERENCE_FUNCTION, call->funcname);
    for (size_t i = 0; literal != NULL && i < ARRAY_LENGTH(sequence_functions); i++)
    {
        if (strcmp(name, sequence_functions[i]) == 0)
            add_relation_literal(finder, literal);
    }
}

static void
add_cast(Finder *finder, const TypeCast *cast)
{
    const char *literal = string_constant(cast->arg);

    if (literal != NULL && cast->typeName != NULL &&
        strcmp(strVal(llast(cast->typeName->names)), "regclass") == 0)
        add_relation_literal(finder, literal);
}

static void
add_range(Finder *finder, const RangeVar *range)
{
    for (size_t i = 0; range->schemaname == NULL && i < finder->scope_count; i++)
    {
        if (strcmp(finder->scope[i], range->relname) == 0)
            return;
    }
    add_reference(finder, REFERENCE_RELATION, range->schemaname, NULL, range->relname);
}

static void
push_scope(Finder *finder, const char *name)
{
    if (finder->scope_count == finder->scope_capacity)
    {
        size_t capacity = finder->scope_capacity == 0 ? 8 : 2 * finder->scope_capacity;

        finder->scope = arena_grow(finder->arena, finder->scope,
                                   finder->scope_count * sizeof(char *), capacity * sizeof(char *));
        finder->scope_capacity = capacity;
    }
    finder->scope[finder->scope_count++] = name;
}

static void
walk_with(Walk *walk, const WithClause *with)
{
    Finder *finder = walk->context;
    ListCell *cell;

    if (with->recursive)
    {
        foreach (cell, with->ctes)
            push_scope(finder, lfirst_node(CommonTableExpr, cell)->ctename);
    }
    foreach (cell, with->ctes)
    {
        const CommonTableExpr *query = lfirst_node(CommonTableExpr, cell);

        walk_into(walk, query->ctequery);
        if (!with->recursive)
            push_scope(finder, query->ctename);
    }
}

static WithClause **
with_clause(Node *node)
{
    switch (nodeTag(node))
    {
    case T_SelectStmt:
        return &((SelectStmt *) node)->withClause;
    case T_InsertStmt:
        return &((InsertStmt *) node)->withClause;
    case T_UpdateStmt:
        return &((UpdateStmt *) node)->withClause;
    case T_DeleteStmt:
        return &((DeleteStmt *) node)->withClause;
    default:
        return NULL;
    }
}

static bool
visit(Walk *walk, Node *node)
{
    Finder *finder = walk->context;
    WithClause **place = with_clause(node);

    if (place != NULL && *place != NULL)
    {
        WithClause *with = *place;
        size_t scope_count = finder->scope_count;

        walk_with(walk, with);
        *place = NULL;
        walk_into(walk, node);
        *place = with;
        finder->scope_count = scope_count;
        return false;
    }
    switch (nodeTag(node))
    {
    case T_ColumnRef:
        add_column(finder, (const ColumnRef *) node);
        break;
    case T_FuncCall:
        add_function(finder, (const FuncCall *) node);
        break;
    case T_TypeCast:
        add_cast(finder, (const TypeCast *) node);
        break;
    case T_TypeName:
        if (((const PgTypeName *) node)->names != NIL)
            add_names(finder, REFERENCE_TYPE, ((const PgTypeName *) node)->names);
        break;
    case T_RangeVar:
        add_range(finder, (const RangeVar *) node);
        break;
    case T_A_Expr:
        if (list_length(((const A_Expr *) node)->name) > 1)
            add_names(finder, REFERENCE_OPERATOR, ((const A_Expr *) node)->name);
        else
            finder->has_operator = true;
        break;
    default:
        break;
    }
    return true;
}

/* True when an unqualified operator was met. */
static bool
find_references(Arena *arena, const void *node, ReferenceList *out)
{
    Finder finder = {.arena = arena, .out = out};
    Walk walk = {.visit = visit, .context = &finder};

    if (!walk_tree(&walk, node))
        return true;
    return finder.has_operator;
}

void
ddl_references(Arena *arena, const void *node, ReferenceList *out)
{
    (void) find_references(arena, node, out); /* operators are no references */
}

/* Functions that everybody means to be PostgreSQL's. */
static bool
is_known_function(const char *name)
{
    static const char *const names[] = {"clock_timestamp",
                                        "gen_random_uuid",
                                        "jsonb_build_object",
                                        "length",
                                        "lower",
                                        "nextval",
                                        "now",
                                        "timezone",
                                        "upper"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* True when the expression means the same under every search_path. */
static bool
is_plain(const ReferenceList *references)
{
    for (const Reference *at = references->first; at != NULL; at = at->next)
    {
        if (at->schema != NULL || at->kind == REFERENCE_COLUMN)
            continue;
        if (at->kind == REFERENCE_FUNCTION && is_known_function(at->name))
            continue;
        if (at->kind != REFERENCE_TYPE || type_builtin_name(at->name) == NULL)
            return false;
    }
    return true;
}

const Expr *
ddl_expr_text(Reader *reader, const void *node, const char *sql)
{
    Expr *expr = arena_new_object(reader->arena, Expr);
    bool has_operator = find_references(reader->arena, node, &expr->references);

    expr->sql = sql;
    if (has_operator || !is_plain(&expr->references))
        expr->search_path = reader->search_path_text;
    return expr;
}

const Expr *
ddl_expr(Reader *reader, const void *node, size_t first, size_t end)
{
    return ddl_expr_text(reader, node,
                         token_list_text(reader->arena, ddl_tokens(reader), first, end));
}

void
ddl_expr_columns(Reader *reader, const Expr *expr, const Table *table, NameList *out)
{
    for (const Reference *reference = expr->references.first; reference != NULL;
         reference = reference->next)
    {
        if (reference->kind != REFERENCE_COLUMN || name_list_contains(out, reference->name))
            continue;
        if (table_find_column(table, reference->name) != NULL)
            name_list_add(reader->turn, out, reference->name);
    }
}

static bool
is_system_column(const char *name)
{
    static const char *const names[] = {"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

bool
ddl_expr_columns_exist(Reader *reader, const Expr *expr, const Table *table)
{
    for (const Reference *at = expr == NULL ? NULL : expr->references.first; at != NULL;
         at = at->next)
    {
        if (at->kind == REFERENCE_COLUMN && at->qualifier == NULL && strcmp(at->name, "*") != 0 &&
            strcmp(at->name, table->name) != 0 && !is_system_column(at->name) &&
            !ddl_column_must_exist(reader, table, at->name, -1))
            return false;
    }
    return true;
}

static bool
read_text(Arena *arena, const char *sql, ParseTree *tree, Expr *out, Error *error)
{
    const List *statements = (const List *) tree->statements;

    if (list_length(statements) != 1)
    {
        parse_close(tree);
        return error_set(error, ERROR_INPUT, "one expression or query was expected");
    }
    *out = (Expr){.sql = arena_strdup(arena, sql)};
    ddl_references(arena, linitial_node(RawStmt, statements)->stmt, &out->references);
    parse_close(tree);
    return true;
}

bool
ddl_read_expr(Arena *arena, const char *sql, Expr *out, Error *error)
{
    ParseTree tree;
    size_t position;

    return parse_open_expr(arena, sql, &tree, &position, error) &&
           read_text(arena, sql, &tree, out, error);
}

bool
ddl_read_query(Arena *arena, const char *sql, Expr *out, Error *error)
{
    ParseTree tree;
    size_t position;

    return parse_open(sql, &tree, &position, error) && read_text(arena, sql, &tree, out, error);
}
