/*
 * ddl_edit.c - which words of an expression mean an object, and their replacement.
 *
 * A column without a qualifier belongs to the innermost query whose FROM has a table with such a
 * column. A renamed column of a select list keeps its old name as an alias, so that the columns of a
 * view stay; a renamed table has none, and what is qualified by its name follows.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_edit.h"

#include "sql/walk.h"

/* One table of a FROM list, or the table that an expression belongs to. */
typedef struct Source Source;
struct Source
{
    Source *next;
    const char *alias;
    const Table *table; /* NULL: a subquery, a function, a view */
    bool is_renamed; /* the relation that is renamed, without an alias */
};
LIST_OF(Source);

typedef struct Scope Scope;
struct Scope
{
    Scope *outer;
    SourceList sources;
    bool has_merged; /* a JOIN with USING or NATURAL: its columns come together */
};

typedef struct Edit Edit;
struct Edit
{
    Edit *next;
    size_t start;
    size_t end;
    const char *text;
};

typedef struct Editor
{
    Reader *reader;
    const EditName *name;
    const Expr *expr;
    TokenList tokens;
    size_t shift; /* node locations are this much larger than offsets of the text */
    Scope *scope;
    const Node *entering; /* the query whose scope was just opened */
    Edit *edits; /* sorted by start */
} Editor;

static void
add_edit(Editor *editor, size_t start, size_t end, const char *text)
{
    Edit *edit = arena_new_object(editor->reader->turn, Edit);
    Edit **link = &editor->edits;

    while (*link != NULL && (*link)->start < start)
        link = &(*link)->next;
    if (*link != NULL && (*link)->start == start)
        return;
    *edit = (Edit){.next = *link, .start = start, .end = end, .text = text};
    *link = edit;
}

/* The token at a node's location; count when there is none. */
static size_t
token_at(const Editor *editor, int location)
{
    if (location < 0 || (size_t) location < editor->shift)
        return editor->tokens.count;
    return token_list_at(&editor->tokens, (size_t) location - editor->shift);
}

/* The last token of a dotted name that starts at a token. */
static size_t
last_of_name(const Editor *editor, size_t at)
{
    while (token_list_is_char(&editor->tokens, at + 1, '.') && at + 2 < editor->tokens.count)
        at += 2;
    return at;
}

/* The table; for a view whose columns are known one that looks like it. */
static const Table *
table_or_view(const Editor *editor, const char *space, const char *name)
{
    const Table *table = schema_find_table(editor->reader->schema, space, name);
    const View *view = schema_find_view(editor->reader->schema, space, name);
    Table *stand_in;

    if (table != NULL || view == NULL || view->columns.count == 0)
        return table;
    stand_in = arena_new_object(editor->reader->turn, Table);
    stand_in->schema = view->schema;
    stand_in->name = view->name;
    stand_in->columns = view->columns;
    return stand_in;
}

static const Table *
resolve_table(const Editor *editor, const RangeVar *var)
{
    const Schema *schema = editor->reader->schema;
    const char *path = editor->expr->search_path;

    if (var->schemaname != NULL)
        return table_or_view(editor, var->schemaname, var->relname);
    for (const Namespace *at = schema->namespaces.first; path != NULL && at != NULL; at = at->next)
    {
        const Table *table = table_or_view(editor, at->name, var->relname);

        if (table != NULL && ddl_path_means(editor->reader, path, at->name, var->relname))
            return table;
    }
    return path == NULL || ddl_path_means(editor->reader, path, "public", var->relname)
               ? table_or_view(editor, "public", var->relname)
               : NULL;
}

static Source *
add_source(Editor *editor, const char *alias, const Table *table)
{
    Source *source = arena_new_object(editor->reader->turn, Source);

    source->alias = arena_strdup(editor->reader->turn, alias);
    source->table = table;
    list_append(&editor->scope->sources, source);
    return source;
}

/* A name with or without its schema is the one that is renamed. */
static bool
is_the_name(const Editor *editor, const char *space, const char *text)
{
    const char *path = editor->expr->search_path;

    if (strcmp(text, editor->name->old) != 0)
        return false;
    if (space != NULL)
        return str_equal(space, editor->name->space);
    if (editor->name->kind == EDIT_RELATION)
        return editor->name->space != NULL &&
               ddl_path_means(editor->reader, path, editor->name->space, text);
    return path != NULL && editor->name->space != NULL && strstr(path, editor->name->space) != NULL;
}

static const char *
alias_name(const Alias *alias)
{
    return alias == NULL ? "" : alias->aliasname;
}

static void
add_from(Editor *editor, const Node *node)
{
    const RangeVar *var = (const RangeVar *) node;
    const JoinExpr *join = (const JoinExpr *) node;

    if (IsA(node, RangeVar))
        add_source(editor, var->alias != NULL ? var->alias->aliasname : var->relname,
                   resolve_table(editor, var))
            ->is_renamed = var->alias == NULL && editor->name->kind == EDIT_RELATION &&
                           is_the_name(editor, var->schemaname, var->relname);
    else if (IsA(node, RangeSubselect))
        (void) add_source(editor, alias_name(((const RangeSubselect *) node)->alias), NULL);
    else if (IsA(node, RangeFunction))
        (void) add_source(editor, alias_name(((const RangeFunction *) node)->alias), NULL);
    else if (IsA(node, JoinExpr))
    {
        editor->scope->has_merged |= join->isNatural || join->usingClause != NIL;
        add_from(editor, join->larg);
        add_from(editor, join->rarg);
    }
}

static bool
means_table(const Source *source, const Editor *editor)
{
    const Table *meant = editor->name->table;

    return source->table == meant ||
           (source->table != NULL && meant != NULL && str_equal(source->table->name, meant->name) &&
            str_equal(source->table->schema, meant->schema));
}

/* True when the reference, with this qualifier or none, is to the column that is renamed. */
static bool
is_the_column(const Editor *editor, const char *qualifier)
{
    for (const Scope *scope = editor->scope; scope != NULL; scope = scope->outer)
    {
        for (const Source *at = scope->sources.first; at != NULL; at = at->next)
        {
            if (qualifier != NULL && strcmp(at->alias, qualifier) == 0)
                return means_table(at, editor);
            if (qualifier == NULL && means_table(at, editor))
                return true;
            if (qualifier == NULL && at->table != NULL &&
                table_find_column(at->table, editor->name->old) != NULL)
                return false;
        }
    }
    return false;
}

static void
edit_column(Editor *editor, const ColumnRef *reference, bool is_output)
{
    int count = list_length(reference->fields);
    const Node *last = llast(reference->fields);
    const Node *before = count > 1 ? list_nth(reference->fields, count - 2) : NULL;
    size_t at = last_of_name(editor, token_at(editor, reference->location));
    const char *quoted;

    if (!IsA(last, String) || strcmp(strVal(last), editor->name->old) != 0 ||
        at >= editor->tokens.count ||
        !is_the_column(editor, before != NULL && IsA(before, String) ? strVal(before) : NULL))
        return;
    quoted = quote_ident(editor->reader->turn, editor->name->new);
    if (is_output)
        quoted = arena_printf(editor->reader->turn, "%s AS %s", quoted,
                              quote_ident(editor->reader->turn, editor->name->old));
    add_edit(editor, editor->tokens.items[at].start, editor->tokens.items[at].end, quoted);
}

/* The new name, qualified when the old one was or when it moves to another schema. */
static const char *
new_name(const Editor *editor, bool is_qualified)
{
    const EditName *name = editor->name;
    bool moves = !str_equal(name->space, name->new_space);

    return quote_qualified(editor->reader->turn, is_qualified || moves ? name->new_space : NULL,
                           name->new);
}

static void
edit_dotted(Editor *editor, int location, const char *space, const char *text)
{
    size_t first = token_at(editor, location);
    size_t last = last_of_name(editor, first);

    if (last >= editor->tokens.count || !is_the_name(editor, space, text))
        return;
    add_edit(editor, editor->tokens.items[first].start, editor->tokens.items[last].end,
             new_name(editor, last > first));
}

/* True when the word is the name of the relation in sight, and of nothing nearer. */
static bool
is_qualifier(const Editor *editor, const char *word, bool may_be_column)
{
    for (const Scope *scope = editor->scope; scope != NULL; scope = scope->outer)
    {
        for (const Source *at = scope->sources.first; at != NULL; at = at->next)
        {
            if (may_be_column && at->table != NULL && table_find_column(at->table, word) != NULL)
                return false;
        }
        for (const Source *at = scope->sources.first; at != NULL; at = at->next)
        {
            if (strcmp(at->alias, word) == 0)
                return at->is_renamed;
        }
    }
    return false;
}

/* t.a, public.t.a, and t alone as a whole row. */
static void
edit_qualifier(Editor *editor, const ColumnRef *reference)
{
    int count = list_length(reference->fields);
    const Node *word = list_nth(reference->fields, count > 1 ? count - 2 : 0);
    size_t first = token_at(editor, reference->location);
    size_t last = first + 2 * (size_t) (count > 1 ? count - 2 : 0);

    if (!IsA(word, String) || last >= editor->tokens.count ||
        strcmp(editor->name->old, strVal(word)) != 0 ||
        !is_qualifier(editor, strVal(word), count == 1))
        return;
    add_edit(editor, editor->tokens.items[first].start, editor->tokens.items[last].end,
             new_name(editor, last > first));
}

static void
edit_relation(Editor *editor, const RangeVar *var)
{
    edit_dotted(editor, var->location, var->schemaname, var->relname);
}

/* nextval('schema.name'), 'schema.name'::regclass */
static void
edit_relation_literal(Editor *editor, const Node *node)
{
    const A_Const *value = (const A_Const *) node;
    ReferenceList names = {0};
    const char *text;
    size_t at;

    while (IsA(node, TypeCast))
        node = ((const TypeCast *) node)->arg;
    value = (const A_Const *) node;
    if (!IsA(node, A_Const) || value->isnull || !IsA(&value->val, String))
        return;
    ddl_relation_literal(editor->reader->turn, value->val.sval.sval, &names);
    at = token_at(editor, value->location);
    if (names.first == NULL || at >= editor->tokens.count)
        return;
    if (editor->name->kind == EDIT_SCHEMA && str_equal(names.first->schema, editor->name->space))
        text = quote_qualified(editor->reader->turn, editor->name->new_space, names.first->name);
    else if (editor->name->kind == EDIT_RELATION &&
             is_the_name(editor, names.first->schema, names.first->name))
        text = new_name(editor, names.first->schema != NULL);
    else
        return;
    add_edit(editor, editor->tokens.items[at].start, editor->tokens.items[at].end,
             quote_literal(editor->reader->turn, text));
}

static void
edit_names(Editor *editor, const List *names, int location)
{
    const char *space;
    const char *text;

    ddl_split_names(names, &space, &text);
    edit_dotted(editor, location, space, text);
}

static void
edit_call(Editor *editor, const FuncCall *call)
{
    const char *name = strVal(llast(call->funcname));

    if (editor->name->kind == EDIT_FUNCTION)
        edit_names(editor, call->funcname, call->location);
    else if ((editor->name->kind == EDIT_RELATION || editor->name->kind == EDIT_SCHEMA) &&
             call->args != NIL &&
             (strcmp(name, "nextval") == 0 || strcmp(name, "currval") == 0 ||
              strcmp(name, "setval") == 0))
        edit_relation_literal(editor, linitial(call->args));
}

static void
add_columns(StrBuf *text, const Source *source)
{
    for (const Column *column = source->table->columns.first; column != NULL; column = column->next)
    {
        strbuf_separate(text, ", ");
        quote_add_qualified(text, source->alias, column->name);
    }
}

/* PostgreSQL reads "*" once, when the view is made. */
static void
edit_star(Editor *editor, const ColumnRef *reference)
{
    const Node *first = linitial(reference->fields);
    const char *alias =
        list_length(reference->fields) == 2 && IsA(first, String) ? strVal(first) : NULL;
    size_t start = token_at(editor, reference->location);
    size_t end = last_of_name(editor, start);
    StrBuf text = strbuf_new(editor->reader->turn);

    if (!IsA(llast(reference->fields), A_Star) || end >= editor->tokens.count ||
        editor->scope->has_merged || list_length(reference->fields) > 2)
        return;
    for (const Source *at = editor->scope->sources.first; at != NULL; at = at->next)
    {
        if (alias != NULL && strcmp(at->alias, alias) != 0)
            continue;
        if (at->table == NULL)
            return;
        add_columns(&text, at);
    }
    if (text.length > 0)
        add_edit(editor, editor->tokens.items[start].start, editor->tokens.items[end].end,
                 text.text);
}

static void
visit_target(Editor *editor, const ResTarget *target)
{
    const ColumnRef *reference = (const ColumnRef *) target->val;

    if (!IsA(target, ResTarget) || target->name != NULL || reference == NULL ||
        !IsA(reference, ColumnRef))
        return;
    if (editor->name->kind == EDIT_STAR)
        edit_star(editor, reference);
    else if (editor->name->kind == EDIT_COLUMN)
        edit_column(editor, reference, editor->shift == 0 || editor->scope->outer->outer != NULL);
}

/* Opens the scope of a query around the walk of its parts. */
static bool
visit_select(Walk *walk, Node *node)
{
    Editor *editor = walk->context;
    const SelectStmt *select = (const SelectStmt *) node;
    ListCell *cell;

    if (editor->entering == node)
    {
        editor->entering = NULL;
        return true;
    }
    editor->scope = memcpy(arena_new_object(editor->reader->turn, Scope),
                           &(Scope){.outer = editor->scope}, sizeof(Scope));
    foreach (cell, select->fromClause)
        add_from(editor, lfirst(cell));
    foreach (cell, select->targetList)
        visit_target(editor, lfirst(cell));
    editor->entering = node;
    walk_into(walk, node);
    editor->scope = editor->scope->outer;
    return false;
}

/* The schema of a name with one, `before` tokens after the node's place. */
static void
edit_schema(Editor *editor, const char *space, int location, size_t before)
{
    size_t at = token_at(editor, location);

    if (space == NULL || at + before >= editor->tokens.count ||
        strcmp(space, editor->name->space) != 0)
        return;
    at += before;
    add_edit(editor, editor->tokens.items[at].start, editor->tokens.items[at].end,
             quote_ident(editor->reader->turn, editor->name->new_space));
}

static void
edit_schema_of(Editor *editor, const List *names, int least, int location, size_t before)
{
    const Node *first = names == NIL ? NULL : linitial(names);

    if (list_length(names) >= least && IsA(first, String))
        edit_schema(editor, strVal(first), location, before);
}

static void
visit_schema(Editor *editor, const Node *node)
{
    const RangeVar *var = (const RangeVar *) node;
    const A_Expr *operation = (const A_Expr *) node;
    size_t at;

    switch (nodeTag(node))
    {
    case T_RangeVar:
        edit_schema(editor, var->schemaname, var->location, 0);
        break;
    case T_ColumnRef:
        edit_schema_of(editor, ((const ColumnRef *) node)->fields, 3,
                       ((const ColumnRef *) node)->location, 0);
        break;
    case T_TypeName:
        edit_schema_of(editor, ((const PgTypeName *) node)->names, 2,
                       ((const PgTypeName *) node)->location, 0);
        break;
    case T_FuncCall:
        edit_schema_of(editor, ((const FuncCall *) node)->funcname, 2,
                       ((const FuncCall *) node)->location, 0);
        break;
    case T_CollateClause:
        edit_schema_of(editor, ((const CollateClause *) node)->collname, 2,
                       ((const CollateClause *) node)->location, 1);
        break;
    case T_A_Expr:
        at = token_at(editor, operation->location);
        if (token_list_is(&editor->tokens, at, "operator"))
            edit_schema_of(editor, operation->name, 2, operation->location, 2);
        break;
    default:
        break;
    }
}

static bool
visit(Walk *walk, Node *node)
{
    Editor *editor = walk->context;
    EditKind kind = editor->name->kind;

    if (kind == EDIT_SCHEMA)
        visit_schema(editor, node);
    switch (nodeTag(node))
    {
    case T_SelectStmt:
        return visit_select(walk, node);
    case T_ColumnRef:
        if (kind == EDIT_COLUMN)
            edit_column(editor, (const ColumnRef *) node, false);
        else if (kind == EDIT_RELATION)
            edit_qualifier(editor, (const ColumnRef *) node);
        return true;
    case T_RangeVar:
        if (kind == EDIT_RELATION)
            edit_relation(editor, (const RangeVar *) node);
        return true;
    case T_TypeName:
        if (kind == EDIT_TYPE && ((const PgTypeName *) node)->names != NIL)
            edit_names(editor, ((const PgTypeName *) node)->names,
                       ((const PgTypeName *) node)->location);
        return true;
    case T_TypeCast:
        if ((kind == EDIT_RELATION || kind == EDIT_SCHEMA) &&
            strcmp(strVal(llast(((const TypeCast *) node)->typeName->names)), "regclass") == 0)
            edit_relation_literal(editor, ((const TypeCast *) node)->arg);
        return true;
    case T_FuncCall:
        edit_call(editor, (const FuncCall *) node);
        return true;
    default:
        return true;
    }
}

static const Expr *
apply_edits(const Editor *editor)
{
    Reader *reader = editor->reader;
    StrBuf text = strbuf_new(reader->arena);
    Expr *expr = arena_new_object(reader->arena, Expr);
    Error error = {.arena = reader->turn};
    size_t at = 0;

    for (const Edit *edit = editor->edits; edit != NULL; edit = edit->next)
    {
        if (edit->start < at)
            continue;
        strbuf_add_bytes(&text, editor->expr->sql + at, edit->start - at);
        strbuf_add(&text, edit->text);
        at = edit->end;
    }
    strbuf_add(&text, editor->expr->sql + at);
    if (editor->shift > 0 ? !ddl_read_expr(reader->arena, text.text, expr, &error)
                          : !ddl_read_query(reader->arena, text.text, expr, &error))
        return editor->expr;
    expr->search_path = editor->expr->search_path;
    return expr;
}

static const Expr *
edit(Editor *editor, const ParseTree *tree)
{
    Walk walk = {.visit = visit, .context = editor};
    const char *sql = editor->expr->sql;

    editor->tokens = token_list(editor->reader->turn, sql, strlen(sql));
    (void) walk_tree(&walk, linitial_node(RawStmt, (const List *) tree->statements)->stmt);
    return editor->edits == NULL ? editor->expr : apply_edits(editor);
}

/* A quick look before the text is parsed. */
static bool
may_hold(const Expr *expr, const EditName *name)
{
    if (name->kind == EDIT_SCHEMA)
        return strstr(expr->sql, name->space) != NULL;
    for (const Reference *at = expr->references.first; at != NULL; at = at->next)
    {
        if (strcmp(at->name, name->old) == 0)
            return true;
    }
    return false;
}

/* What is named without a schema must be found where it was. */
static const Expr *
follow_path(Reader *reader, const Expr *expr, const EditName *name)
{
    Expr *copy;
    const char *path;

    if (name->kind != EDIT_SCHEMA || expr == NULL || expr->search_path == NULL)
        return expr;
    path = ddl_path_rename(reader, expr->search_path, name->space, name->new_space);
    if (path == expr->search_path)
        return expr;
    copy = arena_new_object(reader->arena, Expr);
    *copy = *expr;
    copy->search_path = path;
    return copy;
}

const Expr *
ddl_edit_expr(Reader *reader, const Expr *expr, const EditName *name, const Table *owner)
{
    Editor editor = {.reader = reader, .name = name, .shift = PARSE_EXPR_OFFSET};
    Scope own = {0};
    Error error = {.arena = reader->turn};
    ParseTree tree;
    size_t position;

    expr = editor.expr = follow_path(reader, expr, name);
    if (expr == NULL || !may_hold(expr, name) ||
        !parse_open_expr(reader->turn, expr->sql, &tree, &position, &error))
        return expr;
    editor.scope = &own;
    if (owner != NULL)
    {
        add_source(&editor, owner->name, owner)->is_renamed = name->kind == EDIT_RELATION &&
                                                              str_equal(owner->name, name->old) &&
                                                              str_equal(owner->schema, name->space);
        (void) add_source(&editor, "old", owner); /* only to be found */
        (void) add_source(&editor, "new", owner);
    }
    expr = edit(&editor, &tree);
    parse_close(&tree);
    return expr;
}

const Expr *
ddl_edit_query(Reader *reader, const Expr *expr, const EditName *name)
{
    Editor editor = {.reader = reader, .name = name};
    Error error = {.arena = reader->turn};
    ParseTree tree;
    size_t position;

    expr = editor.expr = follow_path(reader, expr, name);
    if (expr == NULL || !may_hold(expr, name) || !parse_open(expr->sql, &tree, &position, &error))
        return expr;
    expr = edit(&editor, &tree);
    parse_close(&tree);
    return expr;
}
