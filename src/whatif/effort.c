/*
 * A cost counts a page from disk as a hundred rows; a page at hand takes as long as three. So a plan that
 * searches an index is thought dear, and one that reads all is thought cheap, and both grow otherwise
 * than their costs. Here every node is counted by the rows and pages it touches, each kind with the time
 * that it takes in memory. Three things make it grow faster than rows: pages that shared buffers do not hold,
 * memory that the processor's caches do not hold, and sorts.
 *
 * The trap: a plan says how many rows a node returns, not how many it reads. Those that a filter throws
 * away after an index are reckoned back from the cost.
 */
#include "whatif/effort.h"

#include <math.h>

enum
{
    PAGE_BYTES = 8192,
    DEPTH_MOST = 200
};

/*
 * Microseconds, on a machine of 2023 with PostgreSQL 15, data in memory: what each ought to take, then fitted
 * to 74 queries at three sizes and rounded (docs/design/grow.md).
 */
static const double START = 5; /* of a call: starting and ending the executor */
static const double SCANNED_ROW = 0.06;
static const double OPERATOR = 0.02; /* of 0.0025 of cost */
static const double SCANNED_PAGE = 0.3;
static const double MISSED_PAGE = 2; /* copied from the system's cache */
static const double DESCENT = 1; /* of an index, from its root */
static const double FOUND_ROW = 0.1; /* by an index */
static const double FOUND_PAGE = 0.5; /* of the table, for them */
static const double BITMAP_ROW = 0.06;
static const double BITMAP_COST = 1; /* of one unit beside them: lists of GIN */
static const double HASHED_ROW = 0.2; /* put into a hash table */
static const double PROBED_ROW = 0.07;
static const double JOINED_ROW = 0.06;
static const double COMPARED = 0.01; /* two rows, in a sort */
static const double SPILLED_PAGE = 6; /* written to a file, and read */
static const double GROUPED_ROW = 0.05;
static const double GROUP = 0.1;
static const double WINDOW_ROW = 0.4;
static const double KEPT_ROW = 0.03; /* in a tuple store */
static const double REMEMBERED = 0.1; /* asked of Memoize */
static const double WRITTEN_ROW = 0.6;
static const double WRITTEN_ENTRY = 1.5; /* of an index */
static const double OTHER_COST = 5; /* of one unit */
static const double HELPERS = 2000; /* starting other processes */
static const double COMPILED_NODE = 5000; /* just in time */

/*
 * What fits 2 MB stays in the caches of a processor; a hundred times as much does not, and a touch takes
 * 2.5 times as long: 10^0.2 for ten times the bytes.
 */
static const double CACHED_BYTES = 2e6;
static const double CACHE_EXPONENT = 0.2;
static const double CACHE_DECADES = 2;

static const double ROW_HEADER = 28;
static const double HASH_HEADER = 48;
static const double READ_WITH_INDEX = 1.3; /* a table, and what of its indexes is in use */

typedef struct Walk
{
    const Schema *schema;
    const Stats *stats;
    double seq_page_cost, random_page_cost, tuple_cost, operator_cost;
    double buffers; /* shared, in pages */
    double memory; /* work_mem, in bytes */
    double hash_memory;
    double helped; /* processes that share the work below Gather; 1: none does */
    double limit; /* rows that a LIMIT right above takes */
    unsigned depth;
    Effort effort;
} Walk;

static double
setting(const Stats *stats, const char *name, double otherwise)
{
    const char *text = stats == NULL ? NULL : stats_setting(stats, name);

    return text == NULL ? otherwise : strtod(text, NULL);
}

static double
setting_bytes(const Stats *stats, const char *name, double otherwise)
{
    const char *text = stats == NULL ? NULL : stats_setting(stats, name);
    double bytes;

    return text != NULL && quantity_parse_bytes(text, &bytes) && bytes > 0 ? bytes : otherwise;
}

static void
count_us(Walk *walk, double us)
{
    walk->effort.us += us;
    walk->effort.alone_us += us * walk->helped;
}

static double
slowness(double bytes)
{
    double decades = log10(fmax(1, bytes / CACHED_BYTES));

    return pow(10, CACHE_EXPONENT * fmin(decades, CACHE_DECADES));
}

static bool
is_of_row(const PlanNode *child)
{
    return str_equal(child->role, "SubPlan");
}

/* With its subqueries. */
static double
cost_above(const PlanNode *node)
{
    double cost = node->total_cost;

    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        if (!str_equal(child->role, "InitPlan") && !is_of_row(child))
            cost -= child->total_cost;
    return fmax(0, cost);
}

/* How often a subquery runs: for each row, where the cost has room for that; else once. */
static double
times_of_row(const PlanNode *node, const PlanNode *child)
{
    double room = cost_above(node) / fmax(1e-9, child->total_cost);

    return room >= node->rows ? fmax(1, room) : 1;
}

static double
own_cost(const PlanNode *node)
{
    double cost = cost_above(node);

    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        if (is_of_row(child))
            cost -= times_of_row(node, child) * child->total_cost;
    return fmax(0, cost);
}

static double
rows_below(const PlanNode *node)
{
    return node->children.first == NULL ? 1 : node->children.first->rows;
}

static void
find_table(const Walk *walk, const PlanNode *node, double *rows, double *pages)
{
    const TableStats *table = walk->stats == NULL || node->relation == NULL
                                  ? NULL
                                  : stats_find_table(walk->stats, node->schema, node->relation);

    *rows = table != NULL && quantity_known(table->rows) ? table->rows.value : node->rows;
    *pages = table != NULL && quantity_known(table->pages) ? table->pages.value : *rows / 50;
    *rows = fmax(1, *rows);
    *pages = fmax(1, *pages);
}

/* A table of more than a quarter of the shared buffers passes through a few of them. */
static void
scan(Walk *walk, const PlanNode *node, double times)
{
    double rows, pages, operators;

    find_table(walk, node, &rows, &pages);
    if (node->is_parallel)
        rows /= walk->helped;
    operators = own_cost(node) - pages * walk->seq_page_cost - rows * walk->tuple_cost;
    if (node->is_parallel)
        pages /= walk->helped; /* the planner charges all of them to each process */
    count_us(walk, times * (rows * SCANNED_ROW + pages * SCANNED_PAGE +
                            fmax(0, operators) / walk->operator_cost * OPERATOR));
    if (pages * (node->is_parallel ? walk->helped : 1) > walk->buffers / 4)
        count_us(walk, times * pages * MISSED_PAGE);
}

/* Pages that so many rows lie in, anywhere in a table (Mackert and Lohman, as the planner). */
static double
pages_of_rows(double found, double pages)
{
    return fmin(pages, 2 * pages * found / (2 * pages + found));
}

/*
 * Visits of pages, one after the other or here and there: the planner charges for a page that is visited
 * again once, a processor does not.
 */
static double
visits_of(const Walk *walk, const PlanNode *node, double found, double rows, double pages)
{
    double share = found / rows;
    double most = pages_of_rows(found, pages) * walk->random_page_cost;
    double least = walk->random_page_cost + share * pages * walk->seq_page_cost;
    double cost = own_cost(node) - 2 * walk->tuple_cost * found -
                  share * pages * (READ_WITH_INDEX - 1) * walk->random_page_cost;
    double order = most > least ? fmin(1, fmax(0, (most - cost) / (most - least))) : 0;
    double visits = found * (1 - order) + share * pages * order;

    if (str_equal(node->type, "Bitmap Heap Scan"))
        return pages_of_rows(found, pages);
    if (str_equal(node->type, "Index Only Scan"))
        return fmin(visits, fmax(0, cost) / walk->random_page_cost);
    return visits;
}

/*
 * Rows that the index finds, those that a filter then throws away too; a bitmap says how many, of BRIN
 * whole ranges.
 */
static double
found_by(const Walk *walk, const PlanNode *node, double rows, double pages)
{
    double of_row = 2 * walk->tuple_cost;
    double cost = own_cost(node);
    double found = node->rows;

    if (str_equal(node->type, "Bitmap Heap Scan"))
        found = fmax(found, rows_below(node));
    else if (node->has_filter && cost < pages * walk->random_page_cost)
        found = fmax(found, cost / (walk->random_page_cost + of_row));
    else if (node->has_filter)
        found = fmax(found, (cost - pages * walk->random_page_cost) / of_row);
    return fmin(fmax(found, 1), rows);
}

static void
search(Walk *walk, const PlanNode *node, double times)
{
    double rows, pages, found, visits, slow, touched;

    find_table(walk, node, &rows, &pages);
    found = found_by(walk, node, rows, pages);
    visits = visits_of(walk, node, found, rows, pages);
    touched = fmin(times * visits, pages);
    slow = slowness(touched * PAGE_BYTES * READ_WITH_INDEX);
    count_us(walk, times * (found * FOUND_ROW + visits * FOUND_PAGE * slow));
    if (!str_equal(node->type, "Bitmap Heap Scan"))
        count_us(walk, times * DESCENT * slow);
    count_us(walk, fmax(0, touched - walk->buffers) * MISSED_PAGE);
    walk->effort.missed_us += fmin(touched, walk->buffers) * MISSED_PAGE *
                              fmax(0, 1 - walk->buffers / (pages * READ_WITH_INDEX));
}

/* Under LIMIT only so many rows are kept, and most of the others compared once. */
static double
comparisons(double rows, double kept)
{
    if (kept >= rows / 2)
        return rows * log2(fmax(2, rows));
    return rows + kept * log2(fmax(2, kept)) * log(rows / kept);
}

static void
sort(Walk *walk, const PlanNode *node, double times)
{
    double rows = fmax(1, rows_below(node));
    double kept = fmax(1, fmin(rows, walk->limit));
    double bytes = kept * (node->width_bytes + ROW_HEADER);

    count_us(walk, times * comparisons(rows, kept) * COMPARED * slowness(bytes));
    if (bytes > walk->memory)
        count_us(walk, times * bytes / PAGE_BYTES * SPILLED_PAGE);
}

static void
group(Walk *walk, const PlanNode *node, double times)
{
    bool is_hashed = str_equal(node->strategy, "Hashed");
    double bytes = is_hashed ? node->rows * (node->width_bytes + HASH_HEADER) : 0;
    double slow = slowness(bytes);

    count_us(walk, times * (rows_below(node) * GROUPED_ROW * slow + node->rows * GROUP +
                            own_cost(node) / walk->operator_cost * OPERATOR));
    if (bytes > walk->hash_memory)
        count_us(walk, times * rows_below(node) * (node->width_bytes + ROW_HEADER) / PAGE_BYTES *
                           SPILLED_PAGE);
}

static void
join_by_hash(Walk *walk, const PlanNode *node, double times)
{
    const PlanNode *inner = node->children.first == NULL ? NULL : node->children.first->next;
    double bytes = inner == NULL ? 0 : inner->rows * (inner->width_bytes + HASH_HEADER);

    count_us(walk,
             times * (rows_below(node) * PROBED_ROW * slowness(bytes) + node->rows * JOINED_ROW));
}

static double
entries_of(const Walk *walk, const PlanNode *node)
{
    const Table *table = schema_find_table(walk->schema, node->schema, node->relation);

    return table == NULL ? 1 : (double) table->indexes.count;
}

static void
write_rows(Walk *walk, const PlanNode *node, double times)
{
    double entries = str_equal(node->operation, "Delete") ? 0 : entries_of(walk, node);

    count_us(walk, times * rows_below(node) * (WRITTEN_ROW + entries * WRITTEN_ENTRY));
}

static void
search_bitmap(Walk *walk, const PlanNode *node, double times)
{
    double lists = fmax(0, own_cost(node) - 0.75 * node->rows * walk->tuple_cost);

    count_us(walk, times * (DESCENT + node->rows * BITMAP_ROW + lists * BITMAP_COST));
}

static void
hash(Walk *walk, const PlanNode *node, double times)
{
    double bytes = node->rows * (node->width_bytes + HASH_HEADER);

    count_us(walk, times * node->rows * HASHED_ROW * slowness(bytes));
}

static void
join(Walk *walk, const PlanNode *node, double times)
{
    count_us(walk, times * fmax(node->rows, rows_below(node)) * JOINED_ROW);
}

static void
window(Walk *walk, const PlanNode *node, double times)
{
    count_us(walk, times * node->rows * WINDOW_ROW);
}

static void
keep(Walk *walk, const PlanNode *node, double times)
{
    count_us(walk, times * node->rows * KEPT_ROW);
}

static void
look_up(Walk *walk, const PlanNode *node, double times)
{
    (void) node;
    count_us(walk, times * REMEMBERED);
}

static void
pass_on(Walk *walk, const PlanNode *node, double times)
{
    (void) walk;
    (void) node;
    (void) times;
}

static void
count_node(Walk *walk, const PlanNode *node, double times)
{
    static const struct
    {
        const char *type;
        void (*count)(Walk *walk, const PlanNode *node, double times);
    } kinds[] = {
        {"Aggregate", group},
        {"Bitmap Heap Scan", search},
        {"Bitmap Index Scan", search_bitmap},
        {"Gather Merge", pass_on},
        {"Gather", pass_on},
        {"Group", group},
        {"Hash Join", join_by_hash},
        {"Hash", hash},
        {"Incremental Sort", sort},
        {"Index Only Scan", search},
        {"Index Scan", search},
        {"Limit", pass_on},
        {"Materialize", keep},
        {"Memoize", look_up},
        {"Merge Join", join},
        {"ModifyTable", write_rows},
        {"Nested Loop", join},
        {"Seq Scan", scan},
        {"Sort", sort},
        {"WindowAgg", window},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
        if (str_equal(node->type, kinds[i].type))
        {
            kinds[i].count(walk, node, times);
            return;
        }
    count_us(walk, times * own_cost(node) * OTHER_COST);
}

/*
 * How often a child runs while its parent runs once. What a join costs tells how often its inner side runs
 * anew and is not remembered.
 */
static double
times_of(const PlanNode *node, const PlanNode *child)
{
    const PlanNode *outer = node->children.first;

    if (str_equal(node->type, "Nested Loop") && child == outer->next)
        return fmin(fmax(1, outer->rows), fmax(1, (node->total_cost - outer->total_cost) /
                                                      fmax(1e-9, child->total_cost)));
    return is_of_row(child) ? times_of_row(node, child) : 1;
}

/* Reads all of its input before the first row comes. */
static bool
is_blocking(const PlanNode *node)
{
    return str_equal(node->type, "Sort") || str_equal(node->type, "Hash") ||
           str_equal(node->type, "Bitmap Heap Scan") || str_equal(node->type, "ModifyTable") ||
           (str_equal(node->type, "Aggregate") && !str_equal(node->strategy, "Sorted"));
}

/* The part of a child's rows that a LIMIT takes: what its start costs is paid in full. */
static double
part_of(const PlanNode *node)
{
    const PlanNode *child = node->children.first;
    double run = child == NULL ? 0 : child->total_cost - child->startup_cost;

    if (!str_equal(node->type, "Limit") || run <= 0)
        return 1;
    return fmin(1, fmax(1e-6, (node->total_cost - child->startup_cost) / run));
}

/* `part` of the node's rows are taken. */
static void
walk_node(Walk *walk, const PlanNode *node, double times, double part)
{
    double helped = walk->helped;

    if (++walk->depth > DEPTH_MOST)
        return;
    if (node->workers > 0)
    {
        count_us(walk, HELPERS);
        walk->helped = node->workers + fmax(0, 1 - 0.3 * node->workers);
    }
    count_node(walk, node,
               is_blocking(node) && !str_equal(node->type, "Bitmap Heap Scan") ? times
                                                                               : times * part);
    if (str_equal(node->type, "Limit"))
        walk->limit = node->rows;
    else if (!str_equal(node->type, "Gather Merge")) /* which hands it on */
        walk->limit = INFINITY;
    part = is_blocking(node) ? 1 : part * part_of(node);
    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        walk_node(walk, child, times * times_of(node, child), part);
    walk->helped = helped;
    walk->depth--;
}

static double
count_nodes(const PlanNode *node)
{
    double count = 1;

    for (const PlanNode *child = node->children.first; child != NULL; child = child->next)
        count += count_nodes(child);
    return count;
}

Effort
effort_of_plan(const PlanNode *plan, const Schema *schema, const Stats *stats)
{
    Walk walk = {
        .schema = schema,
        .stats = stats,
        .seq_page_cost = setting(stats, "seq_page_cost", 1),
        .random_page_cost = fmax(0.1, setting(stats, "random_page_cost", 4)),
        .tuple_cost = fmax(1e-6, setting(stats, "cpu_tuple_cost", 0.01)),
        .operator_cost = fmax(1e-6, setting(stats, "cpu_operator_cost", 0.0025)),
        .buffers = setting_bytes(stats, "shared_buffers", 128.0 * 1024 * 1024) / PAGE_BYTES,
        .memory = setting_bytes(stats, "work_mem", 4.0 * 1024 * 1024),
        .helped = 1,
        .limit = INFINITY,
    };

    walk.hash_memory = walk.memory * fmax(1, setting(stats, "hash_mem_multiplier", 2));

    count_us(&walk, START);
    if (plan->total_cost > setting(stats, "jit_above_cost", 100000))
        count_us(&walk, COMPILED_NODE * count_nodes(plan));
    walk_node(&walk, plan, 1, 1);
    return walk.effort;
}

void
effort_add(Effort *effort, const Effort *more, double times)
{
    effort->us += times * more->us;
    effort->alone_us += times * more->alone_us;
    effort->missed_us += times * more->missed_us;
}
