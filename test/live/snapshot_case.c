/*
 * snapshot_case SOURCE… - the model of a database, from its address or from snapshots, as text.
 *
 * Both must be the same text: snapshot.py compares them.
 */
#include "db/db.h"
#include "live/nodes.h"
#include "schema/print.h"

static void
show(const char *name, Quantity quantity)
{
    if (quantity_known(quantity))
        printf(" %s=%.6g", name, quantity.value);
}

static void
show_values(const ColumnStats *column)
{
    show("width", column->width_bytes);
    show("nulls", column->null_fraction);
    show("distinct", column->distinct);
    show("share", column->distinct_share);
    show("correlation", column->correlation);
    for (size_t i = 0; i < column->common_count; i++)
        printf(" %s:%.6g", column->common[i].text == NULL ? "?" : column->common[i].text,
               column->common[i].fraction);
    for (size_t i = 0; i < column->bound_count; i++)
        printf(" <%s>", column->bounds[i]);
    for (size_t i = 0; i < column->element_count; i++)
        printf(" %s~%.6g", column->elements[i].text, column->elements[i].fraction);
    for (size_t i = 0; i < column->element_counts_count; i++)
        printf(" +%.6g", column->element_counts[i]);
    for (size_t i = 0; i < column->range_bound_count; i++)
        printf(" range %s", column->range_bounds[i]);
    for (size_t i = 0; i < column->range_length_count; i++)
        printf(" long %.6g", column->range_lengths[i]);
    printf(" empty=%.3g\n", column->range_empty);
}

static void
show_sets(const char *name, const MemberSet *sets, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        printf(" %s", name);
        for (size_t at = 0; at < sets[i].count; at++)
            printf("%c%zu", at == 0 ? '(' : ',', sets[i].at[at]);
        printf(")=%.6g", sets[i].number);
    }
}

static void
show_extended(const ExtendedStats *extended)
{
    printf("  extended %s.%s:", extended->schema, extended->name);
    for (size_t i = 0; i < extended->column_count; i++)
        printf(" %s", extended->columns[i]);
    show_sets("distinct", extended->distinct, extended->distinct_count);
    show_sets("follows", extended->dependencies, extended->dependency_count);
    for (size_t i = 0; i < extended->common_count; i++)
    {
        const CommonCombination *item = &extended->common[i];

        printf(" %.6g/%.6g", item->fraction, item->base_fraction);
        for (size_t at = 0; item->texts != NULL && at < extended->member_count; at++)
            printf(",%s", item->texts[at] == NULL ? "null" : item->texts[at]);
    }
    printf("\n");
}

static void
show_columns(const TableStats *table)
{
    for (const ColumnStats *column = table->columns.first; column != NULL; column = column->next)
    {
        printf("  column %s:", column->name);
        show_values(column);
    }
    for (const ExpressionStats *at = table->expressions.first; at != NULL; at = at->next)
    {
        printf("  expression %d of %s %s.%s, %s:", at->number, at->is_of_index ? "index" : "object",
               at->schema, at->name, at->text);
        show_values(&at->values);
    }
    for (const ExtendedStats *at = table->extended.first; at != NULL; at = at->next)
        show_extended(at);
}

static void
show_stats(const Stats *stats)
{
    printf("nodes=%zu replica=%d", stats->nodes_read, stats->is_replica);
    show("replicas", stats->replicas);
    printf("\n");
    for (const TableStats *table = stats->tables.first; table != NULL; table = table->next)
    {
        printf("table %s.%s:", table->schema, table->name);
        show("rows", table->rows);
        show("bytes", table->heap_bytes);
        show("row", table->row_bytes);
        show("rows_per_day", table->rows_per_day);
        show("scans", table->scans);
        show("index_scans", table->index_scans);
        show("hot", table->hot_fraction);
        show("dead", table->dead_rows);
        printf("\n");
        show_columns(table);
    }
    for (const IndexUse *use = stats->index_uses.first; use != NULL; use = use->next)
    {
        printf("index %s.%s:", use->schema, use->name);
        show("bytes", stats_index_bytes(stats, use->schema, use->name));
        show("scans", use->scans);
        show("read", use->entries_read);
        printf("\n");
    }
    for (const ObjectStats *item = stats->sequences.first; item != NULL; item = item->next)
        printf("sequence %s.%s: %.6g\n", item->schema, item->name, item->value.value);
    for (const ObjectStats *item = stats->sequence_rates.first; item != NULL; item = item->next)
        printf("sequence %s.%s: %.6g a day\n", item->schema, item->name, item->value.value);
    for (const Setting *setting = stats->settings.first; setting != NULL; setting = setting->next)
        printf("setting %s=%s\n", setting->name, setting->value);
}

static void
show_workload(const Workload *workload)
{
    double days = workload->window_days.value;

    for (const WorkloadQuery *query = workload->queries.first; query != NULL; query = query->next)
    {
        printf("query %s\n ", query->sql);
        printf(" calls=%.0f", query->calls_per_day.value * days);
        show("rows", query->per_call[COUNTER_ROWS]);
        printf(" %s", query->per_call[COUNTER_MS].value > 0 ? "timed" : "not timed");
        for (const QueryTag *tag = query->tags.first; tag != NULL; tag = tag->next)
            printf(" %s=%s", tag->key, tag->value);
        printf(" %s\n", query->not_understood == NULL ? "understood" : query->not_understood);
    }
    printf("hidden=%zu total=%s\n", workload->hidden_statements,
           workload->total_ms_per_day.value > 0 ? "known" : "unknown");
    for (const Name *name = workload->unseen.first; name != NULL; name = name->next)
        printf("unseen %s\n", name->text);
}

static bool
read_source(Arena *arena, int count, char **sources, Schema *schema, Stats *stats,
            Workload *workload, Error *error)
{
    const DbOptions options = {.target = sources[0], .is_read_only = true};
    NameList files = {0};
    Db *db;

    if (strstr(sources[0], "://") != NULL)
        return db_open(arena, &options, &db, error) &&
               nodes_read_live(db, schema, stats, workload, error);
    for (int i = 0; i < count; i++)
        name_list_add(arena, &files, sources[i]);
    return nodes_read_snapshots(&files, schema, stats, workload, error);
}

int
main(int argc, char **argv)
{
    static const PrintOptions print = {
        .with_owners = true, .with_comments = true, .with_grants = true};
    Arena *arena = arena_new(NULL, "snapshot_case");
    Error error = {.arena = arena};
    Schema *schema = schema_new(arena);
    Stats *stats = stats_new(arena);
    Workload *workload = workload_new(arena);
    StrBuf script = strbuf_new(arena);

    if (!read_source(arena, argc - 1, argv + 1, schema, stats, workload, &error))
    {
        printf("error %s\n", error.message);
        arena_free(arena);
        return 1;
    }
    workload_understand(workload, schema);
    print_script(&script, schema, &print);
    fputs(script.text, stdout);
    show_stats(stats);
    show_workload(workload);
    for (const Problem *problem = schema->problems.first; problem != NULL; problem = problem->next)
        printf("problem %s\n", problem->message);
    arena_free(arena);
    return 0;
}
