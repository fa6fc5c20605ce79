/*
 * What a plan promises without a server: steps in the safe order, whole claims, a way back or a reason,
 * and a script that stops, waits for deploys and can be taken up again.
 */
#include "plan/plan.h"

#include "base/strbuf.h"
#include "ddl/ddl.h"
#include "schema/type.h"
#include "tap.h"

static const char ddl[] =
    "CREATE TABLE public.users (id integer PRIMARY KEY, email varchar(50));\n"
    "CREATE TABLE public.tasks (id integer PRIMARY KEY, user_id integer NOT NULL\n"
    "    REFERENCES public.users (id), at timestamptz, note text);\n"
    "CREATE INDEX tasks_user_id_idx ON public.tasks (user_id);\n"
    "CREATE FUNCTION public.log_task() RETURNS trigger LANGUAGE plpgsql AS $$\n"
    "BEGIN INSERT INTO tasks VALUES (NEW.*); RETURN NEW; END $$;\n";

typedef struct World
{
    Arena *arena;
    Schema *schema;
    Stats *stats;
    ChangeList changes;
} World;

static World
world_new(Arena *arena)
{
    World world = {.arena = arena, .schema = schema_new(arena), .stats = stats_new(arena)};
    Error error = {.arena = arena};
    FileText text = {
        .name = "test.sql", .text = arena_strdup(arena, ddl), .length = sizeof(ddl) - 1};

    if (!ddl_read(world.schema, &text, &error))
        tap_ok(false, "%s", error.message);
    return world;
}

static Change *
wish(World *world, ChangeKind kind, const char *table)
{
    Change *change =
        change_new(world->arena, kind, schema_find_table(world->schema, "public", table));

    list_append(&world->changes, change);
    return change;
}

static const Plan *
plan_of(World *world)
{
    Error error = {.arena = world->arena};
    const Design *design = design_new(world->arena, world->schema, world->stats, 20000);
    const Plan *plan;

    world->changes = apply_compose(world->arena, world->schema, &world->changes, NULL);
    plan = plan_make(world->arena, design, &world->changes, &error);
    if (plan == NULL)
        tap_ok(false, "%s", error.message);
    return plan;
}

/* "build index a | attach index a" */
static char *
titles(Arena *arena, const Plan *plan)
{
    StrBuf text = strbuf_new(arena);

    for (const Step *step = plan->steps.first; step != NULL; step = step->next)
    {
        strbuf_separate(&text, " | ");
        strbuf_add(&text, step->title);
    }
    return text.text;
}

static void
check_claims(const Plan *plan)
{
    bool has_way_back = true;
    bool is_numbered = true;
    unsigned number = 0;

    for (const Step *step = plan->steps.first; step != NULL; step = step->next)
    {
        is_numbered &= step->number == ++number;
        has_way_back &= step->undo != NULL || step->note != NULL;
        has_way_back &= step->half_done == NULL || step->note != NULL;
    }
    tap_ok(is_numbered, "steps are numbered from 1");
    tap_ok(has_way_back, "each has a way back or says why not");
}

static void
test_foreign_key(Arena *arena)
{
    World world = world_new(arena);
    Change *change = wish(&world, CHANGE_ADD_CONSTRAINT, "tasks");
    const Plan *plan;

    change->constraint = arena_new_object(arena, Constraint);
    change->constraint->kind = CONSTRAINT_FOREIGN_KEY;
    change->constraint->name = "tasks_id_fkey";
    name_list_add(arena, &change->constraint->columns, "id");
    change->constraint->ref_schema = "public";
    change->constraint->ref_table = "users";
    name_list_add(arena, &change->constraint->ref_columns, "id");
    plan = plan_of(&world);
    tap_equal(titles(arena, plan),
              "add tasks_id_fkey for new rows | validate tasks_id_fkey on the rows that are there",
              "a foreign key comes in two steps");
    tap_equal(plan->steps.first->other_locks, "SHARE ROW EXCLUSIVE on users",
              "the first locks both tables");
    tap_ok(!plan->steps.last->in_transaction && !plan->steps.last->blocks_writes,
           "the second stops nobody");
    check_claims(plan);
}

static void
test_wide_key(Arena *arena)
{
    World world = world_new(arena);
    Change *change = wish(&world, CHANGE_COLUMN_TYPE, "users");
    const Plan *plan;

    change->column = "id";
    change->type = type_builtin(arena, "int8");
    plan = plan_of(&world);
    tap_ok(strstr(titles(arena, plan), "name the columns in INSERT INTO tasks") != NULL,
           "a function that counts columns is pointed out");
    tap_ok(plan->steps.last->phase == PHASE_CONTRACT, "old columns go last");
    tap_ok(strstr(titles(arena, plan), "the new columns of users take the names") != NULL,
           "a table of unknown size goes the long way");
    check_claims(plan);
}

static void
declare_rows(World *world, const char *table, double rows)
{
    stats_table(world->stats, "public", table)->rows =
        (Quantity){.value = rows, .source = PROVENANCE_DECLARED};
}

static void
test_small_key(Arena *arena)
{
    World world = world_new(arena);
    Change *change = wish(&world, CHANGE_COLUMN_TYPE, "users");
    const Plan *plan;

    change->column = "id";
    change->type = type_builtin(arena, "int8");
    declare_rows(&world, "users", 500);
    declare_rows(&world, "tasks", 4000);
    plan = plan_of(&world);
    tap_equal(titles(arena, plan), "make id bigint", "small tables are altered in one step");
    tap_ok(plan->steps.first->blocks_reads && !plan->steps.first->is_brief &&
               quantity_known(plan->steps.first->seconds),
           "with its lock and seconds said");
    tap_equal(plan->steps.first->other_locks, "ACCESS EXCLUSIVE on tasks", "on both tables");
}

static void
test_catalog_only(Arena *arena)
{
    World world = world_new(arena);
    Change *change = wish(&world, CHANGE_COLUMN_TYPE, "users");
    const Plan *plan;

    change->column = "email";
    change->type = type_builtin(arena, "text");
    plan = plan_of(&world);
    tap_ok(plan->steps.count == 1 && plan->steps.first->is_brief,
           "varchar to text is brief at any size");
}

static size_t
count_stops(const char *script)
{
    size_t stops = 0;

    for (const char *at = strstr(script, "\\quit"); at != NULL; at = strstr(at + 1, "\\quit"))
        stops++;
    return stops;
}

/* One deploy behind all that needs none. */
static void
test_order(Arena *arena)
{
    World world = world_new(arena);
    Change *type = wish(&world, CHANGE_COLUMN_TYPE, "users");
    Change *drop;
    const Plan *plan;

    type->column = "id";
    type->type = type_builtin(arena, "int8");
    drop = wish(&world, CHANGE_DROP_INDEX, "tasks");
    drop->object = "tasks_user_id_idx";
    plan = plan_of(&world);
    tap_ok(plan->steps.first->change->kind == CHANGE_DROP_INDEX,
           "an index is dropped before what waits for the application");
    tap_equal(arena_printf(arena, "%zu", plan_deploys(plan)), "3", "deploys are counted");
    tap_ok(count_stops(plan_script(arena, plan)) == plan_deploys(plan),
           "as often as the script stops");
}

static void
test_script(Arena *arena)
{
    World world = world_new(arena);
    Change *change = wish(&world, CHANGE_SET_NOT_NULL, "tasks");
    const char *script;

    change->column = "at";
    script = plan_script(arena, plan_of(&world));
    tap_ok(strstr(script, "\\set ON_ERROR_STOP on") != NULL, "the script stops at an error");
    tap_ok(strstr(script, "SELECT :from <= 3 AS run_step") != NULL, "and can be taken up again");
    tap_ok(strstr(script, "LOCK TABLE public.tasks IN ACCESS EXCLUSIVE MODE;") != NULL,
           "locks are taken first");
    tap_ok(strstr(script, "VALIDATE CONSTRAINT tenfold_at_not_null") <
               strstr(script, "ALTER COLUMN at SET NOT NULL"),
           "the proof stands before NOT NULL");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    test_foreign_key(arena);
    test_wide_key(arena);
    test_small_key(arena);
    test_catalog_only(arena);
    test_order(arena);
    test_script(arena);
    arena_free(arena);
    return tap_done();
}
