#include "live/question.h"

#include "sql.gen.h"

const char *const question_settings[] = {
    "SET LOCAL search_path = ''",
    "SET LOCAL quote_all_identifiers = off",
    "SET LOCAL standard_conforming_strings = on",
    "SET LOCAL datestyle = 'ISO'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL jit = off", /* costs more than these queries take */
    NULL,
};

/* One line each, in the order in which they are asked. */
/* clang-format off */
const Question question_list[QUESTION_COUNT] = {
    [QUESTION_NODE] = {"node", "server's version and role", sql_catalog_node, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_SYSTEM] = {"system", "system's identifier", sql_catalog_system, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_REPLICAS] = {"replicas", "replicas", sql_catalog_replicas, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_EXTENSION_VERSIONS] = {"extension_versions", "versions of extensions",
        sql_catalog_extension_versions, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_SETTINGS] = {"settings", "settings", sql_catalog_settings, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_SCHEMAS] = {"schemas", "schemas", sql_catalog_schemas, QUESTION_NEEDED, false, false, false},
    [QUESTION_EXTENSIONS] = {"extensions", "extensions", sql_catalog_extensions, QUESTION_NEEDED, false, false, false},
    [QUESTION_TYPES] = {"types", "types", sql_catalog_types, QUESTION_NEEDED, false, false, false},
    [QUESTION_DOMAINS] = {"domains", "domains", sql_catalog_domains, QUESTION_NEEDED, false, false, false},
    [QUESTION_ROUTINES] = {"routines", "functions", sql_catalog_routines, QUESTION_NEEDED, false, false, false},
    [QUESTION_SEQUENCES] = {"sequences", "sequences", sql_catalog_sequences, QUESTION_NEEDED, false, false, false},
    [QUESTION_TABLES] = {"tables", "tables", sql_catalog_tables, QUESTION_NEEDED, false, false, false},
    [QUESTION_ATTACHMENTS] = {"attachments", "partitions",
        sql_catalog_attachments, QUESTION_NEEDED, false, false, false},
    [QUESTION_COLUMNS] = {"columns", "columns", sql_catalog_columns, QUESTION_NEEDED, false, false, false},
    [QUESTION_IDENTITIES] = {"identities", "identity columns",
        sql_catalog_identities, QUESTION_NEEDED, false, false, false},
    [QUESTION_KEYS] = {"keys", "keys", sql_catalog_keys, QUESTION_NEEDED, false, false, false},
    [QUESTION_VIEWS] = {"views", "views", sql_catalog_views, QUESTION_NEEDED, false, false, false},
    [QUESTION_INDEXES] = {"indexes", "indexes", sql_catalog_indexes, QUESTION_NEEDED, false, false, false},
    [QUESTION_FOREIGN_KEYS] = {"foreign_keys", "foreign keys",
        sql_catalog_foreign_keys, QUESTION_NEEDED, false, false, false},
    [QUESTION_OTHERS] = {"others", "rules, statistics and the like",
        sql_catalog_others, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_TRIGGERS] = {"triggers", "triggers", sql_catalog_triggers, QUESTION_NEEDED, false, false, false},
    [QUESTION_POLICIES] = {"policies", "policies", sql_catalog_policies, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_COMMENTS] = {"comments", "comments", sql_catalog_comments, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_OWNERS] = {"owners", "owners", sql_catalog_owners, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_GRANTS] = {"grants", "privileges", sql_catalog_grants, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_DEFAULT_PRIVILEGES] = {"default_privileges", "default privileges",
        sql_catalog_default_privileges, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_VIEW_COLUMNS] = {"view_columns", "columns of views",
        sql_catalog_view_columns, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_FLAGS] = {"flags", "invalid indexes", sql_catalog_flags, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_SEQUENCE_VALUES] = {"sequence_values", "values of sequences",
        sql_catalog_sequence_values, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_MEASURED_SINCE] = {"measured_since", "age of the counters",
        sql_catalog_measured_since, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_TABLE_STATISTICS] = {"table_statistics", "statistics of tables",
        sql_catalog_table_statistics, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_TABLE_USAGE] = {"table_usage", "use of tables",
        sql_catalog_table_usage, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_TABLE_SIZES] = {"table_sizes", "sizes of tables",
        sql_catalog_table_sizes, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_INDEX_USAGE] = {"index_usage", "use of indexes",
        sql_catalog_index_usage, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_INDEX_SIZES] = {"index_sizes", "sizes of indexes",
        sql_catalog_index_sizes, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_UNREADABLE] = {"unreadable", "privileges", sql_catalog_unreadable, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_COLUMN_STATISTICS] = {"column_statistics", "statistics of columns", sql_catalog_column_statistics, QUESTION_OPTIONAL,
        .is_large = true},
    [QUESTION_COLUMN_VALUES] = {"column_values", "common values of columns", sql_catalog_column_values, QUESTION_OPTIONAL,
        .is_large = true, .is_personal = true},
    [QUESTION_COLUMN_ELEMENTS] = {"column_elements", "common elements of columns", sql_catalog_column_elements,
        QUESTION_OPTIONAL, .is_large = true, .is_personal = true},
    [QUESTION_STORED_RANGES] = {"stored_ranges", "bounds of ranges", sql_catalog_stored_ranges, QUESTION_OPTIONAL,
        .is_large = true, .is_personal = true, .may_fail = true},
    [QUESTION_INDEX_STATISTICS] = {"index_statistics", "statistics of expressions of indexes",
        sql_catalog_index_statistics, QUESTION_OPTIONAL, .is_large = true},
    [QUESTION_INDEX_VALUES] = {"index_values", "common values of expressions of indexes", sql_catalog_index_values,
        QUESTION_OPTIONAL, .is_large = true, .is_personal = true},
    [QUESTION_EXTENDED_STATISTICS] = {"extended_statistics", "extended statistics", sql_catalog_extended_statistics,
        QUESTION_OPTIONAL, .is_large = true, .may_fail = true},
    [QUESTION_EXTENDED_VALUES] = {"extended_values", "common combinations of values", sql_catalog_extended_values,
        QUESTION_OPTIONAL, .is_large = true, .is_personal = true, .may_fail = true},
    [QUESTION_STORED_EXTENDED] = {"stored_extended", "extended statistics of others", sql_catalog_stored_extended,
        QUESTION_OPTIONAL, .is_large = true, .is_personal = true, .may_fail = true},
    [QUESTION_EXPRESSION_STATISTICS] = {"expression_statistics", "statistics of expressions",
        sql_catalog_expression_statistics, QUESTION_OPTIONAL, .is_large = true, .may_fail = true},
    [QUESTION_EXPRESSION_VALUES] = {"expression_values", "common values of expressions", sql_catalog_expression_values,
        QUESTION_OPTIONAL, .is_large = true, .is_personal = true, .may_fail = true},
    [QUESTION_STORED_EXPRESSIONS] = {"stored_expressions", "statistics of expressions of others",
        sql_catalog_stored_expressions, QUESTION_OPTIONAL, .is_large = true, .is_personal = true, .may_fail = true},
    [QUESTION_STATEMENTS_PATH] = {"statements_path", "place of pg_stat_statements",
        sql_catalog_statements_path, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_STATEMENTS_SINCE] = {"statements_since", "age of pg_stat_statements",
        sql_catalog_statements_since, QUESTION_OPTIONAL, false, false, false},
    [QUESTION_STATEMENTS] = {"statements", "statements of pg_stat_statements", sql_catalog_statements, QUESTION_OPTIONAL,
        .is_large = true},
};
/* clang-format on */

bool
question_may_lack(QuestionId id, const char *refusal)
{
    static const char states[] = QUESTION_MAY_FAIL_STATES;

    for (const char *at = states; question_list[id].may_fail && at != NULL; at = strchr(at, ' '))
    {
        at = strchr(at, '\'') + 1;
        if (strncmp(refusal, at, strcspn(at, "'")) == 0)
            return true;
    }
    return false;
}

QuestionId
question_find(const char *name)
{
    QuestionId id = 0;

    while (id < QUESTION_COUNT && !str_equal(question_list[id].name, name))
        id++;
    return id;
}
