/*
 * list.h - the rules, one line each, in the alphabetical order of their ids.
 */
#ifndef TENFOLD_RULE_LIST_H
#define TENFOLD_RULE_LIST_H

#include "rule/rule.h"

/* Aligned backslashes would make every new rule touch all the lines. */
/* clang-format off */
#define RULE_LIST(RULE) \
    RULE(amount_int4) \
    RULE(array_of_ids) \
    RULE(autovacuum_late) \
    RULE(cascade_fan_out) \
    RULE(char_n) \
    RULE(column_padding) \
    RULE(columns_hot_and_cold) \
    RULE(constraint_not_valid) \
    RULE(counter_in_wide_row) \
    RULE(counter_int4) \
    RULE(disk_fills) \
    RULE(eav) \
    RULE(enum_that_grows) \
    RULE(external_id_int4) \
    RULE(filter_without_index) \
    RULE(fk_duplicate) \
    RULE(fk_missing) \
    RULE(fk_nullable_composite) \
    RULE(fk_type_mismatch) \
    RULE(fk_without_index) \
    RULE(float_for_money) \
    RULE(hot_updates_lost) \
    RULE(index_defeated_by_expression) \
    RULE(index_invalid) \
    RULE(index_low_value) \
    RULE(index_on_array_btree) \
    RULE(index_on_boolean) \
    RULE(index_redundant) \
    RULE(index_soft_delete) \
    RULE(index_unused) \
    RULE(int_key_exhaustion) \
    RULE(join_repeated) \
    RULE(json_key_filter) \
    RULE(json_not_jsonb) \
    RULE(jsonb_as_columns) \
    RULE(list_in_text) \
    RULE(money_type) \
    RULE(nullable_unique) \
    RULE(one_of_many_fks) \
    RULE(partitions_run_out) \
    RULE(partitions_too_many) \
    RULE(policy_call_per_row) \
    RULE(polymorphic_association) \
    RULE(primary_key_missing) \
    RULE(query_cacheable) \
    RULE(query_cartesian_join) \
    RULE(query_combines_indexes) \
    RULE(query_count_all) \
    RULE(query_groups_before_join) \
    RULE(query_implicit_cast) \
    RULE(query_largest_tenant) \
    RULE(query_leading_wildcard) \
    RULE(query_limit_without_order) \
    RULE(query_may_read_replica) \
    RULE(query_n_plus_one) \
    RULE(query_not_in_nullable) \
    RULE(query_offset) \
    RULE(query_optional_filter) \
    RULE(query_or_across_columns) \
    RULE(query_read_after_write) \
    RULE(query_returns_unbounded) \
    RULE(query_soft_delete_forgotten) \
    RULE(query_tenant_forgotten) \
    RULE(query_write_without_where) \
    RULE(queue_and_history) \
    RULE(repeating_columns) \
    RULE(retention_falls_behind) \
    RULE(retention_without_index) \
    RULE(select_star_wide) \
    RULE(self_reference_tree) \
    RULE(seq_scans_on_large_table) \
    RULE(sequence_type_mismatch) \
    RULE(sort_without_index) \
    RULE(stream_position_int4) \
    RULE(surrogate_key_unused) \
    RULE(table_needs_partitions) \
    RULE(table_outgrows_cache) \
    RULE(time_index_brin) \
    RULE(timestamp_without_time_zone) \
    RULE(timestamps_missing) \
    RULE(too_many_indexes) \
    RULE(unique_ignores_soft_delete) \
    RULE(unlogged_table) \
    RULE(uuid_as_text) \
    RULE(uuid_v4_key) \
    /* the end */
/* clang-format on */

/* Declares rule_fk_without_index and so on; each is defined in the file of its name. */
#define RULE_DECLARE(name) extern const Rule rule_##name;
RULE_LIST(RULE_DECLARE)

#endif
