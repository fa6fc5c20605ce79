/*
 * EXPLAIN (FORMAT YAML) has the names and the nesting of JSON: it becomes that, and is read as such.
 */
#include "explain/explain_internal.h"

#include <jansson.h>
#include <yaml.h>

static json_t *json_of(yaml_document_t *document, int id, unsigned depth);

/* "true", "12.5", and what stood in quotes. */
static json_t *
json_of_scalar(const yaml_node_t *node)
{
    const char *text = (const char *) node->data.scalar.value;
    char *end;
    double number;

    if (node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return json_string(text);
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return json_boolean(text[0] == 't');
    number = strtod(text, &end);
    return end != text && *end == '\0' ? json_real(number) : json_string(text);
}

static json_t *
json_of_map(yaml_document_t *document, const yaml_node_t *node, unsigned depth)
{
    json_t *object = json_object();

    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++)
    {
        const yaml_node_t *key = yaml_document_get_node(document, pair->key);

        if (key != NULL && key->type == YAML_SCALAR_NODE)
            (void) json_object_set_new(object, (const char *) key->data.scalar.value,
                                       json_of(document, pair->value, depth)); /* NULL: left out */
    }
    return object;
}

/* NULL for what is nested too deep. An alias is an id that comes again: EXPLAIN writes none. */
static json_t *
json_of(yaml_document_t *document, int id, unsigned depth)
{
    const yaml_node_t *node = yaml_document_get_node(document, id);
    json_t *array;

    if (node == NULL || depth > 4 * EXPLAIN_DEPTH_MAXIMUM || node->type == YAML_NO_NODE)
        return NULL;
    if (node->type == YAML_SCALAR_NODE)
        return json_of_scalar(node);
    if (node->type == YAML_MAPPING_NODE)
        return json_of_map(document, node, depth + 1);
    array = json_array();
    for (const yaml_node_item_t *item = node->data.sequence.items.start;
         item < node->data.sequence.items.top; item++)
        (void) json_array_append_new(array, json_of(document, *item, depth + 1)); /* likewise */
    return array;
}

/* NULL, with the reason, when it is no YAML; an alias could make a tree without end. */
static json_t *
load(const char *text, Error *error)
{
    yaml_parser_t parser;
    yaml_document_t document;
    json_t *json = NULL;

    if (yaml_parser_initialize(&parser) == 0)
    {
        (void) error_set(error, ERROR_INTERNAL, "could not read YAML"); /* always false */
        return NULL;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *) text, strlen(text));
    if (yaml_parser_load(&parser, &document) == 0)
        (void) error_set(error, ERROR_INPUT, "line %zu: this is no YAML: %s",
                         parser.problem_mark.line + 1,
                         parser.problem == NULL ? "unknown" : parser.problem);
    else
    {
        json = json_of(&document, 1, 0);
        yaml_document_delete(&document);
        if (json == NULL)
            (void) error_set(error, ERROR_INPUT, "this YAML holds no plan");
    }
    yaml_parser_delete(&parser);
    return json;
}

bool
explain_read_yaml(Arena *arena, const char *text, Explain *out, Error *error)
{
    json_t *json = load(text, error);
    bool is_read;

    if (json == NULL)
        return false;
    is_read = explain_take_json(arena, json, out, error);
    json_decref(json);
    return is_read;
}
