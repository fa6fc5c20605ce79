#include "rule/autonumber.h"

#include "rule/key.h"
#include "rule/name.h"

#include <strings.h>

bool
autonumber_is_implied(const Design *design, const Table *table, const Table *other,
                      const Column *column)
{
    char *noun;

    if (!name_ends_with_word(column->name, "id") || key_is_generated(column) ||
        key_foreign_key(other, column->name) != NULL)
        return false;
    noun = name_before_last_word(design->arena, column->name);
    return noun != NULL &&
           (name_is_plural_of(table->name, noun) || strcasecmp(table->name, noun) == 0);
}
