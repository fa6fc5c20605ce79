/*
 * PL/pgSQL hooks into the parser of SQL: a name is a column where a column has it, else a variable.
 * Here the tree is looked at first, so that targets of INSERT and SET, which are no references, stay.
 * The trap: in "t.x" the t is a row of FROM when FROM has a t, and a record of the function otherwise.
 */
#define TENFOLD_SERVER_HEADERS
#include "sql/variable.h"

#include "base/map.h"
#include "base/strbuf.h"
#include "sql/nodes.h"
#include "sql/parse.h"
#include "sql/token.h"
#include "sql/walk.h"

/* A reference to be replaced. */
typedef struct Spot
{
    size_t at; /* in the text */
    const char *first;
    const char *second; /* or NULL */
} Spot;

typedef struct Search
{
    Arena *arena;
    Map *ranges; /* names of FROM */
    Spot *spots;
    size_t count;
    size_t capacity;
    VariableCall *calls;
} Search;

static const char *
field_text(Arena *arena, const Node *field)
{
    if (IsA(field, String))
        return arena_strdup(arena, strVal(field));
    return IsA(field, A_Star) ? "*" : NULL;
}

static void
add_spot(Search *search, const ColumnRef *reference)
{
    int fields = list_length(reference->fields);
    Spot spot = {.at = (size_t) reference->location};

    if (fields > 2 || reference->location < 0)
        return;
    spot.first = field_text(search->arena, linitial(reference->fields));
    if (fields == 2)
        spot.second = field_text(search->arena, lsecond(reference->fields));
    if (spot.first == NULL || strcmp(spot.first, "*") == 0 || (fields == 2 && spot.second == NULL))
        return;
    if (search->count == search->capacity)
    {
        Spot *larger;

        search->capacity = search->capacity * 2 + 16;
        larger = arena_new_array(search->arena, Spot, search->capacity);
        if (search->count > 0)
            memcpy(larger, search->spots, search->count * sizeof(Spot));
        search->spots = larger;
    }
    search->spots[search->count++] = spot;
}

static void
add_call(Search *search, const FuncCall *node)
{
    VariableCall *call = arena_new_object(search->arena, VariableCall);
    int names = list_length(node->funcname);

    call->name = arena_strdup(search->arena, strVal(llast(node->funcname)));
    if (names > 1)
        call->schema = arena_strdup(search->arena, strVal(list_nth(node->funcname, names - 2)));
    call->next = search->calls;
    search->calls = call;
}

static void
add_range(Search *search, const char *name)
{
    if (name != NULL)
        map_put(search->ranges, name, search);
}

static bool
visit(Walk *walk, Node *node)
{
    Search *search = walk->context;

    if (IsA(node, ColumnRef))
        add_spot(search, (const ColumnRef *) node);
    else if (IsA(node, FuncCall))
        add_call(search, (const FuncCall *) node);
    else if (IsA(node, Alias))
        add_range(search, ((const Alias *) node)->aliasname);
    else if (IsA(node, RangeVar))
    {
        const RangeVar *range = (const RangeVar *) node;

        add_range(search, range->alias == NULL ? range->relname : range->alias->aliasname);
    }
    else if (IsA(node, RangeSubselect) && ((const RangeSubselect *) node)->alias != NULL)
        add_range(search, ((const RangeSubselect *) node)->alias->aliasname);
    else if (IsA(node, RangeFunction) && ((const RangeFunction *) node)->alias != NULL)
        add_range(search, ((const RangeFunction *) node)->alias->aliasname);
    return true;
}

static int
compare_spots(const void *left, const void *right)
{
    const Spot *one = left;
    const Spot *other = right;

    return (one->at > other->at) - (one->at < other->at);
}

/* Where a reference ends that begins at an offset: "a", or "a.b" with what is between. */
static size_t
reference_end(const char *sql, const Spot *spot)
{
    size_t length = strlen(sql);
    Token token = token_next(sql, length, spot->at, false);

    for (int more = spot->second == NULL ? 0 : 2; more > 0; more--)
        token = token_next(sql, length, token.end, false);
    return token.end;
}

static const char *
replace(Search *search, const char *sql, VariableText text, void *context)
{
    StrBuf out = strbuf_new(search->arena);
    size_t from = 0;

    if (search->count > 1)
        qsort(search->spots, search->count, sizeof(Spot), compare_spots);
    for (size_t i = 0; i < search->count; i++)
    {
        const Spot *spot = &search->spots[i];
        const char *with = NULL;

        if (spot->at < from)
            continue;
        if (spot->second == NULL || map_get(search->ranges, spot->first) == NULL)
            with = text(context, spot->first, spot->second);
        if (with == NULL)
            continue;
        strbuf_add_bytes(&out, sql + from, spot->at - from);
        strbuf_add(&out, with);
        from = reference_end(sql, spot);
    }
    strbuf_add(&out, sql + from);
    return out.text;
}

bool
variable_replace(Arena *arena, const char *sql, VariableText text, void *context,
                 VariableQuery *out, Error *error)
{
    Search search = {.arena = arena, .ranges = map_new(arena)};
    Walk walk = {.visit = visit, .context = &search};
    ParseTree tree;
    const ListCell *cell;
    size_t position;

    if (!parse_open(sql, &tree, &position, error))
        return false;
    foreach (cell, tree.statements)
        (void) walk_tree(&walk, lfirst_node(RawStmt, cell)->stmt); /* what it saw is enough */
    parse_close(&tree);
    out->sql = replace(&search, sql, text, context);
    out->calls = search.calls;
    return true;
}
