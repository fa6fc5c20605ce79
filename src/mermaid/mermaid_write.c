/*
 * mermaid_write.c - the model as a diagram.
 *
 * What Mermaid's words cannot hold stands in an attribute's comment, where the reader finds it again:
 * "NOT NULL; column Odd Name; comment". A relationship's label names the columns of its foreign key.
 * Partitions are left out: their parent stands for them.
 */
#include "mermaid/mermaid.h"

#include "schema/type.h"

#include <ctype.h>

/* Words that mean something to Mermaid at the start of a line or within a relationship. */
static bool
is_keyword(const char *name)
{
    static const char *const words[] = {
        "acctitle",  "accdescr", "class", "classdef", "direction",  "end",
        "erdiagram", "many",     "one",   "only",     "optionally", "style",
        "subgraph",  "title",    "to",    "u",        "zero"};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (str_equal(words[i], name))
            return true;
    return false;
}

static bool
is_plain_name(const char *name)
{
    if (is_keyword(name))
        return false;
    if (!islower((unsigned char) *name))
        return false;
    for (; *name != '\0'; name++)
        if (!islower((unsigned char) *name) && !isdigit((unsigned char) *name) && *name != '_')
            return false;
    return true;
}

/* Within quotes some characters cannot stand: they become '_'. */
static void
add_quoted(StrBuf *out, const char *text)
{
    strbuf_add_char(out, '"');
    for (; *text != '\0'; text++)
    {
        bool is_bad =
            strchr("\"%\\", *text) != NULL || ((unsigned char) *text) < ' ' || *text == 0x7f;

        strbuf_add_char(out, is_bad ? '_' : *text);
    }
    strbuf_add_char(out, '"');
}

static void
add_entity(StrBuf *out, const char *space, const char *name)
{
    bool is_public = space == NULL || str_equal(space, "public");

    if (is_public && is_plain_name(name))
        strbuf_add(out, name);
    else if (is_public)
        add_quoted(out, name);
    else
        add_quoted(out, arena_printf(out->arena, "%s.%s", space, name));
}

static bool
is_word_char(unsigned char byte)
{
    return isalnum(byte) || byte == '_' || byte >= 0x80;
}

/* A column's name as one word of Mermaid; false when it had to change. */
static bool
add_attribute_name(StrBuf *out, const char *name)
{
    bool is_key = str_equal(name, "PK") || str_equal(name, "FK") || str_equal(name, "UK");
    bool is_whole = !isdigit((unsigned char) *name) && *name != '-' && !is_key;

    if (!is_whole)
        strbuf_add_char(out, '_');
    for (; *name != '\0'; name++)
    {
        bool is_good = is_word_char((unsigned char) *name) || *name == '-';

        strbuf_add_char(out, is_good ? *name : '_');
        is_whole &= is_good;
    }
    return is_whole;
}

/* int4, varchar(255), numeric(10-2), text[] */
static void
add_type(StrBuf *out, const TypeName *type)
{
    size_t start = out->length;

    strbuf_add(out, type->name);
    if (type->modifiers != NULL &&
        isdigit((unsigned char) *type->modifiers)) /* not "day to second" */
        strbuf_printf(out, "(%s)", type->modifiers);
    for (uint32_t i = 0; i < type->dimensions; i++)
        strbuf_add(out, "[]");
    for (char *at = out->text + start; *at != '\0'; at++)
        if (*at == ',' || *at == ' ')
            *at = '-';
        else if (!is_word_char((unsigned char) *at) && strchr("()[]-", *at) == NULL)
            *at = '_';
}

static bool
is_key_of_one(const Constraint *constraint, const char *column)
{
    return constraint->columns.count == 1 && str_equal(constraint->columns.first->text, column);
}

static void
add_keys(StrBuf *out, const Table *table, const Column *column, bool *is_primary)
{
    bool is_foreign = false;
    bool is_unique = false;
    const char *separator = " ";

    *is_primary = false;
    for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
    {
        *is_primary |=
            at->kind == CONSTRAINT_PRIMARY_KEY && name_list_contains(&at->columns, column->name);
        is_foreign |=
            at->kind == CONSTRAINT_FOREIGN_KEY && name_list_contains(&at->columns, column->name);
        is_unique |= at->kind == CONSTRAINT_UNIQUE && is_key_of_one(at, column->name);
    }
    if (*is_primary)
    {
        strbuf_add(out, " PK");
        separator = ", ";
    }
    if (is_foreign)
    {
        strbuf_printf(out, "%sFK", separator);
        separator = ", ";
    }
    if (is_unique)
        strbuf_printf(out, "%sUK", separator);
}

static void
add_column(StrBuf *out, const Table *table, const Column *column)
{
    StrBuf comment = strbuf_new(out->arena);
    bool is_primary;

    strbuf_add(out, "        ");
    add_type(out, &column->type);
    strbuf_add_char(out, ' ');
    if (!add_attribute_name(out, column->name))
        strbuf_printf(&comment, "column %s", column->name);
    add_keys(out, table, column, &is_primary);
    if (column->is_not_null && !is_primary)
    {
        const char *named =
            comment.length > 0 ? arena_printf(out->arena, "; %s", comment.text) : "";

        strbuf_clear(&comment);
        strbuf_printf(&comment, "NOT NULL%s", named);
    }
    if (column->comment != NULL && *column->comment != '\0')
    {
        strbuf_separate(&comment, "; ");
        strbuf_add(&comment, column->comment);
    }
    if (comment.length > 0)
    {
        strbuf_add_char(out, ' ');
        add_quoted(out, comment.text);
    }
    strbuf_add_char(out, '\n');
}

static void
add_table(StrBuf *out, const Table *table)
{
    strbuf_add(out, "    ");
    add_entity(out, table->schema, table->name);
    strbuf_add(out, " {\n");
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        add_column(out, table, column);
    strbuf_add(out, "    }\n");
}

static bool
is_required(const Table *table, const Constraint *key)
{
    for (const Name *name = key->columns.first; name != NULL; name = name->next)
    {
        const Column *column = table_find_column(table, name->text);

        if (column == NULL || !column->is_not_null)
            return false;
    }
    return true;
}

static bool
is_unique(const Table *table, const NameList *columns)
{
    for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
        if ((at->kind == CONSTRAINT_PRIMARY_KEY || at->kind == CONSTRAINT_UNIQUE) &&
            name_list_equal(&at->columns, columns))
            return true;
    return false;
}

static const Constraint *
primary_key(const Table *table)
{
    for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
        if (at->kind == CONSTRAINT_PRIMARY_KEY)
            return at;
    return NULL;
}

static void
add_relation(StrBuf *out, const Schema *schema, const Table *table, const Constraint *key)
{
    const Table *parent = schema_find_table(schema, key->ref_schema, key->ref_table);
    const Constraint *parent_key = parent == NULL ? NULL : primary_key(parent);
    const char *label = name_list_text(out->arena, &key->columns);

    if (parent == NULL || parent->partition_of != NULL)
        return;
    if (parent_key == NULL || !name_list_equal(&parent_key->columns, &key->ref_columns))
        label = arena_printf(out->arena, "%s to %s", label,
                             name_list_text(out->arena, &key->ref_columns));
    strbuf_add(out, "    ");
    add_entity(out, parent->schema, parent->name);
    strbuf_printf(out, " %s--%s ", is_required(table, key) ? "||" : "|o",
                  is_unique(table, &key->columns) ? "o|" : "o{");
    add_entity(out, table->schema, table->name);
    strbuf_add(out, " : ");
    add_quoted(out, label);
    strbuf_add_char(out, '\n');
}

void
mermaid_write(StrBuf *out, const Schema *schema)
{
    strbuf_add(out, "erDiagram\n");
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        if (table->partition_of == NULL)
            add_table(out, table);
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
            if (table->partition_of == NULL && key->kind == CONSTRAINT_FOREIGN_KEY)
                add_relation(out, schema, table, key);
}
