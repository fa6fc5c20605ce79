/*
 * The trap is the page shown after a form was sent: another route, the same rows. So a read counts as
 * near a write already when both are about one resource, which the first part of route or controller
 * names.
 */
#include "rule/query_place.h"

#include <ctype.h>
#include <strings.h>

/* The part of a place that names what it is about: "tasks" of "/api/v2/tasks/:id" and "tasks#show". */
static const char *
resource_of(const char *place, size_t *length)
{
    for (;;)
    {
        while (*place == '/')
            place++;
        *length = strcspn(place, "/#?");
        if (place[*length] != '/' || *length == 0)
            return place;
        if (!(*length == 3 && strncasecmp(place, "api", 3) == 0) &&
            !(*length <= 3 && *place == 'v' && isdigit((unsigned char) place[1])))
            return place;
        place += *length;
    }
}

static bool
is_same_resource(const char *left, const char *right)
{
    size_t left_length, right_length;

    left = resource_of(left, &left_length);
    right = resource_of(right, &right_length);
    return left_length == right_length && strncmp(left, right, left_length) == 0;
}

static bool
is_same_place(const char *left, const char *right)
{
    return strcmp(left, right) == 0;
}

static const WorkloadQuery *
find_writer(const Findings *findings, const WorkloadQuery *query, const Table **table,
            bool (*is_near)(const char *, const char *))
{
    if (query->place == NULL)
        return NULL;
    for (const QueryRelation *relation = query->meaning->relations.first; relation != NULL;
         relation = relation->next)
    {
        const TableUse *use =
            relation->table == NULL ? NULL : table_use_find(findings->uses, relation->table);

        for (const TableWrite *write = use == NULL ? NULL : use->writes.first; write != NULL;
             write = write->next)
            if (write->query != query && write->query->place != NULL &&
                is_near(query->place, write->query->place))
            {
                *table = relation->table;
                return write->query;
            }
    }
    return NULL;
}

const WorkloadQuery *
query_place_writer(const Findings *findings, const WorkloadQuery *query, const Table **table)
{
    return find_writer(findings, query, table, is_same_place);
}

bool
query_place_is_near_write(const Findings *findings, const WorkloadQuery *query)
{
    const Table *table;

    return find_writer(findings, query, &table, is_same_resource) != NULL;
}

bool
query_place_was_after_write(const WorkloadQuery *query)
{
    return quantity_known(query->reads_after_write) && query->reads_after_write.value > 0;
}

Quantity
query_place_rows_written(const Findings *findings, const WorkloadQuery *query)
{
    Quantity sum = QUANTITY_UNKNOWN;

    for (const QueryRelation *relation = query->meaning->relations.first; relation != NULL;
         relation = relation->next)
    {
        const TableUse *use;

        if (relation->kind != RELATION_TABLE)
            continue;
        use = table_use_find(findings->uses, relation->table);
        if (use == NULL || !quantity_known(use->rows_written))
            return QUANTITY_UNKNOWN;
        sum =
            (Quantity){sum.value + use->rows_written.value,
                       quantity_known(sum) ? provenance_weaker(sum.source, use->rows_written.source)
                                           : use->rows_written.source};
    }
    return sum;
}

/* Functions whose answer is another at each call, or that write. */
static bool
differs_at_each_call(const char *sql)
{
    static const char *const words[] = {
        "now(",        "random(",     "current_",     "localtime",      "nextval(",   "setval(",
        "_timestamp(", "gen_random_", "pg_advisory_", "uuid_generate_", "pg_notify(", NULL};

    for (size_t i = 0; words[i] != NULL; i++)
        if (strcasestr(sql, words[i]) != NULL)
            return true;
    return false;
}

bool
query_place_is_plain_read(const WorkloadQuery *query)
{
    size_t tables = 0;

    if (query->is_nested || query->meaning->command != QUERY_SELECT ||
        differs_at_each_call(query->sql))
        return false;
    for (const QuerySelect *select = query->meaning->selects.first; select != NULL;
         select = select->next)
        if (select->is_locking || select->command != QUERY_SELECT)
            return false;
    for (const QueryRelation *relation = query->meaning->relations.first; relation != NULL;
         relation = relation->next)
    {
        if (relation->kind == RELATION_FUNCTION || relation->kind == RELATION_SEQUENCE ||
            relation->kind == RELATION_CATALOG || relation->kind == RELATION_UNKNOWN)
            return false;
        tables += relation->kind == RELATION_TABLE;
    }
    return tables > 0;
}
