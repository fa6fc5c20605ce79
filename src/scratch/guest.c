/*
 * The template of the private server is closed down for schemas of strangers: nothing that waits, locks
 * or sets may be called. A command of the user's own needs all that an ordinary role has, in every
 * database that it makes, so template1 is opened here. Our own connection leaves template1, or nobody
 * could make a database from it.
 */
#include "scratch/guest.h"

#include "scratch/scratch_internal.h"
#include "scratch/template.h"
#include "sql.gen.h"
#include "sql/quote.h"

#define HOME "tenfold_home"

static bool
move_home(Scratch *scratch, Error *error)
{
    arena_free(scratch->admin_arena);
    scratch->admin_arena = arena_new(scratch->arena, "admin");
    return scratch_connect_as(scratch, scratch->admin_arena, TEMPLATE_SUPERUSER, HOME, false,
                              &scratch->admin, error);
}

static bool
make_database(Scratch *scratch, Arena *arena, const char *name, const char *owner, Error *error)
{
    const char *sql = arena_printf(arena, "CREATE DATABASE %s TEMPLATE template1 OWNER %s",
                                   quote_ident(arena, name), quote_ident(arena, owner));

    return db_execute(scratch->admin, sql, error);
}

bool
guest_admit(Scratch *scratch, Arena *arena, const char *user, const char *database, Error *error)
{
    const char *role =
        arena_printf(arena, "CREATE ROLE %s LOGIN CREATEDB CREATEROLE", quote_ident(arena, user));

    return make_database(scratch, arena, HOME, TEMPLATE_SUPERUSER, error) &&
           db_execute(scratch->admin, "REVOKE ALL ON DATABASE " HOME " FROM PUBLIC", error) &&
           db_execute(scratch->admin, sql_scratch_guest, error) && move_home(scratch, error) &&
           db_execute(scratch->admin, role, error) &&
           make_database(scratch, arena, "template0", TEMPLATE_SUPERUSER, error) &&
           db_execute(scratch->admin,
                      "ALTER DATABASE template0 IS_TEMPLATE true ALLOW_CONNECTIONS false", error) &&
           make_database(scratch, arena, "postgres", user, error) &&
           (str_equal(database, "postgres") ||
            make_database(scratch, arena, database, user, error));
}

const char *
guest_folder(const Scratch *scratch)
{
    return scratch->folder.path;
}

bool
guest_is_reserved(const char *user)
{
    return str_equal(user, TEMPLATE_SUPERUSER) || str_equal(user, TEMPLATE_SANDBOX);
}

bool
guest_inspect(Scratch *scratch, Arena *arena, const char *database, Db **out, Error *error)
{
    return scratch_connect_as(scratch, arena, TEMPLATE_SUPERUSER, database, true, out, error);
}

bool
guest_set_superuser(Scratch *scratch, const char *user, bool is_superuser, Error *error)
{
    const char *sql =
        arena_printf(error->arena, "ALTER ROLE %s %s", quote_ident(error->arena, user),
                     is_superuser ? "SUPERUSER" : "NOSUPERUSER");

    return db_execute(scratch->admin, sql, error);
}
