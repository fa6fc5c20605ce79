#include "stats/yaml.h"

#include "base/file.h"
#include "base/map.h"

#include <stdarg.h>
#include <yaml.h>

/*
 * libyaml loads a document whose nodes refer to each other by number; the tree is copied into the
 * arena. Anchors could make that tree endless (or, with aliases of aliases, astronomically large), so
 * depth and size are bounded: a project file has neither.
 */
enum
{
    DEPTH_MAX = 8,
    NODES_MAX = 100000
};

typedef struct Loader
{
    Arena *arena;
    const char *path;
    yaml_document_t *document;
    size_t nodes;
    Error *error;
} Loader;

bool
yaml_error(Error *error, Location location, const char *format, ...)
{
    va_list arguments;
    va_list copy;
    int length;
    char *text;

    va_start(arguments, format);
    va_copy(copy, arguments);
    length = vsnprintf(NULL, 0, format, copy);
    va_end(copy);
    text = arena_alloc(error->arena, (size_t) length + 1);
    (void) vsnprintf(text, (size_t) length + 1, format, arguments); /* measured just above */
    va_end(arguments);
    if (location.file == NULL)
        return error_set(error, ERROR_USAGE, "%s", text);
    return error_set(error, ERROR_USAGE, "%s:%u:%u: %s", location.file, location.line,
                     location.column, text);
}

static Location
place(const char *path, yaml_mark_t mark)
{
    return (Location){
        .file = path, .line = (uint32_t) mark.line + 1, .column = (uint32_t) mark.column + 1};
}

static YamlNode *copy_node(Loader *loader, int number, unsigned depth);

static bool
copy_list(Loader *loader, const yaml_node_t *from, unsigned depth, YamlNode *list)
{
    const yaml_node_item_t *item = from->data.sequence.items.start;

    for (; item < from->data.sequence.items.top; item++)
    {
        YamlNode *node = copy_node(loader, *item, depth + 1);

        if (node == NULL)
            return false;
        list_append(&list->items, node);
    }
    return true;
}

/* The text of a key; NULL with the error set when it is no plain text or was there before. */
static const char *
copy_key(Loader *loader, const yaml_node_t *key, Map *seen)
{
    Location location = place(loader->path, key->start_mark);
    const char *text;

    if (key->type != YAML_SCALAR_NODE)
    {
        yaml_error(loader->error, location, "a key must be a plain name");
        return NULL;
    }
    text = arena_strndup(loader->arena, (const char *) key->data.scalar.value,
                         key->data.scalar.length);
    if (map_get(seen, text) != NULL)
    {
        yaml_error(loader->error, location, "key \"%s\" is there twice", text);
        return NULL;
    }
    map_put(seen, text, loader);
    return text;
}

static bool
copy_map(Loader *loader, const yaml_node_t *from, unsigned depth, YamlNode *map)
{
    const yaml_node_pair_t *pair = from->data.mapping.pairs.start;
    Map *seen = map_new(loader->arena);

    for (; pair < from->data.mapping.pairs.top; pair++)
    {
        const yaml_node_t *key = yaml_document_get_node(loader->document, pair->key);
        const char *text = copy_key(loader, key, seen);
        YamlNode *value = text == NULL ? NULL : copy_node(loader, pair->value, depth + 1);

        if (value == NULL)
            return false;
        value->key = text;
        value->key_location = place(loader->path, key->start_mark);
        list_append(&map->items, value);
    }
    return true;
}

/* "~", "null" and nothing at all, unless in quotes, are YAML's null. */
static bool
is_null(const yaml_node_t *node)
{
    const char *text = (const char *) node->data.scalar.value;

    return node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (*text == '\0' || str_equal(text, "~") || str_equal(text, "null"));
}

static YamlNode *
copy_node(Loader *loader, int number, unsigned depth)
{
    const yaml_node_t *from = yaml_document_get_node(loader->document, number);
    YamlNode *node = arena_new_object(loader->arena, YamlNode);

    node->location = place(loader->path, from->start_mark);
    if (depth > DEPTH_MAX || ++loader->nodes > NODES_MAX)
    {
        yaml_error(loader->error, node->location, "nested too deeply, or too large");
        return NULL;
    }
    switch (from->type)
    {
    case YAML_SEQUENCE_NODE:
        node->kind = YAML_LIST;
        return copy_list(loader, from, depth, node) ? node : NULL;
    case YAML_MAPPING_NODE:
        node->kind = YAML_MAP;
        return copy_map(loader, from, depth, node) ? node : NULL;
    case YAML_SCALAR_NODE:
    case YAML_NO_NODE:
        break;
    }
    node->kind = YAML_SCALAR;
    node->text = is_null(from)
                     ? ""
                     : arena_strndup(loader->arena, (const char *) from->data.scalar.value,
                                     from->data.scalar.length);
    return node;
}

static bool
has_second_document(yaml_parser_t *parser)
{
    yaml_document_t second;
    bool has_root;

    if (!yaml_parser_load(parser, &second))
        return true; /* what follows is broken: no less wrong */
    has_root = yaml_document_get_root_node(&second) != NULL;
    yaml_document_delete(&second);
    return has_root;
}

static const YamlNode *
load(Arena *arena, yaml_parser_t *parser, const char *path, Error *error)
{
    yaml_document_t document;
    Loader loader = {.arena = arena, .path = path, .document = &document, .error = error};
    YamlNode *root = arena_new_object(arena, YamlNode);
    bool is_empty;

    root->kind = YAML_MAP;
    if (!yaml_parser_load(parser, &document))
    {
        yaml_error(error, place(path, parser->problem_mark), "%s", parser->problem);
        return NULL;
    }
    is_empty = yaml_document_get_root_node(&document) == NULL;
    if (!is_empty)
        root = copy_node(&loader, 1, 0);
    yaml_document_delete(&document);
    if (root == NULL || is_empty || !has_second_document(parser))
        return root;
    yaml_error(error, place(path, parser->mark), "more than one YAML document in a file");
    return NULL;
}

const YamlNode *
yaml_read(Arena *arena, const char *path, Error *error)
{
    yaml_parser_t parser;
    const YamlNode *root;
    FileText file;

    if (!file_read(arena, path, &file, error))
        return NULL;
    if (!yaml_parser_initialize(&parser))
        abort(); /* only for lack of memory */
    yaml_parser_set_input_string(&parser, (const unsigned char *) file.text, file.length);
    root = load(arena, &parser, arena_strdup(arena, path), error);
    yaml_parser_delete(&parser);
    return root;
}
