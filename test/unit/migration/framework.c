/*
 * Migrations that are programs are told by what stands in them, and the error says how to run them.
 */
#include "migration/history.h"

#include "tap.h"
#include "tree.h"

int
main(void)
{
    static const struct
    {
        TreeFile file;
        const char *command;
    } cases[] = {
        {{"app/migrations/0001_initial.py", "class Migration(migrations.Migration): pass"},
         "python manage.py migrate"},
        {{"versions/ab12_x.py", "down_revision = None"}, "alembic upgrade head"},
        {{"db/migrate/20200101000000_x.rb", "class X < ActiveRecord::Migration[7.0]"},
         "bin/rails db:migrate"},
        {{"migrations/20200101_x.js", "exports.up = function(knex) {}"}, "npx knex migrate:latest"},
        {{"src/migration/1-x.ts", "import {MigrationInterface} from 'typeorm'"},
         "npx typeorm migration:run"},
        {{"migrations/1-x.js", "up: (queryInterface) => 1"}, "npx sequelize-cli db:migrate"},
        {{"migrations/1-x.go", "package x"}, "COMMAND"},
    };
    Arena *arena = arena_new(NULL, "test");
    const HistoryOptions options = {0};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        Error error = {.arena = arena};
        const char *folder = tree_make(arena, &cases[i].file, 1);
        History history;
        bool is_read = history_read(arena, folder, &options, &history, &error);
        const char *wanted = arena_printf(arena, "\"tenfold record -- %s\"", cases[i].command);

        tap_ok(!is_read && error.hint != NULL && strstr(error.hint, wanted) != NULL, "%s: %s",
               cases[i].file.path, cases[i].command);
    }
    tree_remove_all();
    arena_free(arena);
    return tap_done();
}
