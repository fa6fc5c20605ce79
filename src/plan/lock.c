#include "plan/lock.h"

/*
 * Only what the planners use. Where a row of the measurements speaks of a partition or of an index, the
 * level is the one on what it was measured on.
 */
/* clang-format off */
static const LockFact facts[] = {
    {"add_check_nv", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"add_col_const", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"add_col_notnull_const", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"add_col_null", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"add_fk_nv", LOCK_SHARE_ROW_EXCLUSIVE, false, true, false, false},
    {"add_identity", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"add_pk_using_nn", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"add_unique_using", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"alter_index_rename", LOCK_NONE, false, false, false, false},
    {"alter_seq_type", LOCK_SHARE_ROW_EXCLUSIVE, false, true, true, false},
    {"attach_check_child", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"attach_fk_child_pre", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"attach_pk_pre", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"cic", LOCK_SHARE_UPDATE_EXCLUSIVE, false, false, false, true},
    {"create_table_part", LOCK_NONE, false, false, false, false},
    {"create_trigger", LOCK_SHARE_ROW_EXCLUSIVE, false, true, false, false},
    {"drop_check", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"drop_col", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"drop_default", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"drop_fk", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"drop_index", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"drop_index_c", LOCK_SHARE_UPDATE_EXCLUSIVE, false, false, false, false},
    {"drop_pk", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"drop_unique", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"index_attach", LOCK_ACCESS_SHARE, false, false, false, false},
    {"insert", LOCK_ROW_EXCLUSIVE, false, false, false, false},
    {"part_add_col", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"part_check_nv", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"part_create_index_only", LOCK_SHARE, false, true, false, false},
    {"part_drop_index", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"part_fk_out", LOCK_SHARE_ROW_EXCLUSIVE, false, true, false, false},
    {"part_pk_only", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"rename_col", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"rename_constraint", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"rename_table", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"reset_opt", LOCK_SHARE_UPDATE_EXCLUSIVE, false, false, false, false},
    {"select", LOCK_ACCESS_SHARE, false, false, false, true},
    {"set_autovac", LOCK_SHARE_UPDATE_EXCLUSIVE, false, false, false, false},
    {"set_default", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"set_fillfactor", LOCK_SHARE_UPDATE_EXCLUSIVE, false, false, false, false},
    {"set_logged2", LOCK_ACCESS_EXCLUSIVE, true, true, true, true},
    {"set_not_null_check", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"set_parallel", LOCK_SHARE_UPDATE_EXCLUSIVE, false, false, false, false},
    {"set_toast_target", LOCK_SHARE_UPDATE_EXCLUSIVE, false, false, false, false},
    {"ty_char_text", LOCK_ACCESS_EXCLUSIVE, true, true, true, true},
    {"ty_cidr_inet", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"ty_int_bigint", LOCK_ACCESS_EXCLUSIVE, true, true, true, true},
    {"ty_int_bigint_pk_fk", LOCK_ACCESS_EXCLUSIVE, true, true, true, true},
    {"ty_json_jsonb", LOCK_ACCESS_EXCLUSIVE, true, true, true, true},
    {"ty_num_prec", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"ty_num_unconstr", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"ty_smallint_int", LOCK_ACCESS_EXCLUSIVE, true, true, true, true},
    {"ty_text_vc_nolen", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"ty_ts_prec_none", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"ty_ts_prec_up", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"ty_ts_tstz_using", LOCK_ACCESS_EXCLUSIVE, true, true, true, true},
    {"ty_ts_tstz_utc", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"ty_using_same", LOCK_ACCESS_EXCLUSIVE, true, true, true, true},
    {"ty_varbit_longer", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"ty_vc_longer", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"ty_vc_longer_check", LOCK_ACCESS_EXCLUSIVE, true, true, false, true},
    {"ty_vc_longer_exprix", LOCK_ACCESS_EXCLUSIVE, true, true, false, true},
    {"ty_vc_text", LOCK_ACCESS_EXCLUSIVE, true, true, false, false},
    {"validate_check", LOCK_SHARE_UPDATE_EXCLUSIVE, false, false, false, true},
    {"validate_fk", LOCK_SHARE_UPDATE_EXCLUSIVE, false, false, false, true},
};
/* clang-format on */

const LockFact *
lock_facts(size_t *count)
{
    *count = ARRAY_LENGTH(facts);
    return facts;
}

const LockFact *
lock_fact(const char *id)
{
    for (size_t i = 0; i < ARRAY_LENGTH(facts); i++)
    {
        if (str_equal(facts[i].id, id))
            return &facts[i];
    }
    abort();
}

const char *
lock_name(LockLevel lock)
{
    static const char *const names[] = {
        [LOCK_NONE] = "no lock",
        [LOCK_ACCESS_SHARE] = "ACCESS SHARE",
        [LOCK_ROW_SHARE] = "ROW SHARE",
        [LOCK_ROW_EXCLUSIVE] = "ROW EXCLUSIVE",
        [LOCK_SHARE_UPDATE_EXCLUSIVE] = "SHARE UPDATE EXCLUSIVE",
        [LOCK_SHARE] = "SHARE",
        [LOCK_SHARE_ROW_EXCLUSIVE] = "SHARE ROW EXCLUSIVE",
        [LOCK_EXCLUSIVE] = "EXCLUSIVE",
        [LOCK_ACCESS_EXCLUSIVE] = "ACCESS EXCLUSIVE",
    };

    return names[lock];
}
