#include "rule/shape.h"

#include "rule/key.h"
#include "rule/name.h"
#include "schema/type.h"
#include "sql/quote.h"

/* A list with more rows than this is no list to choose from. */
static const double LOOKUP_ROWS_MOST = 10000;

bool
shape_is_bookkeeping(const Table *table)
{
    static const char *const names[] = {"schema_migrations",
                                        "schema_version",
                                        "schema_info",
                                        "ar_internal_metadata",
                                        "flyway_schema_history",
                                        "goose_db_version",
                                        "gorp_migrations",
                                        "databasechangelog",
                                        "databasechangeloglock",
                                        "alembic_version",
                                        "_prisma_migrations",
                                        "django_migrations",
                                        "django_content_type",
                                        "knex_migrations",
                                        "knex_migrations_lock",
                                        "_sqlx_migrations",
                                        "__diesel_schema_migrations",
                                        "__efmigrationshistory",
                                        "migrations",
                                        "migration_logs",
                                        "migrations_history",
                                        "applied_schema_deltas",
                                        "schema_compat_version",
                                        "typeorm_metadata",
                                        "sequelizemeta",
                                        "pgmigrations",
                                        NULL};

    return name_is_any(table->name, names) || strcmp(table->schema, "partman") == 0 ||
           strncmp(table->name, "active_storage_", strlen("active_storage_")) == 0 ||
           strncmp(table->name, "action_text_", strlen("action_text_")) == 0;
}

bool
shape_is_framework(const Table *table)
{
    static const char *const names[] = {
        "auth_group",       "auth_group_permissions",     "auth_permission",
        "auth_user_groups", "auth_user_user_permissions", NULL};
    static const char *const prefixes[] = {"django_", "knex_", "flyway_", "_prisma_", NULL};

    for (const char *const *prefix = prefixes; *prefix != NULL; prefix++)
        if (strncmp(table->name, *prefix, strlen(*prefix)) == 0)
            return true;
    return name_is_any(table->name, names) || shape_is_bookkeeping(table);
}

/* A person, a customer, an order: what a business has more of each day. */
static bool
names_a_thing_that_grows(const Table *table)
{
    static const char *const words[] = {
        "customer",     "customers",     "account",  "accounts", "user",     "users",   "order",
        "orders",       "member",        "members",  "person",   "people",   "persons", "client",
        "clients",      "contact",       "contacts", "patient",  "patients", "company", "companies",
        "organization", "organizations", "product",  "products", "item",     "items",   "post",
        "posts",        "message",       "messages", "session",  "sessions", "device",  "devices",
        "invoice",      "invoices",      "payment",  "payments", NULL};

    return name_has_any_word(table->name, words);
}

/* Numbered by a wide key or reached by mail: whoever made it did not think of a list. */
static bool
is_made_to_grow(const Design *design, const Table *table)
{
    const Constraint *primary = table_primary_key(table);
    const Column *key =
        primary == NULL ? NULL : table_find_column(table, primary->columns.first->text);
    const char *type = key == NULL ? "" : type_facts(design->schema, &key->type).base_name;

    return names_a_thing_that_grows(table) || str_equal(type, "int8") || str_equal(type, "uuid");
}

static bool
has_mail_column(const Table *table)
{
    static const char *const words[] = {"email", "mail", "phone", NULL};

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        if (name_has_any_word(column->name, words))
            return true;
    return false;
}

bool
shape_is_list_by_name(const Table *table)
{
    static const char *const words[] = {
        "type",     "types",      "status",     "statuses",   "country",    "countries",
        "currency", "currencies", "language",   "languages",  "locale",     "locales",
        "region",   "regions",    "state",      "states",     "province",   "unit",
        "units",    "timezone",   "timezones",  "category",   "categories", "reason",
        "reasons",  "severity",   "priority",   "priorities", "kind",       "kinds",
        "gender",   "genders",    "vocabulary", NULL};

    for (const char *const *word = words; *word != NULL; word++)
        if (name_ends_with_word(table->name, *word) || name_ends_run_together(table->name, *word))
            return true;
    return false;
}

/* Keyed by a code of a few letters: "USD", "de", "KG". */
static bool
is_keyed_by_code(const Table *table)
{
    enum
    {
        LETTERS_MOST = 4
    };
    const Constraint *primary = table_primary_key(table);
    const Column *key;

    if (primary == NULL || primary->columns.count != 1)
        return false;
    key = table_find_column(table, primary->columns.first->text);
    if (key == NULL || key->type.modifiers == NULL || key->type.dimensions > 0 ||
        (!str_equal(key->type.name, "bpchar") && !str_equal(key->type.name, "varchar")))
        return false;
    return strtoul(key->type.modifiers, NULL, 10) <= LETTERS_MOST;
}

bool
shape_is_lookup(const Design *design, const Table *table)
{
    const Column *last = table->columns.last;

    if (design_stays_small(design, table))
        return true;
    if (design_rows(design, table).value > LOOKUP_ROWS_MOST)
        return false;
    if (table->columns.count > 6 || shape_is_join(table) || has_mail_column(table))
        return false;
    for (const Constraint *constraint = table->constraints.first; constraint != NULL;
         constraint = constraint->next)
        if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
            return false;
    if (shape_is_list_by_name(table) || is_keyed_by_code(table))
        return true;
    return last != NULL && table->columns.count <= 2 && !is_made_to_grow(design, table) &&
           type_facts(design->schema, &last->type).category == CATEGORY_TEXT;
}

bool
shape_is_join(const Table *table)
{
    const Constraint *key = table_primary_key(table);

    if (key == NULL || key->columns.count < 2)
        return false;
    for (const Name *name = key->columns.first; name != NULL; name = name->next)
        if (key_foreign_key(table, name->text) == NULL)
            return false;
    return true;
}

bool
shape_is_log(const Table *table)
{
    static const char *const words[] = {
        "log",     "logs",      "logentry",     "event",    "events",  "audit",    "audits",
        "history", "histories", "journal",      "timings",  "timing",  "metrics",  "metric",
        "samples", "visits",    "clicks",       "views",    "archive", "archived", "trace",
        "traces",  "telemetry", "measurements", "readings", NULL};

    return name_has_any_word(table->name, words);
}

bool
shape_is_derived(const Table *table)
{
    static const char *const words[] = {
        "stats", "statistics", "usage", "rollup",  "rollups", "summary", "summaries", "aggregated",
        "cache", "caches",     "tmp",   "temp",    "backup",  "copy",    "snapshot",  "snapshots",
        "job",   "jobs",       "queue", "staging", "lookup",  NULL};

    return name_has_any_word(table->name, words);
}

bool
shape_is_tenant_root(const Design *design, const Table *table)
{
    enum
    {
        TABLES_FEWEST = 10
    };
    const ForeignKeyRefList *references = design_referencing(design, table);
    const char *column = NULL;
    size_t same = 0;

    if (design->schema->tables.count < TABLES_FEWEST || references == NULL)
        return false;
    for (const ForeignKeyRef *ref = references->first; ref != NULL; ref = ref->next)
    {
        if (column == NULL)
            column = ref->constraint->columns.first->text;
        same += strcmp(column, ref->constraint->columns.first->text) == 0;
    }
    return same * 2 > design->schema->tables.count;
}

static bool
is_time(const Design *design, const Column *column)
{
    TypeCategory category = type_facts(design->schema, &column->type).category;

    return category == CATEGORY_TIMESTAMP || category == CATEGORY_TIMESTAMPTZ ||
           category == CATEGORY_DATE;
}

const Column *
shape_time_column(const Design *design, const Table *table)
{
    static const char *const words[] = {"created",  "inserted", "added",  "occurred",
                                        "recorded", "received", "logged", NULL};
    /* Times that change, or lie ahead, say nothing about when a row came. */
    static const char *const moving[] = {
        "modified", "updated", "changed",    "deleted",      "last",  "latest",   "expires",
        "expired",  "expiry",  "expiration", "due",          "birth", "birthday", "end",
        "ended",    "ends",    "finished",   "completed",    "until", "valid",    "next",
        "archived", "closed",  "read",       "modifieddate", NULL};
    const Column *any = NULL;

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (!is_time(design, column))
            continue;
        if (name_has_any_word(column->name, words))
            return column;
        if (any == NULL && !name_has_any_word(column->name, moving))
            any = column;
    }
    return any;
}

/* In a history the mark is one of the things remembered, and says nothing of the row itself. */
static bool
keeps_versions(const Table *table)
{
    static const char *const words[] = {"version", "versions", "revision", "revisions",
                                        "history", "audit",    NULL};

    return name_has_any_word(table->name, words);
}

const Column *
shape_soft_delete(const Design *design, const Table *table)
{
    static const char *const times[] = {"deleted_at",   "deleted_on",   "deletedat", "removed_at",
                                        "date_deleted", "deleted_time", "deleted",   NULL};
    static const char *const flags[] = {"deleted", "is_deleted", "isdeleted", "soft_deleted", NULL};

    if (keeps_versions(table))
        return NULL;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (is_time(design, column) && !column->is_not_null && name_is_any(column->name, times))
            return column;
        if (type_facts(design->schema, &column->type).category == CATEGORY_BOOLEAN &&
            name_is_any(column->name, flags))
            return column;
    }
    return NULL;
}

char *
shape_alive_predicate(Arena *arena, const Design *design, const Column *soft_delete)
{
    char *name = quote_ident(arena, soft_delete->name);

    if (type_facts(design->schema, &soft_delete->type).category == CATEGORY_BOOLEAN)
        return arena_printf(arena, "NOT %s", name);
    return arena_printf(arena, "%s IS NULL", name);
}

char *
shape_rows_text(Arena *arena, const Design *design, const Table *table)
{
    Quantity rows = design_rows(design, table);

    if (!quantity_known(rows))
        return arena_strdup(arena, "all rows of");
    return arena_printf(arena, "all %s rows of", quantity_count_text(arena, rows.value));
}

/* How many foreign keys lead from a table to the end of their chain, four at most. */
static unsigned
chain_length(const Design *design, const Table *table, unsigned most)
{
    unsigned longest = 0;

    for (const Constraint *key = table->constraints.first; key != NULL && most > 0; key = key->next)
    {
        const Table *parent;
        unsigned length;

        if (key->kind != CONSTRAINT_FOREIGN_KEY)
            continue;
        parent = schema_find_table(design->schema, key->ref_schema, key->ref_table);
        length = parent == NULL || parent == table ? 1 : 1 + chain_length(design, parent, most - 1);
        longest = length > longest ? length : longest;
    }
    return longest;
}

static bool
is_written_all_day(const Table *table)
{
    static const char *const words[] = {
        "message",  "messages", "comment",    "comments",    "notification", "notifications",
        "activity", "payment",  "payments",   "activities",  "entry",        "entries",
        "delivery", "item",     "items",      "deliveries",  "transaction",  "transactions",
        "reaction", "votes",    "reactions",  "likes",       "attempt",      "attempts",
        "session",  "sessions", "impression", "impressions", "order",        "orders",
        "versions", "revision", "revisions",  NULL};

    return name_has_any_word(table->name, words);
}

/* Roles, permissions, settings: written when somebody sets something up. */
static bool
is_set_up_once(const Table *table)
{
    static const char *const words[] = {"role",          "roles",    "permission", "permissions",
                                        "setting",       "settings", "config",     "configs",
                                        "configuration", "template", "templates",  "category",
                                        "plan",          "plans",    "categories", "feature",
                                        "features",      "scope",    "scopes",     "theme",
                                        "themes",        "plugin",   "preference", "preferences",
                                        "option",        "options",  NULL};

    return name_has_any_word(table->name, words);
}

double
shape_likely_rows(const Design *design, const Table *table)
{
    enum
    {
        CHAIN_MOST = 4,
        COLUMNS_MANY = 10
    };
    Quantity rows = design_rows(design, table);
    double likely;

    if (quantity_known(rows))
        return rows.value;
    likely = 1 + chain_length(design, table, CHAIN_MOST);
    if (shape_is_log(table) || is_written_all_day(table))
        likely *= 4;
    if (table->columns.count >= COLUMNS_MANY)
        likely *= 1.5;
    if (shape_time_column(design, table) != NULL)
        likely *= 1.5;
    if (is_set_up_once(table) || shape_is_lookup(design, table))
        return likely / 8;
    if (shape_is_join(table))
        likely *= 2;
    return likely;
}
