/*
 * framework.c - frameworks are known by a word that every migration written for them needs.
 */
#include "migration/framework.h"

#include <ctype.h>

enum
{
    LOOKED_AT_MOST = 100
};

/* Those whose word may stand in another's files come later. */
static const Framework frameworks[] = {
    {"Alembic", ".py", "down_revision", "alembic upgrade head"},
    {"Django", ".py", "migrations.Migration", "python manage.py migrate"},
    {"yoyo", ".py", "from yoyo import", "yoyo apply --batch --database {uri}"},
    {"Aerich", ".py", "async def upgrade(db", "aerich upgrade"},
    {"Rails", ".rb", "ActiveRecord::Migration", "bin/rails db:migrate"},
    {"Rails", ".rb", "ActiveRecord::Schema", "bin/rails db:schema:load"},
    {"Sequel", ".rb", "Sequel.migration", "sequel -m db/migrations {uri}"},
    {"Laravel", ".php", "Illuminate\\Database\\Migrations", "php artisan migrate"},
    {"Doctrine", ".php", "Doctrine\\Migrations", "bin/console doctrine:migrations:migrate -n"},
    {"Phinx", ".php", "Phinx\\", "vendor/bin/phinx migrate"},
    {"Ecto", ".exs", "Ecto.Migration", "mix ecto.migrate"},
    {"Entity Framework", ".cs", "EntityFrameworkCore.Migrations", "dotnet ef database update"},
    {"SeaORM", ".rs", "sea_orm_migration", "sea-orm-cli migrate up"},
    {"Flyway", ".java", "org.flywaydb", "flyway migrate"},
    {"Flyway", ".kt", "org.flywaydb", "flyway migrate"},
    {"MikroORM", ".ts", "@mikro-orm/migrations", "npx mikro-orm migration:up"},
    {"MikroORM", ".js", "@mikro-orm/migrations", "npx mikro-orm migration:up"},
    {"TypeORM", ".ts", "MigrationInterface", "npx typeorm migration:run"},
    {"TypeORM", ".js", "queryRunner", "npx typeorm migration:run"},
    {"Sequelize", ".js", "queryInterface", "npx sequelize-cli db:migrate"},
    {"Sequelize", ".cjs", "queryInterface", "npx sequelize-cli db:migrate"},
    {"Sequelize", ".ts", "queryInterface", "npx sequelize-cli db:migrate"},
    {"node-pg-migrate", ".js", "pgm.", "npx node-pg-migrate up"},
    {"node-pg-migrate", ".ts", "pgm.", "npx node-pg-migrate up"},
    {"db-migrate", ".js", "dbm.", "npx db-migrate up"},
    {"db-migrate", ".js", "dbmigrate", "npx db-migrate up"},
    {"Kysely", ".ts", "Kysely<", "npx kysely migrate:latest"},
    {"Knex", ".js", "knex", "npx knex migrate:latest"},
    {"Knex", ".cjs", "knex", "npx knex migrate:latest"},
    {"Knex", ".mjs", "knex", "npx knex migrate:latest"},
    {"Knex", ".ts", "knex", "npx knex migrate:latest"},
    {"Prisma", ".prisma", "datasource", "npx prisma db push"},
};

/* Programs have many files that are no migrations. */
static bool
may_be_migration(const FolderFile *file)
{
    return !file->is_folder &&
           (isdigit((unsigned char) file->name[0]) || strcasestr(file->path, "migrat") != NULL ||
            strstr(file->path, "versions/") != NULL || strcmp(file->name, "schema.rb") == 0 ||
            folder_ends_with(file->name, ".prisma"));
}

/* The text is read once, however many frameworks ask. */
static const Framework *
find_of_file(const Folder *folder, FolderFile *file, size_t *looked_at)
{
    Error ignored = {.arena = folder->arena};

    for (size_t i = 0; i < ARRAY_LENGTH(frameworks); i++)
    {
        const FileText *text;

        if (!folder_ends_with(file->name, frameworks[i].ending))
            continue;
        *looked_at += !file->is_read;
        text = folder_text(folder, file, &ignored);
        if (text == NULL)
            return NULL;
        if (strstr(text->text, frameworks[i].word) != NULL)
            return &frameworks[i];
    }
    return NULL;
}

const Framework *
framework_find(const Folder *folder)
{
    size_t looked_at = 0;

    for (FolderFile *file = folder->files.first; file != NULL && looked_at < LOOKED_AT_MOST;
         file = file->next)
    {
        const Framework *found =
            may_be_migration(file) ? find_of_file(folder, file, &looked_at) : NULL;

        if (found != NULL)
            return found;
    }
    return NULL;
}

const char *
framework_hint(Arena *arena, const Framework *framework)
{
    if (framework == NULL)
        return "\"tenfold record -- COMMAND\" runs the project's own migrate command and captures "
               "what it sends.";
    return arena_printf(arena, "\"tenfold record -- %s\" runs %s and captures what it sends.",
                        framework->command, framework->name);
}

/* What a file's ending says that it is; NULL: it may be SQL. */
static const char *
language_of(const char *path)
{
    static const char *const languages[][2] = {
        {".cjs", "JavaScript"}, {".cs", "C#"},
        {".exs", "Elixir"},     {".go", "Go"},
        {".java", "Java"},      {".js", "JavaScript"},
        {".kt", "Kotlin"},      {".mjs", "JavaScript"},
        {".php", "PHP"},        {".prisma", "a Prisma schema"},
        {".py", "Python"},      {".rb", "Ruby"},
        {".rs", "Rust"},        {".ts", "TypeScript"},
        {".xml", "XML"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(languages); i++)
        if (folder_ends_with(path, languages[i][0]))
            return languages[i][1];
    return NULL;
}

static const Framework *
find_of_text(const FileText *file)
{
    for (size_t i = 0; i < ARRAY_LENGTH(frameworks); i++)
        if (folder_ends_with(file->name, frameworks[i].ending) &&
            strstr(file->text, frameworks[i].word) != NULL)
            return &frameworks[i];
    return NULL;
}

bool
framework_check(const FileText *file, Error *error)
{
    const char *language = language_of(file->name);
    const Framework *framework = language == NULL ? NULL : find_of_text(file);

    if (language == NULL)
        return true;
    if (framework == NULL)
        error_set(error, ERROR_INPUT, "\"%s\" is no SQL, but %s", file->name, language);
    else
        error_set(error, ERROR_INPUT, "\"%s\" is no SQL, but %s of %s", file->name, language,
                  framework->name);
    if (folder_ends_with(file->name, ".xml") && strstr(file->text, "databaseChangeLog") != NULL)
        return error_hint(error, "It is a changelog of Liquibase: name its folder.");
    return error_hint(error, "%s", framework_hint(error->arena, framework));
}
