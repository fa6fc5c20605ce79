/*
 * arena.h - memory that is released all at once.
 *
 * Every object that belongs to one unit of work (a command, a script, a step) is taken from one
 * arena. Nothing is freed on its own. Foreign resources (a PGresult, a descriptor) are handed to
 * the arena with arena_defer(), so an early return never leaks.
 */
#ifndef TENFOLD_BASE_ARENA_H
#define TENFOLD_BASE_ARENA_H

#include "base/base.h"

#include <stdarg.h>

typedef struct Arena Arena;

/* A child is released with its parent, or earlier on its own. `name` must outlive the arena. */
Arena *arena_new(Arena *parent, const char *name);

/* Releases the children, runs the deferred calls newest first, releases the memory. NULL is fine. */
void arena_free(Arena *arena);

/* Zeroed memory, aligned for any type. Never NULL: running out of memory ends the process. */
void *arena_alloc(Arena *arena, size_t size);

/* The same for `count` elements of `size` bytes; see arena_new_array(). */
void *arena_alloc_array(Arena *arena, size_t count, size_t size);

/* A larger copy of `old`; the bytes past `old_size` are zero. The old block stays in the arena. */
void *arena_grow(Arena *arena, const void *old, size_t old_size, size_t new_size);

/* Copies a string; NULL gives NULL. */
char *arena_strdup(Arena *arena, const char *text);

/* Copies `length` bytes and ends them with a zero. */
char *arena_strndup(Arena *arena, const char *text, size_t length);

/* A printf whose result the arena owns. */
char *arena_printf(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(Arena *arena, const char *format, va_list arguments) PRINTF_LIKE(2, 0);

/* Calls `release(resource)` when the arena goes. */
void arena_defer(Arena *arena, void (*release)(void *), void *resource);

/* Bytes taken from the system by this arena and its children. */
size_t arena_size_bytes(const Arena *arena);

#define arena_new_object(arena, Type) ((Type *) arena_alloc((arena), sizeof(Type)))
#define arena_new_array(arena, Type, count) \
    ((Type *) arena_alloc_array((arena), (size_t) (count), sizeof(Type)))

#endif
