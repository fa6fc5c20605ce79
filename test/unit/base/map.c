/*
 * A map finds what was put, forgets what was taken away, and stays right as it grows.
 */
#include "base/map.h"

#include "tap.h"

enum
{
    MANY = 5000
};

static void
put_and_get(Arena *arena)
{
    Map *map = map_new(arena);
    char key[] = "orders";
    int one = 1, two = 2;

    tap_ok(map_get(map, "orders") == NULL, "an empty map has nothing");
    map_put(map, key, &one);
    key[0] = 'X';
    tap_ok(map_get(map, "orders") == &one, "the key was copied");
    map_put(map, "orders", &two);
    tap_ok(map_get(map, "orders") == &two && map_count(map) == 1, "a value is replaced");
    map_put(map, "orders", NULL);
    tap_ok(map_get(map, "orders") == NULL && map_count(map) == 0, "a key is forgotten");
    map_put(map, "unknown", NULL);
    tap_ok(map_count(map) == 0, "forgetting an unknown key changes nothing");
    map_put(map, "orders", &one);
    tap_ok(map_get(map, "orders") == &one && map_count(map) == 1, "a forgotten key comes back");
    map_put(map, "", &two);
    tap_ok(map_get(map, "") == &two, "the empty key is a key");
}

static void
grow_and_forget(Arena *arena)
{
    static int values[MANY];
    Map *map = map_new(arena);
    size_t wrong = 0;

    for (int i = 0; i < MANY; i++)
        map_put(map, arena_printf(arena, "key %d", i), &values[i]);
    for (int i = 0; i < MANY; i += 2)
        map_put(map, arena_printf(arena, "key %d", i), NULL);
    for (int i = 0; i < MANY; i++)
        wrong += map_get(map, arena_printf(arena, "key %d", i)) != (i % 2 == 0 ? NULL : &values[i]);
    tap_ok(wrong == 0, "every second of %d keys is found, the others are not", MANY);
    tap_ok(map_count(map) == MANY / 2, "and they are counted");
}

/* Names that come and go, as temporary tables do, must not make the map grow without end. */
static void
come_and_go(Arena *arena)
{
    Map *map = map_new(arena);
    int value = 0;
    size_t wrong = 0;

    for (int i = 0; i < MANY; i++)
    {
        const char *key = arena_printf(arena, "temporary %d", i);

        map_put(map, key, &value);
        wrong += map_get(map, key) != &value;
        map_put(map, key, NULL);
    }
    tap_ok(wrong == 0 && map_count(map) == 0, "keys that come and go leave an empty map");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    put_and_get(arena);
    grow_and_forget(arena);
    come_and_go(arena);
    arena_free(arena);
    return tap_done();
}
