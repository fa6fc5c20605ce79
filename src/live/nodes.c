/*
 * nodes.c - who is who among snapshots.
 *
 * A primary and its replicas share the system identifier and the database's oid. Nodes are told apart by
 * their role and by a hash of address, port and cluster name. Of one node the latest look counts, and the
 * earliest is its baseline.
 */
#include "live/nodes.h"

#include "live/catalog.h"
#include "live/statements.h"

typedef struct Look Look;
struct Look
{
    Look *next;
    Answers *answers;
    const char *cluster; /* "" where the server did not tell */
    const char *database;
    const char *node;
    bool is_replica;
    double at;
    bool is_used; /* as itself or as a baseline */
};
LIST_OF(Look);

typedef struct Nodes
{
    Arena *arena;
    LookList looks;
    Schema *schema;
    Stats *stats;
    Workload *workload;
    size_t replicas_read;
} Nodes;

static const char *
text_of(const DbResult *result, const char *column)
{
    const char *text = result->rows == 0 ? NULL : answers_value(result, 0, column);

    return text == NULL ? "" : text;
}

static bool
add_look(Nodes *nodes, Answers *answers, Error *error)
{
    Look *look = arena_new_object(nodes->arena, Look);
    Schema *remarks = schema_new(nodes->arena); /* they are made again when the look is read */
    DbResult node, cluster;

    if (!answers_begin(answers, error) ||
        !answers_ask(answers, nodes->arena, remarks, QUESTION_NODE, &node, error) ||
        !answers_ask(answers, nodes->arena, remarks, QUESTION_SYSTEM, &cluster, error) ||
        !answers_end(answers, error))
        return false;
    look->answers = answers;
    look->cluster = text_of(&cluster, "system_identifier");
    look->database = arena_printf(nodes->arena, "%s %s", text_of(&node, "database_oid"),
                                  text_of(&node, "database"));
    look->node = text_of(&node, "node");
    look->is_replica = str_equal(text_of(&node, "is_replica"), "t");
    look->at = strtod(text_of(&node, "at"), NULL);
    list_append(&nodes->looks, look);
    return true;
}

static bool
is_same_database(const Look *left, const Look *right)
{
    return str_equal(left->database, right->database) &&
           (*left->cluster == '\0' || *right->cluster == '\0' ||
            str_equal(left->cluster, right->cluster));
}

static bool
is_same_node(const Look *left, const Look *right)
{
    return left->is_replica == right->is_replica && str_equal(left->node, right->node);
}

static bool
check_database(const LookList *looks, Error *error)
{
    const Look *first = looks->first;

    for (const Look *look = first->next; look != NULL; look = look->next)
        if (!is_same_database(first, look))
        {
            error_set(error, ERROR_USAGE, "\"%s\" and \"%s\" are of different databases",
                      answers_file(first->answers), answers_file(look->answers));
            return error_hint(error, "Analyze each database by itself.");
        }
    return true;
}

/* The primary's latest; without a primary that of any node. */
static Look *
choose_main(const LookList *looks)
{
    Look *best = looks->first;

    for (Look *look = best->next; look != NULL; look = look->next)
        if (look->is_replica != best->is_replica ? best->is_replica : look->at > best->at)
            best = look;
    return best;
}

/* The latest look at the node of `of`, and the earliest, if that is another. */
static void
choose_looks(const LookList *looks, const Look *of, Look **latest, Look **earliest)
{
    *latest = *earliest = NULL;
    for (Look *look = looks->first; look != NULL; look = look->next)
        if (is_same_node(look, of))
        {
            if (*latest == NULL || look->at > (*latest)->at)
                *latest = look;
            if (*earliest == NULL || look->at < (*earliest)->at)
                *earliest = look;
            look->is_used = true;
        }
}

static bool
read_node(Nodes *nodes, const Look *of, bool is_main, Error *error)
{
    Baseline *baseline = NULL;
    Look *latest, *earliest;

    choose_looks(&nodes->looks, of, &latest, &earliest);
    nodes->replicas_read += latest->is_replica;
    if (earliest != latest && !baseline_read(earliest->answers, nodes->arena, &baseline, error))
        return false;
    if (is_main ? !catalog_schema(latest->answers, nodes->schema, error) ||
                      !catalog_stats(latest->answers, baseline, nodes->schema, nodes->stats, error)
                : !catalog_add_usage(latest->answers, nodes->schema, nodes->stats, error))
        return false;
    return statements_read(latest->answers, baseline, nodes->schema, nodes->workload, error);
}

static void
say_unread(const Nodes *nodes)
{
    Workload *workload = nodes->workload;
    size_t replicas = (size_t) nodes->stats->replicas.value;

    if (nodes->stats->is_replica)
        name_list_add(workload->arena, &workload->unseen, "what the primary is asked");
    if (replicas > nodes->replicas_read)
        name_list_add(
            workload->arena, &workload->unseen,
            arena_printf(workload->arena, "what %zu %s asked", replicas - nodes->replicas_read,
                         replicas - nodes->replicas_read == 1 ? "replica is" : "replicas are"));
}

static bool
read_all(Nodes *nodes, Error *error)
{
    const Look *main_look;

    if (!check_database(&nodes->looks, error))
        return false;
    main_look = choose_main(&nodes->looks);
    if (!read_node(nodes, main_look, true, error))
        return false;
    for (const Look *look = nodes->looks.first; look != NULL; look = look->next)
        if (!look->is_used && !read_node(nodes, look, false, error))
            return false;
    say_unread(nodes);
    return true;
}

bool
nodes_read_snapshots(const NameList *files, Schema *schema, Stats *stats, Workload *workload,
                     Error *error)
{
    Arena *arena = schema->arena;
    Nodes nodes = {.arena = arena, .schema = schema, .stats = stats, .workload = workload};

    for (const Name *file = files->first; file != NULL; file = file->next)
    {
        Answers *answers;

        if (!answers_of_file(arena, file->text, &answers, error) ||
            !add_look(&nodes, answers, error))
            return false;
    }
    return read_all(&nodes, error);
}

bool
nodes_read_live(Db *db, Schema *schema, Stats *stats, Workload *workload, Error *error)
{
    Arena *arena = schema->arena;
    Nodes nodes = {.arena = arena, .schema = schema, .stats = stats, .workload = workload};

    return add_look(&nodes, answers_of_db(arena, db), error) && read_all(&nodes, error);
}
