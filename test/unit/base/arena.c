/*
 * Memory is zeroed, aligned, grows without moving what was given, and goes with its arena; what was
 * handed over is released newest first, children before parents.
 */
#include "base/arena.h"

#include "tap.h"

#include <stdalign.h>
#include <sys/wait.h>
#include <unistd.h>

static void
alloc_gives_zeroed_aligned_memory(void)
{
    Arena *arena = arena_new(NULL, "test");
    bool is_zero = true, is_aligned = true;

    for (size_t size = 0; size < 9000; size += 7)
    {
        unsigned char *memory = arena_alloc(arena, size);

        is_aligned = is_aligned && (uintptr_t) memory % alignof(max_align_t) == 0;
        for (size_t i = 0; i < size; i++)
            is_zero = is_zero && memory[i] == 0;
        memset(memory, 0xAB, size);
    }
    tap_ok(is_zero, "memory is zeroed");
    tap_ok(is_aligned, "memory is aligned for any type");
    arena_free(arena);
    arena_free(NULL);
}

static void
large_requests_do_not_waste_the_block(void)
{
    Arena *arena = arena_new(NULL, "test");
    char *large = arena_alloc(arena, 5 << 20);
    char *small = arena_alloc(arena, 1);
    size_t size_bytes = arena_size_bytes(arena);

    large[(5 << 20) - 1] = 'x';
    *small = 'y';
    for (int i = 0; i < 10; i++)
        (void) arena_alloc(arena, 5 << 20); /* only its effect on the block is of interest */
    (void) arena_alloc(arena, 1);
    tap_ok(arena_size_bytes(arena) - size_bytes < (50 << 20) + 4096,
           "a small request goes on in the block that large ones passed by");
    arena_free(arena);
}

static void
size_counts_children(void)
{
    Arena *parent = arena_new(NULL, "parent");
    Arena *child = arena_new(parent, "child");

    (void) arena_alloc(child, 100000); /* only its size is of interest */
    tap_ok(arena_size_bytes(parent) >= 100000, "the size of an arena has that of its children");
    arena_free(child);
    tap_ok(arena_size_bytes(parent) == 0, "a child that is gone does not count");
    arena_free(parent);
}

static void
grow_keeps_and_zeroes(void)
{
    Arena *arena = arena_new(NULL, "test");
    char *text = arena_strdup(arena, "abc");
    char *more = arena_grow(arena, text, 4, 8);
    char *fewer = arena_grow(arena, "abcdef", 7, 3);

    tap_ok(memcmp(more, "abc\0\0\0\0\0", 8) == 0, "a larger copy ends in zeros");
    tap_ok(memcmp(fewer, "abc", 3) == 0, "a smaller copy is cut");
    tap_ok(((char *) arena_grow(arena, NULL, 0, 4))[3] == 0, "nothing grows to zeros");
    arena_free(arena);
}

static void
texts_are_copies(void)
{
    Arena *arena = arena_new(NULL, "test");
    char text[] = "tenfold";
    char *copy = arena_strdup(arena, text);

    text[0] = 'T';
    tap_equal(copy, "tenfold", "strdup copies");
    tap_ok(arena_strdup(arena, NULL) == NULL, "strdup of nothing is nothing");
    tap_equal(arena_strndup(arena, "tenfold", 3), "ten", "strndup copies a part");
    tap_equal(arena_printf(arena, "%d%s", 10, "x"), "10x", "printf formats");
    tap_equal(arena_printf(arena, "%s", ""), "", "printf of nothing is empty");
    tap_ok(strlen(arena_printf(arena, "%0100000d", 1)) == 100000, "printf has no limit");
    arena_free(arena);
}

static char released[8];
static size_t released_count;

static void
note_release(void *letter)
{
    released[released_count++] = *(const char *) letter;
}

/* Releasing may hand over more, as closing a connection that logs does. */
static void
note_and_defer(void *arena)
{
    note_release("m");
    arena_defer(arena, note_release, "n");
}

static void
release_is_newest_first(void)
{
    Arena *parent = arena_new(NULL, "parent");
    Arena *first = arena_new(parent, "first");
    Arena *second = arena_new(parent, "second");
    Arena *third = arena_new(parent, "third");

    arena_defer(parent, note_release, "a");
    arena_defer(parent, note_and_defer, parent);
    arena_defer(parent, note_release, "b");
    arena_defer(first, note_release, "1");
    arena_defer(second, note_release, "2");
    arena_defer(third, note_release, "3");
    arena_free(second);
    arena_free(parent);
    tap_equal(released, "231bmna", "children go first, then what was handed over, newest first");
}

static int
exit_code_of(void (*run)(Arena *))
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0)
    {
        (void) !freopen("/dev/null", "w", stderr); /* its message is not for the test's log */
        run(arena_new(NULL, "child"));
        _exit(0);
    }
    (void) waitpid(child, &status, 0); /* a status of 0 fails the test */
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
ask_for_too_much(Arena *arena)
{
    volatile size_t size = SIZE_MAX - 8;

    (void) arena_alloc(arena, size); /* does not come back */
}

static void
ask_for_too_many(Arena *arena)
{
    volatile size_t count = SIZE_MAX / 2;

    (void) arena_new_array(arena, uint64_t, count); /* does not come back */
}

static void
ask_for_more_than_there_is(Arena *arena)
{
    volatile size_t size = SIZE_MAX / 4;

    (void) arena_alloc(arena, size); /* does not come back */
}

static void
running_out_ends_the_process(void)
{
    tap_ok(exit_code_of(ask_for_too_much) == 5, "a size that wrapped around ends the process");
    tap_ok(exit_code_of(ask_for_too_many) == 5, "a product that overflows ends the process");
    tap_ok(exit_code_of(ask_for_more_than_there_is) == 5, "lack of memory ends the process");
}

int
main(void)
{
    alloc_gives_zeroed_aligned_memory();
    large_requests_do_not_waste_the_block();
    size_counts_children();
    grow_keeps_and_zeroes();
    texts_are_copies();
    release_is_newest_first();
    running_out_ends_the_process();
    return tap_done();
}
