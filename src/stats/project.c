#include "stats/project.h"

#include "base/nearest.h"
#include "base/strbuf.h"
#include "stats/declare.h"
#include "stats/rate.h"
#include "stats/yaml.h"

/*
 * Every mapping of the file is read the same way: its keys stand in a table with the function that
 * reads the value, and a key that is not in the table is an error that names the nearest one. The
 * project file is an interface to people: whoever writes "grow: 8k" must not get a report that
 * silently knows nothing about growth.
 */

typedef struct Reader
{
    Arena *arena;
    const char *path;
    Project *project;
    Stats *stats;
    TableStats *table; /* while its keys are read */
    Ignore *ignore; /* likewise */
    Error *error;
} Reader;

typedef struct Key
{
    const char *name;
    bool (*read)(Reader *reader, const YamlNode *node);
} Key;

typedef struct Keys
{
    const char *of; /* "the project file", "a table": for messages */
    const Key *first;
    size_t count;
} Keys;

static const Key *
find_key(const Keys *keys, const char *name)
{
    for (size_t i = 0; i < keys->count; i++)
        if (str_equal(keys->first[i].name, name))
            return &keys->first[i];
    return NULL;
}

static bool
unknown_key(Reader *reader, const Keys *keys, const YamlNode *node)
{
    Nearest nearest = nearest_start(node->key);
    StrBuf names = strbuf_new(reader->arena);

    for (size_t i = 0; i < keys->count; i++)
    {
        nearest_offer(&nearest, keys->first[i].name);
        strbuf_separate(&names, ", ");
        strbuf_add(&names, keys->first[i].name);
    }
    yaml_error(reader->error, node->key_location, "unknown key \"%s\" in %s", node->key, keys->of);
    error_detail(reader->error, "The keys of %s are: %s.", keys->of, names.text);
    if (nearest.best != NULL)
        error_hint(reader->error, "Did you mean \"%s\"?", nearest.best);
    return false;
}

static bool
wrong_value(Reader *reader, const YamlNode *node, const char *expected)
{
    if (node->kind == YAML_SCALAR)
        yaml_error(reader->error, node->location, "\"%s\" is no value for \"%s\"", node->text,
                   node->key == NULL ? "a list entry" : node->key);
    else
        yaml_error(reader->error, node->location, "\"%s\" cannot hold a %s",
                   node->key == NULL ? "a list entry" : node->key,
                   node->kind == YAML_LIST ? "list" : "mapping");
    return error_detail(reader->error, "Expected %s.", expected);
}

/* "tables:" with nothing below it, as a file that is being written has it. */
static bool
is_empty(const YamlNode *node)
{
    return node->kind == YAML_SCALAR && *node->text == '\0';
}

static bool
read_keys(Reader *reader, const Keys *keys, const YamlNode *map)
{
    if (is_empty(map))
        return true;
    if (map->kind != YAML_MAP)
        return wrong_value(reader, map, "a mapping, \"key: value\" lines");
    for (const YamlNode *node = map->items.first; node != NULL; node = node->next)
    {
        const Key *key = find_key(keys, node->key);

        if (key == NULL)
            return unknown_key(reader, keys, node);
        if (!key->read(reader, node))
            return false;
    }
    return true;
}

/* A scalar or a list of scalars, each given to `add`. */
static bool
read_texts(Reader *reader, const YamlNode *node, const char *expected,
           void (*add)(Reader *reader, const char *text))
{
    if (node->kind == YAML_MAP || (node->kind == YAML_SCALAR && *node->text == '\0'))
        return wrong_value(reader, node, expected);
    if (node->kind == YAML_SCALAR)
        add(reader, node->text);
    for (const YamlNode *item = node->items.first; item != NULL; item = item->next)
    {
        if (item->kind != YAML_SCALAR || *item->text == '\0')
            return wrong_value(reader, item, expected);
        add(reader, item->text);
    }
    return true;
}

/* A file beside the project file; what is absolute, a URL or standard input stays as it is. */
static const char *
resolve(Reader *reader, const char *file)
{
    const char *slash = strrchr(reader->path, '/');

    if (slash == NULL || file[0] == '/' || str_equal(file, "-") || strstr(file, "://") != NULL)
        return file;
    return arena_printf(reader->arena, "%.*s%s", (int) (slash + 1 - reader->path), reader->path,
                        file);
}

static void
add_source(Reader *reader, const char *text)
{
    name_list_add(reader->arena, &reader->project->sources, resolve(reader, text));
}

static void
add_queries(Reader *reader, const char *text)
{
    name_list_add(reader->arena, &reader->project->queries, resolve(reader, text));
}

static void
add_extension(Reader *reader, const char *text)
{
    name_list_add(reader->arena, &reader->project->without_extensions, text);
}

static bool
read_schema(Reader *reader, const YamlNode *node)
{
    return read_texts(reader, node, "a file or a list of files", add_source);
}

static bool
read_queries(Reader *reader, const YamlNode *node)
{
    return read_texts(reader, node, "a file or a list of files", add_queries);
}

static bool
read_without_extensions(Reader *reader, const YamlNode *node)
{
    return read_texts(reader, node, "a list of extensions, such as [postgis]", add_extension);
}

static bool
read_set(Reader *reader, const YamlNode *node)
{
    if (is_empty(node))
        return true;
    if (node->kind != YAML_MAP)
        return wrong_value(reader, node, "a mapping of placeholders, such as {Schema: auth}");
    for (const YamlNode *item = node->items.first; item != NULL; item = item->next)
    {
        if (item->kind != YAML_SCALAR)
            return wrong_value(reader, item, "a text");
        name_list_add(reader->arena, &reader->project->settings,
                      arena_printf(reader->arena, "%s=%s", item->key, item->text));
    }
    return true;
}

static bool
read_name(Reader *reader, const YamlNode *node)
{
    if (node->kind != YAML_SCALAR || *node->text == '\0')
        return wrong_value(reader, node, "a name");
    reader->stats->database = node->text;
    return true;
}

static bool
read_bytes(Reader *reader, const YamlNode *node, Quantity *bytes)
{
    double value;

    if (node->kind != YAML_SCALAR || !quantity_parse_bytes(node->text, &value) || value <= 0)
        return wrong_value(reader, node, "a size such as 8GB or 512MB");
    *bytes = (Quantity){.value = value, .source = PROVENANCE_DECLARED};
    return true;
}

static bool
read_ram(Reader *reader, const YamlNode *node)
{
    return read_bytes(reader, node, &reader->stats->ram_bytes);
}

static bool
read_disk(Reader *reader, const YamlNode *node)
{
    return read_bytes(reader, node, &reader->stats->disk_bytes);
}

static bool
read_major(Reader *reader, const YamlNode *node)
{
    char *end = NULL;
    long major = node->kind == YAML_SCALAR ? strtol(node->text, &end, 10) : 0;

    if (end == NULL || *end != '\0' || major < 10 || major > 99)
        return wrong_value(reader, node, "a major version of PostgreSQL, such as 15");
    reader->stats->server_version = (uint32_t) major * 10000;
    return true;
}

static bool
read_hardware(Reader *reader, const YamlNode *node)
{
    char *end = NULL;
    double count = node->kind == YAML_SCALAR ? strtod(node->text, &end) : 0;

    if (end == NULL || *end != '\0' || !(count >= 1) || count > 10000)
        return wrong_value(reader, node, "a number, such as 8");
    if (str_equal(node->key, "cores"))
        reader->project->cores = count;
    else
        reader->project->disks = count;
    return true;
}

static const Key server_keys[] = {
    {"cores", read_hardware}, {"disk", read_disk}, {"disks", read_hardware},
    {"major", read_major},    {"ram", read_ram},
};
static const Keys server = {"\"server\"", server_keys, ARRAY_LENGTH(server_keys)};

static bool
read_server(Reader *reader, const YamlNode *node)
{
    return read_keys(reader, &server, node);
}

static bool
read_settings(Reader *reader, const YamlNode *node)
{
    if (is_empty(node))
        return true;
    if (node->kind != YAML_MAP)
        return wrong_value(reader, node, "a mapping of settings, such as {work_mem: 4MB}");
    for (const YamlNode *item = node->items.first; item != NULL; item = item->next)
    {
        if (item->kind != YAML_SCALAR)
            return wrong_value(reader, item, "a value as SHOW prints it");
        stats_set_setting(reader->stats, item->key, item->text, PROVENANCE_DECLARED);
    }
    return true;
}

static bool
read_table_value(Reader *reader, const YamlNode *node)
{
    const char *expected;

    if (node->kind == YAML_SCALAR && declare_value(reader->table, node->key, node->text, &expected))
        return true;
    (void) declare_value(NULL, node->key, "", &expected); /* for what it expects alone */
    return wrong_value(reader, node, expected);
}

static const Key table_keys[] = {
    {"deletes", read_table_value}, {"grows", read_table_value},     {"inserts", read_table_value},
    {"numbers", read_table_value}, {"retention", read_table_value}, {"row_bytes", read_table_value},
    {"rows", read_table_value},    {"updates", read_table_value},
};
static const Keys table_entry = {"a table", table_keys, ARRAY_LENGTH(table_keys)};

static bool
read_table(Reader *reader, const YamlNode *node)
{
    reader->table = declare_table(reader->stats, node->key);
    if (reader->table == NULL)
        return yaml_error(reader->error, node->key_location, "\"%s\" is no name of a table",
                          node->key);
    reader->table->location = node->key_location;
    if (node->kind == YAML_MAP)
        return read_keys(reader, &table_entry, node);
    return wrong_value(reader, node, "a mapping such as {rows: 2M, grows: 8k/day}");
}

static bool
read_tables(Reader *reader, const YamlNode *node)
{
    if (is_empty(node))
        return true;
    if (node->kind != YAML_MAP)
        return wrong_value(reader, node, "a mapping of tables");
    for (const YamlNode *item = node->items.first; item != NULL; item = item->next)
        if (!read_table(reader, item))
            return false;
    return true;
}

static bool
read_ignore_text(Reader *reader, const YamlNode *node, const char **text)
{
    if (node->kind != YAML_SCALAR || *node->text == '\0')
        return wrong_value(reader, node, "a text");
    *text = node->text;
    return true;
}

static bool
read_ignore_rule(Reader *reader, const YamlNode *node)
{
    return read_ignore_text(reader, node, &reader->ignore->rule);
}

static bool
read_ignore_object(Reader *reader, const YamlNode *node)
{
    return read_ignore_text(reader, node, &reader->ignore->object);
}

static bool
read_ignore_reason(Reader *reader, const YamlNode *node)
{
    return read_ignore_text(reader, node, &reader->ignore->reason);
}

static const Key ignore_keys[] = {
    {"object", read_ignore_object}, {"reason", read_ignore_reason}, {"rule", read_ignore_rule}};
static const Keys ignore_entry = {"an entry of \"ignore\"", ignore_keys, ARRAY_LENGTH(ignore_keys)};

static bool
read_ignore(Reader *reader, const YamlNode *node)
{
    if (is_empty(node))
        return true;
    if (node->kind != YAML_LIST)
        return wrong_value(reader, node, "a list such as - {rule: varchar-n, reason: house style}");
    for (const YamlNode *item = node->items.first; item != NULL; item = item->next)
    {
        Ignore *ignore = arena_new_object(reader->stats->arena, Ignore);

        ignore->location = item->location;
        reader->ignore = ignore;
        if (!read_keys(reader, &ignore_entry, item))
            return false;
        if (ignore->rule == NULL && ignore->object == NULL)
            return yaml_error(reader->error, item->location,
                              "an entry of \"ignore\" needs a rule, an object, or both");
        list_append(&reader->stats->ignores, ignore);
    }
    return true;
}

static bool
read_objective(Reader *reader, const YamlNode *node)
{
    if (node->kind == YAML_SCALAR && rate_parse_ms(node->text, &reader->project->objective_ms))
        return true;
    return wrong_value(reader, node, "a time such as 100ms");
}

static const Key project_keys[] = {
    {"ignore", read_ignore},
    {"name", read_name},
    {"objective", read_objective},
    {"queries", read_queries},
    {"schema", read_schema},
    {"server", read_server},
    {"set", read_set},
    {"settings", read_settings},
    {"tables", read_tables},
    {"without_extensions", read_without_extensions},
};
static const Keys project_file = {"the project file", project_keys, ARRAY_LENGTH(project_keys)};

/* A table that stands at the top without "tables:" above it, as people write it at first. */
static bool
is_table(const YamlNode *node)
{
    if (node->kind != YAML_MAP)
        return false;
    for (const YamlNode *item = node->items.first; item != NULL; item = item->next)
        if (str_equal(item->key, "rows") || str_equal(item->key, "grows"))
            return true;
    return false;
}

bool
project_read(Arena *arena, const char *path, Project *project, Stats *stats, Error *error)
{
    Project result = {.file = arena_strdup(arena, path)};
    Reader reader = {
        .arena = arena, .path = path, .project = &result, .stats = stats, .error = error};
    const YamlNode *root = yaml_read(arena, path, error);

    if (root == NULL)
        return false;
    if (root->kind != YAML_MAP)
        return wrong_value(&reader, root, "a mapping, \"key: value\" lines");
    for (const YamlNode *node = root->items.first; node != NULL; node = node->next)
    {
        const Key *key = find_key(&project_file, node->key);
        bool is_read = key != NULL      ? key->read(&reader, node)
                       : is_table(node) ? read_table(&reader, node)
                                        : unknown_key(&reader, &project_file, node);

        if (!is_read)
            return false;
    }
    *project = result;
    return true;
}
