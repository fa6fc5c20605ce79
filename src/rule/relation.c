#include "rule/relation.h"

#include "rule/name.h"
#include "schema/type.h"

#include <ctype.h>

static bool
has_key_like(const Design *design, const Table *table, const Column *column)
{
    const Constraint *key = table_primary_key(table);
    const Column *target;

    if (key == NULL || key->columns.count != 1)
        return false;
    target = table_find_column(table, key->columns.first->text);
    return target != NULL && target->type.dimensions == 0 &&
           str_equal(type_facts(design->schema, &target->type).base_name,
                     type_facts(design->schema, &column->type).base_name);
}

const Table *
relation_named(const Design *design, const Table *table, const Column *column)
{
    const char *stem;

    if (!name_ends_with_word(column->name, "id") || column->type.dimensions > 0)
        return NULL;
    stem = name_before_last_word(design->arena, column->name);
    if (stem == NULL)
        return NULL;
    for (const Table *other = design->schema->tables.first; other != NULL; other = other->next)
    {
        if (tolower((unsigned char) other->name[0]) != (unsigned char) stem[0] || other == table ||
            !str_equal(other->schema, table->schema) || !design_is_counted(design, other) ||
            other->kind == TABLE_FOREIGN)
            continue;
        if (name_is_plural_of(name_plain(design->arena, other->name), stem) &&
            has_key_like(design, other, column))
            return other;
    }
    return NULL;
}

const Column *
relation_type_column(const Design *design, const Table *table, const Column *column)
{
    const char *stem = NULL;

    if (name_ends_with_word(column->name, "id"))
        stem = name_before_last_word(design->arena, column->name);
    if (stem == NULL)
        return NULL;
    for (const Column *other = table->columns.first; other != NULL; other = other->next)
    {
        const char *plain = name_plain(design->arena, other->name);
        size_t length = strlen(stem);

        if (strncmp(plain, stem, length) == 0 && strcmp(plain + length, "_type") == 0)
            return other;
    }
    return NULL;
}
