/*
 * map.h - from strings to pointers.
 *
 * Keys are copied. Iteration, where needed, goes over the caller's own lists: a map only finds.
 */
#ifndef TENFOLD_BASE_MAP_H
#define TENFOLD_BASE_MAP_H

#include "base/arena.h"

typedef struct Map Map;

/* An empty map; the arena owns it and the copies of its keys. */
Map *map_new(Arena *arena);

/* Sets the value of a key. A NULL value forgets the key. */
void map_put(Map *map, const char *key, void *value);

/* The value of a key, or NULL. */
void *map_get(const Map *map, const char *key);

/* How many keys have a value. */
size_t map_count(const Map *map);

#endif
