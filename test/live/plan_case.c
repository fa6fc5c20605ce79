/*
 * plan_case SCHEMA.sql WISHES - the plan for some wishes, as JSON, for plan.py.
 *
 * WISHES has one wish a line, its words apart by blanks: "type tasks id int8". A line "rows tasks 5000"
 * declares the size of a table.
 */
#include <jansson.h>

#include "ddl/ddl.h"
#include "plan/plan.h"
#include "schema/print.h"
#include "schema/type.h"

typedef struct Case
{
    Arena *arena;
    Schema *schema;
    Stats *stats;
    ChangeList wishes;
} Case;

enum
{
    WORDS = 12
};

static size_t
cut(Arena *arena, const char *line, const char **words)
{
    size_t count = 0;

    while (*line != '\0' && count < WORDS)
    {
        const char *end = strchrnul(line, ' ');

        words[count++] = arena_strndup(arena, line, (size_t) (end - line));
        line = *end == ' ' ? end + 1 : end;
    }
    for (size_t i = count; i < WORDS; i++)
        words[i] = NULL;
    return count;
}

/* "a,b" */
static NameList
names(Arena *arena, const char *text)
{
    NameList list = {0};

    while (text != NULL && *text != '\0')
    {
        const char *end = strchrnul(text, ',');

        name_list_add(arena, &list, arena_strndup(arena, text, (size_t) (end - text)));
        text = *end == ',' ? end + 1 : end;
    }
    return list;
}

static Constraint *
constraint(const Case *c, ConstraintKind kind, const char *name, const char *columns)
{
    Constraint *made = arena_new_object(c->arena, Constraint);

    made->kind = kind;
    made->name = name;
    made->columns = names(c->arena, columns);
    return made;
}

static Index *
index_on(const Case *c, const Table *table, const char *columns)
{
    NameList list = names(c->arena, columns);

    return change_make_index(c->arena, c->schema, table, &list);
}

static Constraint *
key_to(const Case *c, const char *const *words)
{
    Constraint *key = constraint(c, CONSTRAINT_FOREIGN_KEY, words[0], words[1]);

    key->ref_schema = "public";
    key->ref_table = words[2];
    key->ref_columns = names(c->arena, words[3]);
    if (words[4] != NULL)
        key->on_delete = ACTION_CASCADE;
    return key;
}

static Column *
new_column(const Case *c, const char *const *words)
{
    Column *column = arena_new_object(c->arena, Column);
    Expr *expr = arena_new_object(c->arena, Expr);

    column->name = words[0];
    column->type = type_builtin(c->arena, words[1]);
    column->statistics_target = -1;
    if (str_equal(words[2], "identity"))
        column->identity = IDENTITY_BY_DEFAULT;
    else if (words[2] != NULL)
    {
        expr->sql = words[2];
        column->default_expr = expr;
        column->is_not_null = true;
    }
    return column;
}

static PartitionKey *
partition_key(const Case *c, const char *column)
{
    PartitionKey *key = arena_new_object(c->arena, PartitionKey);
    IndexElement *element = arena_new_object(c->arena, IndexElement);

    element->column = column;
    list_append(&key->elements, element);
    return key;
}

static const char *
rest(const Case *c, const char *const *words, size_t from)
{
    char *text = arena_strdup(c->arena, "");

    for (size_t i = from; i < WORDS && words[i] != NULL; i++)
        text = arena_printf(c->arena, "%s%s%s", text, i == from ? "" : " ", words[i]);
    return text;
}

static void
fill_constraint(const Case *c, Change *change, const char *const *words)
{
    const char *kind = words[0];

    if (str_equal(kind, "pk"))
        change->constraint = constraint(c, CONSTRAINT_PRIMARY_KEY, words[1], words[2]);
    else if (str_equal(kind, "unique"))
        change->constraint = constraint(c, CONSTRAINT_UNIQUE, words[1], words[2]);
    else if (str_equal(kind, "fk"))
        change->constraint = key_to(c, words + 1);
    else
    {
        Expr *check = arena_new_object(c->arena, Expr);

        check->sql = rest(c, words, 2);
        change->constraint = constraint(c, CONSTRAINT_CHECK, words[1], "");
        change->constraint->check = check;
    }
}

typedef struct WishKind
{
    const char *word;
    ChangeKind kind;
} WishKind;

static const WishKind kinds[] = {
    {"add-index", CHANGE_ADD_INDEX},
    {"drop-index", CHANGE_DROP_INDEX},
    {"replace-index", CHANGE_REPLACE_INDEX},
    {"type", CHANGE_COLUMN_TYPE},
    {"sequence", CHANGE_SEQUENCE_TYPE},
    {"add-constraint", CHANGE_ADD_CONSTRAINT},
    {"drop-constraint", CHANGE_DROP_CONSTRAINT},
    {"replace-constraint", CHANGE_REPLACE_CONSTRAINT},
    {"replace-by-index", CHANGE_REPLACE_CONSTRAINT},
    {"validate", CHANGE_VALIDATE_CONSTRAINT},
    {"add-column", CHANGE_ADD_COLUMN},
    {"add-key-column", CHANGE_ADD_COLUMN},
    {"not-null", CHANGE_SET_NOT_NULL},
    {"default", CHANGE_SET_DEFAULT},
    {"option", CHANGE_SET_OPTION},
    {"partition", CHANGE_PARTITION_TABLE},
    {"logged", CHANGE_SET_LOGGED},
};

static void
fill(const Case *c, Change *change, const Table *table, const char *const *words)
{
    switch (change->kind)
    {
    case CHANGE_ADD_INDEX:
        change->index = index_on(c, table, words[2]);
        break;
    case CHANGE_REPLACE_INDEX:
        change->object = words[2];
        change->index = index_on(c, table, words[3]);
        if (words[4] != NULL)
            change->index->name = words[4];
        break;
    case CHANGE_COLUMN_TYPE:
        change->column = words[2];
        change->type = type_make(c->arena, NULL, words[3], words[4], 0);
        break;
    case CHANGE_SEQUENCE_TYPE:
        change->object = words[2];
        change->type = type_builtin(c->arena, words[3]);
        break;
    case CHANGE_ADD_CONSTRAINT:
        fill_constraint(c, change, words + 2);
        break;
    case CHANGE_REPLACE_CONSTRAINT:
        change->object = words[2];
        if (str_equal(words[0], "replace-by-index"))
        {
            change->index = index_on(c, table, words[3]);
            change->index->is_unique = true;
        }
        else
            fill_constraint(c, change, words + 3);
        break;
    case CHANGE_ADD_COLUMN:
        change->new_column = new_column(c, words + 2);
        if (str_equal(words[0], "add-key-column"))
            change->constraint =
                constraint(c, CONSTRAINT_PRIMARY_KEY,
                           arena_printf(c->arena, "%s_pkey", table->name), words[2]);
        break;
    case CHANGE_SET_NOT_NULL:
        change->column = words[2];
        break;
    case CHANGE_SET_DEFAULT:
        change->column = words[2];
        change->default_sql = rest(c, words, 3);
        break;
    case CHANGE_SET_OPTION:
        change->option_name = words[2];
        change->option_value = words[3];
        break;
    case CHANGE_PARTITION_TABLE:
        change->partition_key = partition_key(c, words[2]);
        change->partition_unit = words[3];
        break;
    default:
        change->object = words[2];
        break;
    }
}

static void
add_wish(Case *c, const char *line)
{
    const char *words[WORDS];
    const Table *table;
    Change *change = NULL;

    if (cut(c->arena, line, words) < 2)
        return;
    if (str_equal(words[0], "rows"))
    {
        stats_table(c->stats, "public", words[1])->rows =
            (Quantity){.value = strtod(words[2], NULL), .source = PROVENANCE_DECLARED};
        return;
    }
    table = schema_find_table(c->schema, "public", words[1]);
    for (size_t i = 0; table != NULL && i < ARRAY_LENGTH(kinds); i++)
    {
        if (str_equal(kinds[i].word, words[0]))
            change = change_new(c->arena, kinds[i].kind, table);
    }
    if (change == NULL)
    {
        fprintf(stderr, "cannot wish: %s\n", line);
        exit(2);
    }
    fill(c, change, table, words);
    list_append(&c->wishes, change);
}

static json_t *
text(const char *value)
{
    return value == NULL ? json_null() : json_string(value);
}

static json_t *
step_json(const Step *step)
{
    return json_pack("{s:o s:i s:s s:o s:o s:o s:o s:s s:o s:o s:b s:b s:b s:s}", "other_locks",
                     text(step->other_locks), "number", (int) step->number, "phase",
                     phase_name(step->phase), "sql", text(step->sql), "undo", text(step->undo),
                     "repair", text(step->repair), "half_done", text(step->half_done), "lock",
                     lock_name(step->lock), "table", text(step->table), "note", text(step->note),
                     "is_brief", step->is_brief, "in_transaction", step->in_transaction,
                     "needs_deploy", step->needs_deploy, "title", step->title);
}

static void
fail(const Error *error)
{
    fprintf(stderr, "%s\n", error->message);
    exit(1);
}

static void
plan(Case *c)
{
    Error error = {.arena = c->arena};
    const Design *design = design_new(c->arena, c->schema, c->stats, day_today());
    ChangeList dropped = {0};
    ChangeList changes = apply_compose(c->arena, c->schema, &c->wishes, &dropped);
    const Plan *made = plan_make(c->arena, design, &changes, &error);
    Schema *target = apply_all(c->arena, c->schema, &changes, &error);
    StrBuf sql = strbuf_new(c->arena);
    json_t *steps = json_array();

    if (made == NULL || target == NULL)
        fail(&error);
    for (const Change *change = dropped.first; change != NULL; change = change->next)
        fprintf(stderr, "left out: %s: %s\n", change_text(c->arena, change), change->trade_off);
    for (const Step *step = made->steps.first; step != NULL; step = step->next)
        json_array_append_new(steps, step_json(step));
    print_script(&sql, target, &(PrintOptions){.with_comments = true, .with_grants = true});
    json_dumpf(json_pack("{s:o s:s s:s}", "steps", steps, "script", plan_script(c->arena, made),
                         "target", sql.text),
               stdout, JSON_INDENT(1));
}

int
main(int argc, char **argv)
{
    Arena *arena = arena_new(NULL, "plan_case");
    Error error = {.arena = arena};
    Case c = {.arena = arena, .schema = schema_new(arena), .stats = stats_new(arena)};
    FileText schema;
    FileText wishes;

    if (argc != 3 || !file_read(arena, argv[1], &schema, &error) ||
        !file_read(arena, argv[2], &wishes, &error) || !ddl_read(c.schema, &schema, &error))
        fail(&error);
    for (const char *at = wishes.text; *at != '\0';)
    {
        const char *end = strchrnul(at, '\n');

        add_wish(&c, arena_strndup(arena, at, (size_t) (end - at)));
        at = *end == '\n' ? end + 1 : end;
    }
    plan(&c);
    arena_free(arena);
    return 0;
}
