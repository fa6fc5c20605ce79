#include "rule/list.h"

#define RULE_ADDRESS(name) &rule_##name,

const Rule *const rule_list[] = {RULE_LIST(RULE_ADDRESS) NULL};
