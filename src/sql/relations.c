#define TENFOLD_SERVER_HEADERS
#include "sql/relations.h"

#include "base/map.h"
#include "base/strbuf.h"
#include "sql/nodes.h"
#include "sql/parse.h"
#include "sql/walk.h"

typedef struct Search
{
    Arena *arena;
    Map *seen; /* names found, and those that WITH defines */
    StrBuf names;
    Relations found;
    bool is_for_with; /* the first of two visits: names of WITH only */
} Search;

static bool
is_catalog(const RangeVar *table)
{
    if (table->schemaname == NULL)
        return strncmp(table->relname, "pg_", 3) == 0;
    return strncmp(table->schemaname, "pg_", 3) == 0 ||
           strcmp(table->schemaname, "information_schema") == 0;
}

static void
add_table(Search *search, const RangeVar *table)
{
    const char *name = table->schemaname == NULL ? table->relname
                                                 : arena_printf(search->arena, "%s.%s",
                                                                table->schemaname, table->relname);

    if (map_get(search->seen, name) != NULL)
        return;
    map_put(search->seen, name, search);
    strbuf_separate(&search->names, ", ");
    strbuf_add(&search->names, name);
    search->found.count++;
    search->found.catalogs += is_catalog(table);
}

static bool
visit(Walk *walk, Node *node)
{
    Search *search = walk->context;

    if (search->is_for_with && IsA(node, CommonTableExpr))
        map_put(search->seen, ((const CommonTableExpr *) node)->ctename, search);
    if (!search->is_for_with && IsA(node, RangeVar))
        add_table(search, (const RangeVar *) node);
    return true;
}

bool
relations_of(Arena *arena, const char *sql, Relations *out)
{
    Search search = {.arena = arena, .seen = map_new(arena), .names = strbuf_new(arena)};
    Walk walk = {.visit = visit, .context = &search};
    Error error = {.arena = arena};
    ParseTree tree;
    size_t position;

    if (!parse_open(sql, &tree, &position, &error))
        return false;
    for (int pass = 0; pass < 2; pass++)
    {
        const ListCell *cell;

        search.is_for_with = pass == 0;
        foreach (cell, tree.statements)
            (void) walk_tree(&walk, lfirst_node(RawStmt, cell)->stmt); /* what it saw is enough */
    }
    parse_close(&tree);
    search.found.names = search.names.text;
    *out = search.found;
    return true;
}
