/*
 * changelog_yaml.c - a changelog in YAML, or in JSON, which is YAML too.
 */
#include "migration/changelog.h"

#include "base/strbuf.h"

#include <strings.h>
#include <yaml.h>

typedef struct Log
{
    Arena *arena;
    const FileText *text;
    yaml_document_t *document;
    ChangeSet change;
    LogItemList items;
} Log;

static yaml_node_t *
value_of(const Log *log, const yaml_node_t *mapping, const char *key)
{
    if (mapping == NULL || mapping->type != YAML_MAPPING_NODE)
        return NULL;
    for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++)
    {
        const yaml_node_t *name = yaml_document_get_node(log->document, pair->key);

        if (name != NULL && name->type == YAML_SCALAR_NODE &&
            strcasecmp((const char *) name->data.scalar.value, key) == 0)
            return yaml_document_get_node(log->document, pair->value);
    }
    return NULL;
}

static const char *
text_of(const Log *log, const yaml_node_t *mapping, const char *key)
{
    const yaml_node_t *value = value_of(log, mapping, key);

    return value == NULL || value->type != YAML_SCALAR_NODE
               ? NULL
               : arena_strdup(log->arena, (const char *) value->data.scalar.value);
}

static bool
is_set(const Log *log, const yaml_node_t *mapping, const char *key, const char *word)
{
    const char *value = text_of(log, mapping, key);

    return value != NULL && strcasecmp(value, word) == 0;
}

static LogItem *
add_item(Log *log, LogKind kind, const yaml_node_t *mapping)
{
    LogItem *item = arena_new_object(log->arena, LogItem);
    const char *dbms = text_of(log, mapping, "dbms");

    item->kind = kind;
    item->change = log->change;
    item->delimiter = text_of(log, mapping, "endDelimiter");
    item->is_relative = is_set(log, mapping, "relativeToChangelogFile", "true");
    if (dbms != NULL)
        item->change.dbms = dbms;
    list_append(&log->items, item);
    return item;
}

/* Empty lines before it, so that the lines of a block are the file's. */
static void
take_sql(Log *log, const yaml_node_t *mapping)
{
    const yaml_node_t *sql =
        mapping->type == YAML_SCALAR_NODE ? mapping : value_of(log, mapping, "sql");
    LogItem *item;
    StrBuf text = strbuf_new(log->arena);
    bool is_block;

    if (sql == NULL || sql->type != YAML_SCALAR_NODE)
        return;
    item = add_item(log, LOG_SQL, mapping);
    is_block = sql->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
               sql->data.scalar.style == YAML_FOLDED_SCALAR_STYLE;
    strbuf_pad(&text, '\n', sql->start_mark.line + (is_block ? 1 : 0));
    strbuf_add_bytes(&text, (const char *) sql->data.scalar.value, sql->data.scalar.length);
    item->text = (FileText){.name = log->text->name, .text = text.text, .length = text.length};
    if (item->delimiter != NULL)
        changelog_delimit(&item->text, item->delimiter);
}

/* "- createTable: {…}": one word, and what belongs to it. */
static void
take_change(Log *log, const yaml_node_t *change)
{
    const yaml_node_t *name;
    const yaml_node_t *value;
    const char *word;

    if (change == NULL || change->type != YAML_MAPPING_NODE ||
        change->data.mapping.pairs.start == change->data.mapping.pairs.top)
        return;
    name = yaml_document_get_node(log->document, change->data.mapping.pairs.start->key);
    value = yaml_document_get_node(log->document, change->data.mapping.pairs.start->value);
    if (name == NULL || name->type != YAML_SCALAR_NODE || value == NULL)
        return;
    word = arena_strdup(log->arena, (const char *) name->data.scalar.value);
    if (strcmp(word, "sql") == 0)
        take_sql(log, value);
    else if (strcmp(word, "sqlFile") == 0)
        add_item(log, LOG_SQL_FILE, value)->path = text_of(log, value, "path");
    else if (strcmp(word, "tagDatabase") != 0 && strcmp(word, "empty") != 0 &&
             strcmp(word, "output") != 0)
        add_item(log, LOG_WORDS, value)->path = word;
}

static void
take_change_set(Log *log, const yaml_node_t *mapping)
{
    const yaml_node_t *changes = value_of(log, mapping, "changes");

    log->change = (ChangeSet){
        .id = text_of(log, mapping, "id"),
        .author = text_of(log, mapping, "author"),
        .dbms = text_of(log, mapping, "dbms"),
        .has_no_transaction = is_set(log, mapping, "runInTransaction", "false"),
        .is_ignored = is_set(log, mapping, "ignore", "true"),
        .location = {.file = log->text->name,
                     .line = (uint32_t) mapping->start_mark.line + 1,
                     .column = 1},
    };
    if (changes == NULL || changes->type != YAML_SEQUENCE_NODE)
        return;
    for (const yaml_node_item_t *item = changes->data.sequence.items.start;
         item < changes->data.sequence.items.top; item++)
        take_change(log, yaml_document_get_node(log->document, *item));
}

static void
take_property(Log *log, const yaml_node_t *property)
{
    const char *name = text_of(log, property, "name");
    const char *value = text_of(log, property, "value");

    if (name != NULL && value != NULL)
        add_item(log, LOG_PROPERTY, property)->path =
            arena_printf(log->arena, "%s=%s", name, value);
}

static void
take_entry(Log *log, const yaml_node_t *entry)
{
    const yaml_node_t *include = value_of(log, entry, "include");
    const yaml_node_t *all = value_of(log, entry, "includeAll");
    const yaml_node_t *change = value_of(log, entry, "changeSet");

    log->change = (ChangeSet){0};
    if (include != NULL)
        add_item(log, LOG_INCLUDE, include)->path = text_of(log, include, "file");
    else if (all != NULL)
        add_item(log, LOG_INCLUDE_ALL, all)->path = text_of(log, all, "path");
    else if (change != NULL)
        take_change_set(log, change);
    else
        take_property(log, value_of(log, entry, "property"));
}

static bool
read_document(Log *log, Error *error)
{
    const yaml_node_t *entries =
        value_of(log, yaml_document_get_root_node(log->document), "databaseChangeLog");

    if (entries == NULL)
        return error_set(error, ERROR_INPUT, "\"%s\" is no changelog of Liquibase",
                         log->text->name);
    if (entries->type != YAML_SEQUENCE_NODE)
        return true;
    for (const yaml_node_item_t *item = entries->data.sequence.items.start;
         item < entries->data.sequence.items.top; item++)
        take_entry(log, yaml_document_get_node(log->document, *item));
    return true;
}

bool
changelog_yaml(Arena *arena, const FileText *text, LogItemList *out, Error *error)
{
    Log log = {.arena = arena, .text = text};
    yaml_document_t document;
    yaml_parser_t parser;
    bool is_read;

    if (yaml_parser_initialize(&parser) == 0)
        return error_set(error, ERROR_INTERNAL, "could not start reading YAML");
    yaml_parser_set_input_string(&parser, (const unsigned char *) text->text, text->length);
    if (yaml_parser_load(&parser, &document) == 0)
    {
        error_set(error, ERROR_INPUT, "%s:%zu: %s", text->name, parser.problem_mark.line + 1,
                  parser.problem == NULL ? "no YAML" : parser.problem);
        yaml_parser_delete(&parser);
        return false;
    }
    log.document = &document;
    is_read = read_document(&log, error);
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
    if (is_read)
        *out = log.items;
    return is_read;
}
