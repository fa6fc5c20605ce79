#include "base/arena.h"

#include <stdalign.h>

/*
 * A block is a quarter of what there is, from 4 KiB to 1 MiB: there are thousands of small arenas, and
 * the last block of each is half empty. A larger request gets a block of its own. Under
 * AddressSanitizer each request is a block of exactly its size, so that overruns are seen.
 */
enum
{
    BLOCK_SIZE_FIRST = 4096,
    BLOCK_SIZE_LARGEST = 1 << 20,
    EXIT_CODE_OUT_OF_MEMORY = 5 /* EXIT_INTERNAL of cli/command.h, which base cannot see */
};

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#define IS_SANITIZED __has_feature(address_sanitizer)
#else
#define IS_SANITIZED 0
#endif

typedef struct Block Block;
struct Block
{
    Block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char data[];
};

typedef struct Deferred Deferred;
struct Deferred
{
    Deferred *next;
    void (*release)(void *);
    void *resource;
};

struct Arena
{
    const char *name;
    Arena *parent;
    Arena *first_child;
    Arena *next_sibling;
    Arena *previous_sibling;
    Block *blocks;
    Deferred *deferred;
    size_t block_size_next;
    size_t size_bytes;
};

static void __attribute__((noreturn)) out_of_memory(void)
{
    fputs("tenfold: error: out of memory\n", stderr);
    exit(EXIT_CODE_OUT_OF_MEMORY);
}

static void *
memory_or_exit(size_t size)
{
    void *memory = malloc(size);

    if (memory == NULL)
        out_of_memory();
    return memory;
}

Arena *
arena_new(Arena *parent, const char *name)
{
    Arena *arena = memory_or_exit(sizeof(Arena));

    *arena = (Arena){.name = name, .parent = parent, .block_size_next = BLOCK_SIZE_FIRST};
    if (parent != NULL)
    {
        arena->next_sibling = parent->first_child;
        if (parent->first_child != NULL)
            parent->first_child->previous_sibling = arena;
        parent->first_child = arena;
    }
    return arena;
}

static void
unlink_from_parent(Arena *arena)
{
    if (arena->parent == NULL)
        return;
    if (arena->previous_sibling != NULL)
        arena->previous_sibling->next_sibling = arena->next_sibling;
    else
        arena->parent->first_child = arena->next_sibling;
    if (arena->next_sibling != NULL)
        arena->next_sibling->previous_sibling = arena->previous_sibling;
}

void
arena_free(Arena *arena)
{
    if (arena == NULL)
        return;
    while (arena->first_child != NULL)
        arena_free(arena->first_child);
    for (Deferred *deferred; (deferred = arena->deferred) != NULL;)
    {
        arena->deferred = deferred->next;
        deferred->release(deferred->resource);
    }
    for (Block *block = arena->blocks, *next; block != NULL; block = next)
    {
        next = block->next;
        free(block);
    }
    unlink_from_parent(arena);
    free(arena);
}

static Block *
block_new(Arena *arena, size_t size)
{
    Block *block = memory_or_exit(sizeof(Block) + size);

    block->next = NULL;
    block->used = 0;
    block->size = size;
    arena->size_bytes += sizeof(Block) + size;
    return block;
}

/* The block stands behind the first one, whose rest goes on being used. */
static void *
alloc_own_block(Arena *arena, size_t size)
{
    Block *block = block_new(arena, size);

    block->used = size;
    if (arena->blocks == NULL)
        arena->blocks = block;
    else
    {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    }
    return block->data;
}

static void *
alloc_in_block(Arena *arena, size_t size)
{
    Block *block = arena->blocks;
    void *memory;

    if (block == NULL || block->size - block->used < size)
    {
        block = block_new(arena, arena->block_size_next);
        block->next = arena->blocks;
        arena->blocks = block;
        while (arena->block_size_next < BLOCK_SIZE_LARGEST &&
               arena->block_size_next * 4 < arena->size_bytes)
            arena->block_size_next *= 2;
    }
    memory = block->data + block->used;
    block->used += size;
    return memory;
}

void *
arena_alloc(Arena *arena, size_t size)
{
    const size_t alignment = alignof(max_align_t);
    size_t rounded = (size + alignment) / alignment * alignment; /* at least one byte more */
    void *memory;

    if (size > SIZE_MAX / 2) /* a product that went below zero, or nonsense */
        out_of_memory();
    if (IS_SANITIZED || rounded > arena->block_size_next)
        memory = alloc_own_block(arena, IS_SANITIZED ? size : rounded);
    else
        memory = alloc_in_block(arena, rounded);
    return memset(memory, 0, size);
}

void *
arena_alloc_array(Arena *arena, size_t count, size_t size)
{
    size_t product;

    if (__builtin_mul_overflow(count, size, &product))
        out_of_memory();
    return arena_alloc(arena, product);
}

void *
arena_grow(Arena *arena, const void *old, size_t old_size, size_t new_size)
{
    void *memory = arena_alloc(arena, new_size);

    if (old != NULL && old_size > 0)
        memcpy(memory, old, old_size < new_size ? old_size : new_size);
    return memory;
}

char *
arena_strdup(Arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_strndup(arena, text, strlen(text));
}

char *
arena_strndup(Arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);

    memcpy(copy, text, length);
    return copy;
}

char *
arena_vprintf(Arena *arena, const char *format, va_list arguments)
{
    va_list again;
    int length;
    char *text;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        return arena_strdup(arena, "");
    text = arena_alloc(arena, (size_t) length + 1);
    (void) vsnprintf(text, (size_t) length + 1, format, arguments); /* the size was just measured */
    return text;
}

char *
arena_printf(Arena *arena, const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

void
arena_defer(Arena *arena, void (*release)(void *), void *resource)
{
    Deferred *deferred = arena_new_object(arena, Deferred);

    deferred->release = release;
    deferred->resource = resource;
    deferred->next = arena->deferred;
    arena->deferred = deferred;
}

size_t
arena_size_bytes(const Arena *arena)
{
    size_t size_bytes = arena->size_bytes;

    for (const Arena *child = arena->first_child; child != NULL; child = child->next_sibling)
        size_bytes += arena_size_bytes(child);
    return size_bytes;
}
