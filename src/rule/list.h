/*
 * list.h - the rules, one line each, in the alphabetical order of their ids.
 */
#ifndef TENFOLD_RULE_LIST_H
#define TENFOLD_RULE_LIST_H

#include "rule/rule.h"

#define RULE_LIST(RULE)        \
    RULE(char_n)               \
    RULE(constraint_not_valid) \
    RULE(fk_duplicate)         \
    RULE(fk_type_mismatch)     \
    RULE(fk_without_index)     \
    RULE(index_redundant)      \
    RULE(money_type)           \
    RULE(primary_key_missing)

/* Declares rule_fk_without_index and so on; each is defined in the file of its name. */
#define RULE_DECLARE(name) extern const Rule rule_##name;
RULE_LIST(RULE_DECLARE)

#endif
