/*
 * What narrows a table is found from the outside in: constants and parameters first, then joins to
 * what they narrow. The trap: rows that are narrowed only through this table cannot narrow it, so
 * that each table is looked at as if the others did not know it.
 */
#include "rule/access.h"

#include "rule/key.h"

#include <ctype.h>
#include <strings.h>

enum
{
    INDEX_COLUMNS = 3, /* more hardly narrow further */
    SARGABLE = USE_EQUAL | USE_IN | USE_RANGE | USE_LIKE_PREFIX | USE_CONTAINMENT | USE_FULL_TEXT |
               USE_IS_NULL | USE_IS_NOT_NULL | USE_BOOLEAN | USE_JOINED
};

static bool
is_condition(const ColumnUse *use)
{
    return (use->clause == CLAUSE_WHERE || use->clause == CLAUSE_ON) && !use->is_in_or &&
           !use->is_outer && use->column != NULL && (!use->is_negated || use->roles == USE_BOOLEAN);
}

/* The column itself is compared, not something made of it. */
static bool
is_bare(const ColumnUse *use)
{
    return use->function == NULL && use->cast == NULL && use->path == NULL;
}

/* "1 = ANY (ids)": no index finds the rows whose array holds a value, other than by @>. */
static bool
is_in_array(const ColumnUse *use)
{
    return (use->roles & USE_IN) != 0 && use->column != NULL && use->column->type.dimensions > 0;
}

bool
access_is_sargable(const ColumnUse *use)
{
    return is_condition(use) && (use->roles & SARGABLE) != 0 && is_bare(use) && !is_in_array(use);
}

bool
access_has_few_values(const Schema *schema, const Column *column)
{
    const Type *type;

    if (column->type.dimensions > 0)
        return false;
    if (column->type.schema == NULL)
        return str_equal(column->type.name, "bool");
    type = schema_find_type(schema, column->type.schema, column->type.name);
    return type != NULL && type->kind == TYPE_ENUM;
}

static bool
is_weak(const Schema *schema, const ColumnUse *use)
{
    if ((use->roles & (USE_IS_NULL | USE_IS_NOT_NULL | USE_BOOLEAN)) != 0)
        return true;
    if (use->constant != NULL && *use->constant == '\0' && (use->roles & USE_EQUAL) != 0)
        return true;
    if ((use->roles & USE_EQUAL) != 0 && use->constant == NULL &&
        use->parameter == NULL) /* what a sub-select computed, one for each row */
        return true;
    return access_has_few_values(schema, use->column);
}

/* A LEFT JOIN keeps the rows of its left side, whatever its condition says. */
static bool
keeps_all(const ColumnUse *use)
{
    return use->clause == CLAUSE_ON && use->other->relation->is_nullable &&
           !use->relation->is_nullable;
}

static bool
is_equijoin(const ColumnUse *use)
{
    return (use->roles & USE_JOINED) != 0 && use->other != NULL && use->other->relation != NULL &&
           use->operation != NULL &&
           (strcmp(use->operation, "=") == 0 || strcmp(use->operation, "= ANY") == 0 ||
            strcmp(use->operation, "IN") == 0) &&
           !keeps_all(use);
}

/* A scalar or lateral sub-select runs for each row of the query around it. */
static bool
runs_per_row(const ColumnUse *use)
{
    return use->other->is_outer &&
           (use->select->kind == SELECT_SCALAR || use->select->kind == SELECT_FROM);
}

typedef struct Narrowed
{
    const QueryRelation **relations;
    size_t count;
} Narrowed;

static bool
is_in(const Narrowed *narrowed, const QueryRelation *relation)
{
    for (size_t i = 0; i < narrowed->count; i++)
        if (narrowed->relations[i] == relation)
            return true;
    return false;
}

/* Conditions of the query around are not carried into a sub-select of this kind by a join. */
static bool
is_wall(const Query *query, const QuerySelect *select)
{
    size_t readers = 0;

    if (select->has_group || select->is_distinct || select->limit_kind != LIMIT_NONE ||
        select->offset_kind != LIMIT_NONE ||
        (select->set_operation != NULL && strcmp(select->set_operation, "UNION ALL") != 0))
        return true;
    if (select->kind != SELECT_CTE)
        return false;
    for (const QueryRelation *at = query->relations.first; at != NULL; at = at->next)
        readers += at->body == select;
    return readers > 1; /* computed once, for all of them */
}

/* The relation is read on its own, before its rows meet those that the reference is compared with. */
static bool
is_behind_wall(const Query *query, const ColumnUse *use)
{
    for (const QuerySelect *at = use->relation->select; at != NULL && at != use->select;
         at = at->kind == SELECT_CTE ? NULL : at->parent)
        if (is_wall(query, at))
            return true;
    return false;
}

static bool
narrows(const Schema *schema, const Query *query, const ColumnUse *use, const Narrowed *narrowed)
{
    if (!access_is_sargable(use))
        return false;
    if ((use->roles & USE_JOINED) != 0)
        return is_equijoin(use) && !is_behind_wall(query, use) &&
               (is_in(narrowed, use->other->relation) || runs_per_row(use));
    return !is_weak(schema, use);
}

/* A view's column that stands for one of `except`. */
static bool
stands_for(const Query *query, const ColumnUse *use, const QueryRelation *except)
{
    if (use->relation->kind != RELATION_VIEW)
        return false;
    for (const ColumnUse *other = query->uses.first; other != NULL; other = other->next)
        if (other->relation == except && other->offset == use->offset && other->is_through_view)
            return true;
    return false;
}

/* What is narrowed without the help of `except`: grows until nothing is added. */
static Narrowed
narrowed_without(Arena *arena, const Schema *schema, const Query *query,
                 const QueryRelation *except)
{
    Narrowed narrowed = {
        .relations = arena_new_array(arena, const QueryRelation *, query->relations.count + 1)};
    size_t before;

    do
    {
        before = narrowed.count;
        for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
            if (use->relation != NULL && use->relation != except &&
                narrowed.count < query->relations.count && !is_in(&narrowed, use->relation) &&
                narrows(schema, query, use, &narrowed) && !stands_for(query, use, except))
                narrowed.relations[narrowed.count++] = use->relation;
    } while (narrowed.count > before);
    return narrowed;
}

/* --- predicates of partial indexes --------------------------------------------------------------- */

/* "((deleted = false))" to "deleted = false"; quotes of names go, casts of literals too. */
static char *
plain_text(Arena *arena, const char *sql)
{
    char *text = arena_strdup(arena, sql);
    char *to = text;
    bool is_literal = false;

    for (const char *at = sql; *at != '\0'; at++)
    {
        is_literal ^= *at == '\'';
        if (is_literal || *at == '\'')
            *to++ = *at;
        else if (at[0] == ':' && at[1] == ':')
            while (isalnum((unsigned char) at[2]) || strchr("_.\" ", at[2]) == NULL)
            {
                if (at[2] == '\0' || at[2] == ')' || at[2] == ',')
                    break;
                at++;
            }
        else if (strchr("()\"", *at) == NULL)
            *to++ = (char) tolower((unsigned char) *at);
    }
    *to = '\0';
    return text;
}

static const char *
skip_word(const char *text, const char *word)
{
    size_t length = strlen(word);

    if (strncasecmp(text, word, length) != 0 || (text[length] != '\0' && text[length] != ' '))
        return NULL;
    return text[length] == ' ' ? text + length + 1 : text + length;
}

static bool
says_boolean(const ColumnUse *use, bool value)
{
    bool is_constant = use->constant != NULL && use->operation != NULL;

    if (is_constant && (use->roles & USE_EQUAL) != 0)
        return (*use->constant == 't') == value;
    return (use->roles & USE_BOOLEAN) != 0 && use->is_negated != value;
}

/* True when a comparison holds for constants other than ''. */
static bool
says_not_empty(const ColumnUse *use, const char *rest)
{
    return strcmp(rest, "<> ''") == 0 && (use->roles & USE_EQUAL) != 0 && use->constant != NULL &&
           *use->constant != '\0';
}

static bool
says_equal(Arena *arena, const ColumnUse *use, const char *rest)
{
    if ((use->roles & USE_EQUAL) == 0 || use->constant == NULL ||
        (strncmp(rest, "= ", 2) != 0 && strncmp(rest, "in ", 3) != 0))
        return false;
    return strstr(rest, arena_printf(arena, "'%s'", use->constant)) != NULL ||
           strcmp(rest + 2, use->constant) == 0;
}

/* True when this use of a column says what the rest of a predicate's conjunct does. */
static bool
says(Arena *arena, const ColumnUse *use, const char *rest, bool is_not)
{
    static const uint32_t strict = USE_EQUAL | USE_IN | USE_RANGE | USE_LIKE_PREFIX |
                                   USE_CONTAINMENT | USE_FULL_TEXT | USE_IS_NOT_NULL | USE_JOINED |
                                   USE_NOT_EQUAL;

    if (*rest == '\0')
        return says_boolean(use, !is_not);
    if (is_not)
        return false;
    if (strcmp(rest, "= false") == 0 || strcmp(rest, "is false") == 0)
        return says_boolean(use, false);
    if (strcmp(rest, "= true") == 0 || strcmp(rest, "is true") == 0)
        return says_boolean(use, true);
    if (strcmp(rest, "is null") == 0)
        return (use->roles & USE_IS_NULL) != 0;
    if (strcmp(rest, "is not null") == 0)
        return (use->roles & strict) != 0;
    return says_not_empty(use, rest) || says_equal(arena, use, rest);
}

static bool
implies_conjunct(Arena *arena, const Query *query, const QueryRelation *relation, const char *text)
{
    const char *after_not = skip_word(text, "not");

    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        const char *rest;

        if (use->relation != relation || !is_condition(use) || use->path != NULL)
            continue;
        rest = skip_word(after_not == NULL ? text : after_not, use->name);
        if (rest != NULL && says(arena, use, rest, after_not != NULL))
            return true;
    }
    return false;
}

bool
access_implies(const Query *query, const QueryRelation *relation, const Expr *predicate)
{
    Arena *scratch;
    bool is_implied = true;
    char *text;

    if (predicate == NULL)
        return true;
    scratch = arena_new(NULL, "predicate");
    text = plain_text(scratch, predicate->sql);
    for (char *at = text; is_implied && at != NULL;)
    {
        char *next = strstr(at, " and ");

        if (next != NULL)
            *next = '\0';
        is_implied = strstr(at, " or ") == NULL && implies_conjunct(scratch, query, relation, at);
        at = next == NULL ? NULL : next + 5;
    }
    arena_free(scratch);
    return is_implied;
}

/* --- indexes ------------------------------------------------------------------------------------- */

static bool
is_method(const Index *index, const char *name)
{
    return strcmp(index->method, name) == 0;
}

static bool
has_pattern_class(const IndexElement *element)
{
    return (element->opclass != NULL && strstr(element->opclass, "pattern_ops") != NULL) ||
           (element->collation != NULL && strstr(element->collation, "C") != NULL);
}

static bool
can_answer(const Index *index, const IndexElement *element, const ColumnUse *use)
{
    bool is_contained = (use->roles & (USE_CONTAINMENT | USE_FULL_TEXT)) != 0;
    bool is_trigram = element->opclass != NULL && strstr(element->opclass, "trgm") != NULL;

    if (is_method(index, "hash"))
        return (use->roles & (USE_EQUAL | USE_IN | USE_JOINED)) != 0;
    if (is_method(index, "gin"))
        return is_contained || (is_trigram && (use->roles & USE_LIKE_PREFIX) != 0);
    if (!is_method(index, "btree"))
        return true; /* gist, spgist, brin, bloom: their classes decide */
    if ((use->roles & USE_LIKE_PREFIX) != 0)
        return has_pattern_class(element);
    return !is_contained;
}

static bool
is_usable(const Index *index, const Query *query, const QueryRelation *relation)
{
    return !index->is_invalid && index->elements.first != NULL &&
           access_implies(query, relation, index->predicate);
}

/* The columns of a GIN or BRIN index are all first ones. */
static const Index *
serving(const Table *table, const Query *query, const ColumnUse *use)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        bool has_order = !is_method(index, "gin") && !is_method(index, "brin");

        for (const IndexElement *element = index->elements.first; element != NULL;
             element = has_order ? NULL : element->next)
            if (str_equal(element->column, use->name) && can_answer(index, element, use) &&
                is_usable(index, query, use->relation))
                return index;
    }
    return NULL;
}

static bool
mentions(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = strcasestr(text, word); at != NULL; at = strcasestr(at + 1, word))
        if ((at == text || (!isalnum((unsigned char) at[-1]) && at[-1] != '_')) &&
            !isalnum((unsigned char) at[length]) && at[length] != '_')
            return true;
    return false;
}

const Index *
access_expression_index(const Access *access, const char *column, const char *function)
{
    for (const Index *index = access->table->indexes.first; index != NULL; index = index->next)
    {
        const IndexElement *element = index->elements.first;

        if (element == NULL || element->expr == NULL || !mentions(element->expr->sql, column))
            continue;
        if ((function == NULL || strcasestr(element->expr->sql, function) != NULL) &&
            is_usable(index, access->query, access->relation))
            return index;
    }
    return NULL;
}

const Index *
access_arm_index(const Access *access, const ColumnUse *use)
{
    if (!is_bare(use))
        return access_expression_index(access, use->name, use->function);
    return (use->roles & SARGABLE) == 0 ? NULL : serving(access->table, access->query, use);
}

/* --- the access ---------------------------------------------------------------------------------- */

static bool
is_equal_to(const Access *access, const char *column)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (strcmp(at->use->name, column) == 0 && (at->use->roles & (USE_EQUAL | USE_JOINED)) != 0)
            return true;
    return false;
}

static bool
finds_one_row(const Access *access)
{
    for (const Index *index = access->table->indexes.first; index != NULL; index = index->next)
    {
        bool is_whole = index->is_unique && is_usable(index, access->query, access->relation);

        for (const IndexElement *element = index->elements.first; is_whole && element != NULL;
             element = element->next)
            is_whole = element->column != NULL && is_equal_to(access, element->column);
        if (is_whole)
            return true;
    }
    return false;
}

static void
add_condition(Arena *arena, Access *access, const ColumnUse *use, bool is_join)
{
    AccessCondition *condition = arena_new_object(arena, AccessCondition);

    condition->use = use;
    condition->is_join = is_join;
    condition->is_weak = !is_join && is_weak(access->schema, use);
    condition->is_fixed = is_join ? use->other->is_outer : (use->roles & USE_EQUAL) != 0;
    condition->index = serving(access->table, access->query, use);
    if (access->index == NULL)
        access->index = condition->index;
    access->is_narrowed |= !condition->is_weak;
    access->is_served |= !condition->is_weak && condition->index != NULL;
    list_append(&access->conditions, condition);
}

Access
access_of(Arena *arena, const Schema *schema, const Query *query, const QueryRelation *relation)
{
    return access_of_table(arena, schema, query, relation, relation->table);
}

Access
access_of_table(Arena *arena, const Schema *schema, const Query *query,
                const QueryRelation *relation, const Table *table)
{
    Access access = {.schema = schema, .query = query, .relation = relation, .table = table};
    Narrowed narrowed = narrowed_without(arena, schema, query, relation);

    for (const ColumnUse *use = query->uses.first; use != NULL; use = use->next)
    {
        bool is_join = (use->roles & USE_JOINED) != 0;

        if (use->relation == relation && access_is_sargable(use) &&
            (!is_join || narrows(schema, query, use, &narrowed)))
            add_condition(arena, &access, use, is_join);
    }
    access.is_unique = finds_one_row(&access);
    return access;
}

static void
add_columns(Arena *arena, const Access *access, uint32_t roles, size_t limit, NameList *columns)
{
    for (const AccessCondition *at = access->conditions.first; at != NULL; at = at->next)
        if (!at->is_weak && (at->use->roles & roles) != 0 && columns->count < limit &&
            !name_list_contains(columns, at->use->name))
            name_list_add(arena, columns, at->use->name);
}

NameList
access_columns(Arena *arena, const Access *access)
{
    NameList columns = {0};

    add_columns(arena, access, USE_EQUAL | USE_IN | USE_JOINED, INDEX_COLUMNS - 1, &columns);
    add_columns(arena, access, USE_RANGE | USE_LIKE_PREFIX, columns.count + 1, &columns);
    return columns;
}

void
access_propose(Findings *findings, Finding *finding, const NameList *columns)
{
    Arena *arena = findings->arena;
    Change *change = change_new(arena, CHANGE_ADD_INDEX, finding->table);

    change->index = change_make_index(arena, findings->design->schema, finding->table, columns);
    finding_change(finding, change);
    if (quantity_known(design_rows(findings->design, finding->table)))
        return;
    finding->kept_back = "an index for each query is too much; how large the table is, and how "
                         "often the query runs, is not known";
    finding->is_advised = false;
    finding->severity = SEVERITY_REMARK;
}
