#define TENFOLD_SERVER_HEADERS
#include "sql/parse.h"

#include "sql/nodes.h"
#include "sql/walk.h"
#include "tap.h"

static bool
count_node(Walk *walk, Node *node)
{
    (void) node;
    ++*(size_t *) walk->context;
    return true;
}

static void
errors_have_a_place(Arena *arena)
{
    Error error = {.arena = arena};
    ParseTree tree;
    size_t position = 0;

    tap_ok(!parse_open("SELECT 'é' FORM t x", &tree, &position, &error), "a mistake is refused");
    tap_equal(error.message, "syntax error at or near \"t\"", "with PostgreSQL's words");
    tap_ok(position == 17, "and the byte where it is");
    tap_ok(!parse_open("SELECT (", &tree, &position, &error) && position == 8,
           "at the end of the text");
    tap_ok(!parse_open_expr(arena, "a +", &tree, &position, &error), "an expression likewise");
}

static void
trees_may_be_opened_within_another(Arena *arena)
{
    Error error = {.arena = arena};
    ParseTree outer;
    ParseTree inner;
    size_t position;

    tap_ok(parse_open("SELECT 1; SELECT 2", &outer, &position, &error), "the first");
    tap_ok(parse_open_expr(arena, "a + b -- c", &inner, &position, &error), "the second");
    parse_close(&inner);
    tap_ok(list_length((const List *) outer.statements) == 2, "the first is still whole");
    parse_close(&outer);
    parse_close(&outer);
    tap_ok(outer.statements == NULL, "closing again does nothing");
}

/* The walker of the library reports what it does not know by ending the process. */
static void
walking_survives_any_tree(Arena *arena)
{
    Error error = {.arena = arena};
    Walk walk = {.visit = count_node};
    size_t count = 0;
    ParseTree tree;
    size_t position;
    char *text = arena_alloc(arena, 400001);

    walk.context = &count;
    tap_ok(parse_open("CREATE TABLE a (b int)", &tree, &position, &error), "a statement");
    tap_ok(!walk_tree(&walk, tree.statements), "that is no expression is not walked");
    parse_close(&tree);
    memcpy(text, "SELECT 1", 8);
    for (size_t at = 8; at + 2 < 400000; at += 2)
        memcpy(text + at, "+1", 2);
    tap_ok(parse_open(text, &tree, &position, &error), "a very deep expression");
    tap_ok(walk_tree(&walk, linitial_node(RawStmt, (const List *) tree.statements)->stmt),
           "is walked as far as the stack allows");
    parse_close(&tree);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    errors_have_a_place(arena);
    trees_may_be_opened_within_another(arena);
    walking_survives_any_tree(arena);
    arena_free(arena);
    return tap_done();
}
