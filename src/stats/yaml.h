/*
 * yaml.h - a YAML file as a tree of our own, with places for messages.
 */
#ifndef TENFOLD_STATS_YAML_H
#define TENFOLD_STATS_YAML_H

#include "base/error.h"
#include "base/list.h"
#include "base/location.h"

typedef enum YamlKind
{
    YAML_SCALAR,
    YAML_LIST,
    YAML_MAP
} YamlKind;

typedef struct YamlNode YamlNode;
LIST_OF(YamlNode);
struct YamlNode
{
    YamlNode *next;
    YamlKind kind;
    const char *key; /* of an entry of a map; or NULL */
    Location key_location; /* likewise */
    const char *text; /* of a scalar: never NULL, empty for null */
    YamlNodeList items; /* of a list or map */
    Location location;
};

/*
 * Reads a file. NULL with `error` set when it is no YAML, holds a key twice, an alias, or more than
 * one document. An empty file is an empty map.
 */
const YamlNode *yaml_read(Arena *arena, const char *path, Error *error) MUST_CHECK;

/* Fills the error with "file:line:column: message". Returns false. */
bool yaml_error(Error *error, Location location, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
