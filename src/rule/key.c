/*
 * For a foreign key only equality counts: PostgreSQL looks for the child rows with
 * "WHERE a = $1 AND b = $2", so that any order of the leading columns serves, and a partial index
 * serves when its predicate says no more than that these columns are not null, which the equality
 * proves. A sort order, DESC or NULLS FIRST makes no difference.
 */
#include "rule/key.h"

#include "base/strbuf.h"
#include "design/numbers.h"

#include <ctype.h>
#include <strings.h>

/* "((a IS NOT NULL) AND (b IS NOT NULL))" to "a is not null and b is not null" */
static char *
plain_predicate(Arena *arena, const char *sql)
{
    StrBuf text = strbuf_new(arena);

    for (; *sql != '\0'; sql++)
    {
        if (*sql == '(' || *sql == ')' || *sql == '"')
            continue;
        if (!isspace((unsigned char) *sql))
            strbuf_add_char(&text, (char) tolower((unsigned char) *sql));
        else if (text.length > 0 && text.text[text.length - 1] != ' ')
            strbuf_add_char(&text, ' ');
    }
    return text.text;
}

/* One "column is not null" at the start of `text`; what follows it, or NULL. */
static const char *
skip_not_null(const char *text, const NameList *columns)
{
    static const char says[] = " is not null";

    for (const Name *name = columns->first; name != NULL; name = name->next)
    {
        size_t length = strlen(name->text);

        if (strncasecmp(text, name->text, length) == 0 &&
            strncmp(text + length, says, strlen(says)) == 0)
            return text + length + strlen(says);
    }
    return NULL;
}

static bool
predicate_holds(const Expr *predicate, const NameList *columns)
{
    Arena *scratch;
    const char *at;
    bool holds = true;

    if (predicate == NULL)
        return true;
    scratch = arena_new(NULL, "predicate");
    at = plain_predicate(scratch, predicate->sql);
    while (holds)
    {
        at = skip_not_null(at, columns);
        holds = at != NULL;
        if (!holds || *at == '\0')
            break;
        holds = strncmp(at, " and ", 5) == 0;
        at += 5;
    }
    arena_free(scratch);
    return holds;
}

/* True when the first elements of the index are these columns, in any order. */
static bool
begins_with(const Index *index, const NameList *columns)
{
    const IndexElement *element = index->elements.first;

    for (size_t i = 0; i < columns->count; i++, element = element->next)
        if (element == NULL || element->column == NULL ||
            !name_list_contains(columns, element->column))
            return false;
    return true;
}

static bool
has_place_for(const Index *index, const NameList *columns)
{
    if (index->is_invalid) /* ON ONLY is how pg_dump writes an index that its partitions have */
        return false;
    if (strcmp(index->method, "hash") == 0)
        return columns->count == 1 && begins_with(index, columns);
    return strcmp(index->method, "btree") == 0 && begins_with(index, columns);
}

const Index *
key_serving(const Table *table, const NameList *columns)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (has_place_for(index, columns) && predicate_holds(index->predicate, columns))
            return index;
    return NULL;
}

const Index *
key_partial(const Table *table, const NameList *columns)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (has_place_for(index, columns) && !predicate_holds(index->predicate, columns))
            return index;
    return NULL;
}

const Index *
key_narrowing(const Table *table, const NameList *columns)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        const char *first = index->elements.first->column;
        bool can_search = strcmp(index->method, "btree") == 0 || strcmp(index->method, "hash") == 0;

        if (columns->count > 1 && can_search && !index->is_invalid && !index->is_on_only &&
            first != NULL && name_list_contains(columns, first) &&
            predicate_holds(index->predicate, columns))
            return index;
    }
    return NULL;
}

static bool
holds_column(const Index *index, const char *column)
{
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
        if (str_equal(element->column, column))
            return true;
    return false;
}

const Index *
key_misordered(const Table *table, const NameList *columns)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        bool holds_all = strcmp(index->method, "btree") == 0 && index->predicate == NULL;

        for (const Name *name = columns->first; name != NULL; name = name->next)
            holds_all = holds_all && holds_column(index, name->text);
        if (holds_all)
            return index;
    }
    return NULL;
}

bool
key_is_unique_index(const Index *index)
{
    if (!index->is_unique || index->is_invalid || index->predicate != NULL)
        return false;
    if (index->constraint != NULL && index->constraint->is_deferrable)
        return false;
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
        if (element->column == NULL)
            return false;
    return true;
}

const Index *
key_of_one(const Table *table, const char *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (index->is_unique && !index->is_invalid && index->elements.count == 1 &&
            index->predicate == NULL && str_equal(index->elements.first->column, column))
            return index;
    return NULL;
}

bool
key_is_primary(const Table *table, const char *column)
{
    for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
        if (at->kind == CONSTRAINT_PRIMARY_KEY)
            return at->columns.count == 1 && strcmp(at->columns.first->text, column) == 0;
    return false;
}

bool
key_is_unique(const Table *table, const NameList *columns)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        bool is_covered = key_is_unique_index(index);

        for (const IndexElement *element = index->elements.first; is_covered && element != NULL;
             element = element->next)
            is_covered = name_list_contains(columns, element->column);
        if (is_covered)
            return true;
    }
    return false;
}

bool
key_is_not_null(const Table *table, const Index *index)
{
    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
    {
        const Column *column =
            element->column == NULL ? NULL : table_find_column(table, element->column);

        if (column == NULL || !column->is_not_null)
            return false;
    }
    return true;
}

NameList
key_columns(Arena *arena, const Index *index)
{
    NameList columns = {0};

    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
        if (element->column != NULL)
            name_list_add(arena, &columns, element->column);
    return columns;
}

const Constraint *
key_foreign_key(const Table *table, const char *column)
{
    for (const Constraint *constraint = table->constraints.first; constraint != NULL;
         constraint = constraint->next)
        if (constraint->kind == CONSTRAINT_FOREIGN_KEY &&
            name_list_contains(&constraint->columns, column))
            return constraint;
    return NULL;
}

static bool
names_column(const Expr *expr, const char *column)
{
    for (const Reference *reference = expr->references.first; reference != NULL;
         reference = reference->next)
        if (reference->kind == REFERENCE_COLUMN && strcmp(reference->name, column) == 0)
            return true;
    return false;
}

bool
key_has_check(const Table *table, const NameList *columns)
{
    for (const Constraint *constraint = table->constraints.first; constraint != NULL;
         constraint = constraint->next)
    {
        bool names_all = constraint->kind == CONSTRAINT_CHECK && constraint->check != NULL;

        for (const Name *name = columns->first; names_all && name != NULL; name = name->next)
            names_all = names_column(constraint->check, name->text);
        if (names_all)
            return true;
    }
    return false;
}

bool
key_is_generated(const Column *column)
{
    return numbers_are_generated(column);
}

char *
key_index_text(Arena *arena, const Index *index)
{
    StrBuf text = strbuf_new(arena);

    for (const IndexElement *element = index->elements.first; element != NULL;
         element = element->next)
    {
        strbuf_separate(&text, ", ");
        strbuf_add(&text, element->column != NULL ? element->column : element->expr->sql);
        if (element->is_descending)
            strbuf_add(&text, " DESC");
    }
    return text.text;
}

char *
key_object_id(Arena *arena, const Table *table, const NameList *columns)
{
    StrBuf text = strbuf_new(arena);

    strbuf_printf(&text, "%s.%s(", table->schema, table->name);
    for (const Name *name = columns->first; name != NULL; name = name->next)
        strbuf_printf(&text, "%s%s", name == columns->first ? "" : ",", name->text);
    strbuf_add_char(&text, ')');
    return text.text;
}
