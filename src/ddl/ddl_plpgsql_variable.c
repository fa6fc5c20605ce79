/*
 * ddl_plpgsql_variable.c - variables of PL/pgSQL.
 *
 * A value lives in an arena of its own, which goes when the next one comes: a loop that builds a text
 * does not keep all of them.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_plpgsql.h"

enum
{
    VALUE_BYTES_MAXIMUM = 256 * 1024
};

/* A variable with the memory of its value. */
typedef struct Slot
{
    Variable variable;
    Arena *arena;
} Slot;

static size_t
value_bytes(Value value)
{
    size_t bytes = sizeof(Value) + (value.text == NULL ? 0 : strlen(value.text));

    for (size_t i = 0; i < value.count && bytes <= VALUE_BYTES_MAXIMUM; i++)
        bytes += value_bytes(value.items[i]);
    return bytes;
}

/* As the type of a variable; what regclass names is asked of the model. */
static Value
as_type(Follow *follow, Arena *arena, Value value, const char *type)
{
    Eval eval;

    if (type == NULL || value.kind <= VALUE_NULL)
        return value;
    if (strncmp(type, "reg", 3) != 0)
        return ddl_value_cast(arena, value, type);
    if (value.kind != VALUE_TEXT)
        return value;
    eval = (Eval){.reader = follow->reader, .arena = arena, .work = &follow->reader->work};
    value = ddl_eval_object(&eval, value.text, type);
    return value.kind == VALUE_NULL ? ddl_value_unknown("a name of nothing") : value;
}

static void
put(Follow *follow, Slot *slot, Value value)
{
    Arena *arena = arena_new(follow->arena, "variable");

    value = as_type(follow, arena, value, slot->variable.type);
    if (value_bytes(value) > VALUE_BYTES_MAXIMUM)
        value = ddl_value_unknown("a large value");
    slot->variable.value = ddl_value_copy(arena, value);
    if (slot->arena != NULL)
        arena_free(slot->arena);
    slot->arena = arena;
}

void
ddl_plpgsql_declare(Follow *follow, const char *name, const char *type, Value value)
{
    Slot *slot = arena_new_object(follow->arena, Slot);

    slot->variable.name = arena_strdup(follow->arena, name);
    slot->variable.type = type;
    slot->variable.next = follow->variables;
    put(follow, slot, value);
    follow->variables = &slot->variable;
}

static Slot *
find(const Follow *follow, const char *name, size_t length)
{
    for (Variable *at = follow->variables; at != NULL; at = at->next)
    {
        if (strlen(at->name) == length && strncmp(at->name, name, length) == 0)
            return (Slot *) at;
    }
    return NULL;
}

/* record.field := value: a copy of the record with the field set. */
static Value
with_field(Arena *arena, Value record, const char *field, Value value)
{
    Value *items = arena_new_array(arena, Value, record.count + 1);
    const char **names = arena_new_array(arena, const char *, record.count + 1);
    size_t count = record.kind == VALUE_RECORD ? record.count : 0;
    size_t position = 0;

    for (size_t i = 0; i < count; i++)
    {
        items[i] = record.items[i];
        names[i] = record.names[i];
    }
    while (position < count && !str_equal(names[position], field))
        position++;
    items[position] = value;
    names[position] = field;
    return (Value){.kind = VALUE_RECORD,
                   .items = items,
                   .names = names,
                   .count = position == count ? count + 1 : count};
}

void
ddl_plpgsql_assign(Follow *follow, const char *target, Value value)
{
    const char *dot = strchr(target, '.');
    const char *bracket = strchr(target, '[');
    Slot *slot;
    Arena *arena;

    if (strcmp(target, "found") == 0)
        return;
    slot = find(follow, target, strcspn(target, ".["));
    if (slot == NULL)
        return;
    if (bracket != NULL)
        value = ddl_value_unknown(NULL);
    if (dot == NULL || bracket != NULL)
    {
        put(follow, slot, value);
        return;
    }
    arena = arena_new(follow->arena, "record");
    put(follow, slot, with_field(arena, slot->variable.value, dot + 1, value));
    arena_free(arena);
}

static Value
row_value(Arena *arena, const RowSet *set, const Row *row)
{
    return row == NULL ? ddl_value_null()
                       : (Value){.kind = VALUE_RECORD,
                                 .items = row->values,
                                 .names = set->columns,
                                 .count = arena == NULL ? 0 : set->width};
}

void
ddl_plpgsql_assign_row(Follow *follow, const PlTextList *targets, const RowSet *set, const Row *row)
{
    size_t column = 0;
    const Slot *only = NULL;

    if (targets->count == 1)
        only = find(follow, targets->first->text, strlen(targets->first->text));
    if (only != NULL && only->variable.type == NULL)
    {
        ddl_plpgsql_assign(follow, targets->first->text, row_value(follow->arena, set, row));
        return;
    }
    for (const PlText *at = targets->first; at != NULL; at = at->next, column++)
        ddl_plpgsql_assign(follow, at->text,
                           row == NULL || column >= set->width ? ddl_value_null()
                                                               : row->values[column]);
}

/* "text[]" as "_text"; NULL for record, %ROWTYPE and what is no type of the server. */
static const char *
type_name(Follow *follow, const char *type)
{
    Arena *arena = arena_new(follow->arena, "type");
    Eval eval = ddl_plpgsql_evaluator(follow, arena);
    Error error = {.arena = arena};
    const char *name = NULL;
    ParseTree tree;
    size_t position;

    if (strchr(type, '%') == NULL &&
        parse_open_expr(arena, arena_printf(arena, "NULL::%s", type), &tree, &position, &error))
    {
        const SelectStmt *select =
            (const SelectStmt *) linitial_node(RawStmt, (const List *) tree.statements)->stmt;
        const ResTarget *target = IsA(select, SelectStmt) && select->targetList != NIL
                                      ? linitial_node(ResTarget, select->targetList)
                                      : NULL;

        if (target != NULL && target->val != NULL && IsA(target->val, TypeCast))
            name = arena_strdup(
                follow->arena,
                ddl_eval_type_name(
                    &eval, (const PgTypeName *) ((const TypeCast *) target->val)->typeName));
        parse_close(&tree);
    }
    arena_free(arena);
    if (name == NULL || strcmp(name, "record") == 0)
        return NULL;
    return name[0] == '_' || type_builtin_name(name) != NULL ? name : "text";
}

/* Whether it holds rows: a record, or the row of a table. */
static bool
is_row_type(Follow *follow, const char *type)
{
    const TokenList tokens = token_list(follow->arena, type, strlen(type));

    return token_list_is(&tokens, tokens.count - 1, "rowtype") ||
           token_list_is(&tokens, 0, "record") ||
           (tokens.count == 1 && ddl_find_relation(follow->reader, NULL, type).table != NULL);
}

static void
declare_one(Follow *follow, const PlVariable *variable)
{
    Arena *arena = arena_new(follow->arena, "default");
    const char *why = NULL;
    Value value = ddl_value_null();
    const char *type = NULL;

    if (variable->type != NULL && !is_row_type(follow, variable->type))
    {
        type = type_name(follow, variable->type);
        if (type == NULL && strchr(variable->type, '%') != NULL)
            type = "text"; /* of a column: most are names */
    }
    if (variable->type != NULL && variable->value.text != NULL)
        value = ddl_plpgsql_eval(follow, arena, variable->value.text, &why);
    if (value.kind == VALUE_UNKNOWN)
        value.text = why;
    ddl_plpgsql_declare(follow, variable->name, type, value);
    if (variable->type == NULL)
        follow->variables->query = variable->value.text;
    arena_free(arena);
}

void
ddl_plpgsql_declare_all(Follow *follow, const PlVariableList *variables)
{
    for (const PlVariable *at = variables->first; at != NULL; at = at->next)
        declare_one(follow, at);
}

Eval
ddl_plpgsql_evaluator(Follow *follow, Arena *arena)
{
    Variable *found = arena_new_object(arena, Variable);

    found->name = "found";
    found->value = *follow->found;
    found->next = follow->variables;
    return (Eval){.reader = follow->reader,
                  .arena = arena,
                  .variables = found,
                  .work = &follow->reader->work};
}

Value
ddl_plpgsql_eval(Follow *follow, Arena *arena, const char *expr, const char **why)
{
    Eval eval = ddl_plpgsql_evaluator(follow, arena);
    Value value = ddl_eval_expression(&eval, expr);

    *why = value.kind != VALUE_UNKNOWN ? NULL
           : eval.why != NULL          ? eval.why
                                       : "what only the server knows";
    return value;
}
