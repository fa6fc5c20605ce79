/*
 * list.h - the rules, one line each, in the alphabetical order of their ids.
 */
#ifndef TENFOLD_RULE_LIST_H
#define TENFOLD_RULE_LIST_H

#include "rule/rule.h"

#define RULE_LIST(RULE) \
    RULE(char_n)        \
    RULE(money_type)

/* Declares rule_fk_without_index and so on; each is defined in the file of its name. */
#define RULE_DECLARE(name) extern const Rule rule_##name;
RULE_LIST(RULE_DECLARE)

#endif
