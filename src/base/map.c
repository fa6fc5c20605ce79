#include "base/map.h"

/*
 * Open addressing with linear probing, at most two thirds full. A forgotten key keeps its slot
 * with a NULL value, so that probing goes on past it; growing drops such slots.
 */
enum
{
    SLOTS_FIRST = 32
};

typedef struct Slot
{
    const char *key;
    void *value;
    uint64_t hash;
} Slot;

struct Map
{
    Arena *arena;
    Slot *slots;
    size_t slot_count; /* a power of two */
    size_t used; /* slots with a key */
    size_t count; /* slots with a value */
};

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t
hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037u;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char) *text) * 1099511628211u;
    return hash;
}

Map *
map_new(Arena *arena)
{
    Map *map = arena_new_object(arena, Map);

    map->arena = arena;
    map->slot_count = SLOTS_FIRST;
    map->slots = arena_new_array(arena, Slot, SLOTS_FIRST);
    return map;
}

static Slot *
find_slot(Slot *slots, size_t slot_count, const char *key, uint64_t hash)
{
    size_t at = (size_t) hash & (slot_count - 1);

    while (slots[at].key != NULL && (slots[at].hash != hash || strcmp(slots[at].key, key) != 0))
        at = (at + 1) & (slot_count - 1);
    return &slots[at];
}

static void
grow(Map *map)
{
    size_t slot_count = map->count * 3 > map->slot_count ? map->slot_count * 2 : map->slot_count;
    Slot *slots = arena_new_array(map->arena, Slot, slot_count);

    map->used = 0;
    for (size_t i = 0; i < map->slot_count; i++)
    {
        const Slot *old = &map->slots[i];

        if (old->value == NULL)
            continue;
        *find_slot(slots, slot_count, old->key, old->hash) = *old;
        map->used++;
    }
    map->slots = slots;
    map->slot_count = slot_count;
}

void
map_put(Map *map, const char *key, void *value)
{
    uint64_t hash = hash_text(key);
    Slot *slot;

    if ((map->used + 1) * 3 > map->slot_count * 2)
        grow(map);
    slot = find_slot(map->slots, map->slot_count, key, hash);
    if (slot->key == NULL)
    {
        if (value == NULL)
            return;
        slot->key = arena_strdup(map->arena, key);
        slot->hash = hash;
        map->used++;
    }
    map->count += (value != NULL) - (size_t) (slot->value != NULL);
    slot->value = value;
}

void *
map_get(const Map *map, const char *key)
{
    return find_slot(map->slots, map->slot_count, key, hash_text(key))->value;
}

size_t
map_count(const Map *map)
{
    return map->count;
}
