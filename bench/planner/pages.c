/*
 * How many pages indexes would have that a database does not have.
 *
 *   bench_planner_pages TARGET <DEFINITIONS   a line of pages for each "rows<tab>can share
 *                                             <tab>width<tab>distinct<tab>CREATE INDEX proposed_1 …"
 *
 * Rows are those in the index. Everything else is read from the database: schema and statistics.
 */
#include "db/db.h"
#include "ddl/ddl.h"
#include "live/catalog.h"
#include "stats/size.h"

#include <math.h>

static const double PAGE_BYTES = 8192;

/* The index of the statement, taken out of its table again: it is not there. */
static const Index *
index_of(Schema *schema, char *ddl, const Table **table, Error *error)
{
    FileText text = {.name = "index", .text = ddl, .length = strlen(ddl)};

    if (!ddl_read(schema, &text, error))
        return NULL;
    for (Table *at = schema->tables.first; at != NULL; at = at->next)
        for (Index *index = at->indexes.first; index != NULL; index = index->next)
            if (strncmp(index->name, "proposed_", 9) == 0)
            {
                list_remove(&at->indexes, index);
                *table = at;
                return index;
            }
    return NULL;
}

static void
answer(Schema *schema, const Stats *stats, char *line)
{
    Error error = {.arena = schema->arena};
    char *ddl;
    double rows = strtod(line, &ddl);
    double can_share = strtod(ddl, &ddl);
    double width = strtod(ddl, &ddl);
    ExpressionContent expression = {.width_bytes = width, .distinct = strtod(ddl, &ddl)};
    IndexContent content = {.rows = rows,
                            .is_sharing_known = true,
                            .can_share = can_share > 0,
                            .expressions = &expression,
                            .expression_count = expression.width_bytes > 0};
    const Table *table = NULL;
    const Index *index = index_of(schema, arena_strdup(schema->arena, ddl), &table, &error);
    const TableStats *known;

    if (index == NULL)
    {
        fprintf(stderr, "%s\n", error.message == NULL ? "no table" : error.message);
        printf("-1\n");
        return;
    }
    known = stats_find_table(stats, table->schema, table->name);
    printf("%.0f\n",
           ceil(size_index_holding_bytes(schema, stats, table, index,
                                         known == NULL ? rows : known->rows.value, &content)
                    .value /
                PAGE_BYTES));
}

int
main(int count, char **arguments)
{
    Arena *arena = arena_new(NULL, "bench");
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Error error = {.arena = arena};
    DbOptions options = {.target = count > 1 ? arguments[1] : ""};
    char *line = NULL;
    size_t size = 0;
    Db *db;

    if (!db_open(arena, &options, &db, &error) || !catalog_read_schema(db, schema, &error) ||
        !catalog_read_stats(db, schema, stats, &error))
    {
        fprintf(stderr, "%s\n", error.message);
        return EXIT_FAILURE;
    }
    while (getline(&line, &size, stdin) > 0)
        answer(schema, stats, line);
    free(line);
    arena_free(arena);
    return EXIT_SUCCESS;
}
