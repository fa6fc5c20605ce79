/*
 * Ten runs may start at once on an empty cache: one builds, under a lock, the others wait for it. It
 * builds in its own temporary folder, where the watchdog cleans up, and the copy for the cache gets its
 * name last. A finished template is only read, so a cache that became read-only still serves.
 */
#include "scratch/template.h"

#include "base/file.h"
#include "base/log.h"
#include "base/stop.h"
#include "base/strbuf.h"
#include "db/feature.h"
#include "db/wait.h"
#include "scratch/binaries.h"
#include "scratch/process.h"
#include "scratch/tree.h"
#include "sql.gen.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUILDING "new-"
#define FINISHED "template-"

enum
{
    INITDB_TIMEOUT_MS = 60000,
    LOCK_PATIENCE_MS = 30000,
    STEP_MS = 10,
    UNUSED_AFTER_S = 30 * 24 * 3600
};

/*
 * Nothing is worth keeping, nobody comes by TCP, nothing runs beside the queries; shared memory lives in
 * the data folder, where it is removed with it.
 */
static const char settings[] = "listen_addresses = ''\n"
                               "port = 5432\n"
                               "unix_socket_permissions = 0700\n"
                               "max_connections = 20\n"
                               "max_locks_per_transaction = 512\n"
                               "shared_buffers = '32MB'\n"
                               "dynamic_shared_memory_type = mmap\n"
                               "fsync = off\n"
                               "synchronous_commit = off\n"
                               "full_page_writes = off\n"
                               "wal_level = minimal\n"
                               "max_wal_senders = 0\n"
                               "max_wal_size = '256MB'\n"
                               "min_wal_size = '2MB'\n"
                               "checkpoint_timeout = '1h'\n"
                               "bgwriter_lru_maxpages = 0\n"
                               "autovacuum = off\n"
                               "max_logical_replication_workers = 0\n"
                               "track_activities = off\n"
                               "track_counts = off\n"
                               "jit = off\n"
                               "temp_file_limit = '128MB'\n"
                               "logging_collector = off\n"
                               "log_min_messages = fatal\n"
                               "log_checkpoints = off\n"
                               "lc_messages = 'C'\n"
                               "timezone = 'UTC'\n"
                               "log_timezone = 'UTC'\n";

static uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) /* FNV-1a */
        hash = (hash ^ ((const unsigned char *) bytes)[i]) * UINT64_C(1099511628211);
    return hash;
}

/* Another server, another minor version of it, or another tenfold: another name. */
static bool
template_name(Arena *arena, const char *bin_folder, const char **name)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    struct stat status;

    if (stat(arena_printf(arena, "%s/postgres", bin_folder), &status) != 0)
        return false;
    hash = hash_bytes(hash, bin_folder, strlen(bin_folder));
    hash = hash_bytes(hash, &status.st_size, sizeof(status.st_size));
    hash = hash_bytes(hash, &status.st_mtim, sizeof(status.st_mtim));
    hash = hash_bytes(hash, settings, sizeof(settings));
    hash = hash_bytes(hash, sql_scratch_template, strlen(sql_scratch_template));
    *name = arena_printf(arena, FINISHED "%016llx", (unsigned long long) hash);
    return true;
}

static bool
run_initdb(const char *bin_folder, const Account *account, const char *data_folder, Error *error)
{
    static const char *const accents[] = {"--locale=C.UTF-8", "--locale=C"};
    locale_t known = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t) 0);
    const char *program = arena_printf(error->arena, "%s/initdb", bin_folder);
    const char *argv[] = {program,
                          "-D",
                          data_folder,
                          "-U",
                          TEMPLATE_SUPERUSER,
                          "--auth=trust",
                          "--no-sync",
                          "--encoding=UTF8",
                          "--wal-segsize=1",
                          accents[known == (locale_t) 0],
                          NULL,
                          NULL};
    Process process = {.argv = argv, .account = account, .timeout_ms = INITDB_TIMEOUT_MS};
    uint32_t version;
    char *output;

    if (known != (locale_t) 0)
        freelocale(known);
    if (!binaries_version(bin_folder, &version, error))
        return false;
    if (feature_in(version, FEATURE_NO_CHECKSUMS))
        argv[ARRAY_LENGTH(argv) - 2] = "--no-data-checksums";
    return process_run(&process, error->arena, &output, error);
}

/* Only through the socket, which lies in a folder of the account alone. */
static bool
write_settings(const char *data_folder, Error *error)
{
    static const char access[] = "local all all trust\n";
    Arena *arena = error->arena;
    const char *main_file = arena_printf(arena, "%s/postgresql.conf", data_folder);
    const char *access_file = arena_printf(arena, "%s/pg_hba.conf", data_folder);
    FILE *file = fopen(main_file, "we");

    if (file == NULL || fputs(settings, file) == EOF || fclose(file) != 0)
        return error_set(error, ERROR_FILE, "could not write file \"%s\": %s", main_file,
                         strerror(errno));
    file = fopen(access_file, "we");
    if (file == NULL || fputs(access, file) == EOF || fclose(file) != 0)
        return error_set(error, ERROR_FILE, "could not write file \"%s\": %s", access_file,
                         strerror(errno));
    return true;
}

static bool
run_template_script(const char *bin_folder, const Account *account, const char *data_folder,
                    Error *error)
{
    const char *argv[] = {arena_printf(error->arena, "%s/postgres", bin_folder),
                          "--single",
                          "-j",
                          "-D",
                          data_folder,
                          "-c",
                          "log_min_messages=error",
                          "template1",
                          NULL};
    Process process = {.argv = argv,
                       .account = account,
                       .input = sql_scratch_template,
                       .timeout_ms = INITDB_TIMEOUT_MS};
    char *output;
    const char *complaint;

    if (!process_run(&process, error->arena, &output, error))
        return false;
    complaint = strstr(output, "ERROR:"); /* single-user mode goes on after one, and exits with 0 */
    if (complaint == NULL)
        return true;
    error_set(error, ERROR_NO_SERVER, "could not prepare the private PostgreSQL server");
    return error_detail(error, "%s", process_last_words(error->arena, complaint));
}

static bool
make(const char *bin_folder, const Account *account, const char *data_folder, Error *error)
{
    if (run_initdb(bin_folder, account, data_folder, error) && write_settings(data_folder, error) &&
        run_template_script(bin_folder, account, data_folder, error))
        return true;
    if (error->code == ERROR_INTERRUPTED)
        return false;
    error_wrap(error, "could not make a private PostgreSQL server in \"%s\"", data_folder);
    if (error->detail != NULL && strstr(error->detail, strerror(ENOSPC)) != NULL)
        return error_hint(error, "Set TMPDIR to a folder with 100 MB free, or use --no-server.");
    return error_hint(error, "Use --no-server to go on without it.");
}

static const char *
default_cache(Arena *arena)
{
    const char *chosen = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");

    if (geteuid() == 0)
        return "/var/cache/tenfold";
    if (chosen != NULL && chosen[0] == '/')
        return arena_printf(arena, "%s/tenfold", chosen);
    if (home != NULL && home[0] == '/')
        return arena_printf(arena, "%s/.cache/tenfold", home);
    return NULL;
}

/* What others may write to is not trusted: a template is started as a server. */
static bool
is_private(const char *path, const Account *account)
{
    struct stat status;

    return lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == account->uid &&
           (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool
make_cache(Arena *arena, const char *path, const Account *account)
{
    const char *slash = strrchr(path, '/');

    if (slash != path)
        (void) mkdir(arena_strndup(arena, path, (size_t) (slash - path)), 0755); /* ~/.cache */
    if (mkdir(path, 0700) == 0 && account->is_other && chown(path, account->uid, account->gid) != 0)
        return false;
    return is_private(path, account) && account_can_reach(account, path);
}

/* The descriptor of the lock; -1 when there is no getting it. */
static int
lock_cache(Arena *arena, const char *cache)
{
    int lock = open(arena_printf(arena, "%s/lock", cache),
                    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    int64_t deadline_ms = wait_now_ms() + LOCK_PATIENCE_MS;

    while (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0)
    {
        if (stop_requested() || wait_now_ms() > deadline_ms)
        {
            (void) close(lock);
            return -1;
        }
        (void) poll(NULL, 0, STEP_MS);
    }
    return lock;
}

static bool
is_unused(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 && status.st_mtime < time(NULL) - UNUSED_AFTER_S;
}

/*
 * Under the lock nobody else builds: whatever is half-built belongs to a run that was killed. A template
 * that was not used for long belongs to a server or a tenfold that is gone.
 */
static void
remove_rest(Arena *arena, const char *cache)
{
    DIR *entries = opendir(cache);

    if (entries == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
    {
        const char *path = arena_printf(arena, "%s/%s", cache, entry->d_name);

        if (strncmp(entry->d_name, BUILDING, sizeof(BUILDING) - 1) == 0 ||
            (strncmp(entry->d_name, FINISHED, sizeof(FINISHED) - 1) == 0 && is_unused(path)))
            (void) tree_remove(path);
    }
    (void) closedir(entries); /* it was only read */
}

/* As the account: a template belongs to whoever runs the server. */
static bool
copy_as(const Account *account, const char *from, const char *to)
{
    pid_t parent = getpid();
    pid_t child = fork();
    int status = 0;

    if (child == 0)
    {
        bool is_ready = account_become(account) && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;

        _exit(is_ready && getppid() == parent && tree_copy(from, to) ? 0 : 1);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The cache is a favour: when it cannot be filled (a full disk), the run goes on without. */
static void
keep(Arena *arena, const Account *account, const char *data_folder, const char *cache,
     const char *template)
{
    const char *building = arena_printf(arena, "%s/" BUILDING "%ld", cache, (long) getpid());

    remove_rest(arena, cache);
    if (copy_as(account, data_folder, building) && rename(building, template) == 0)
        return;
    log_debug("no template kept in \"%s\": %s", cache, strerror(errno));
    (void) tree_remove(building); /* whatever of it there is */
}

static bool
is_usable(const char *template, const char *cache, const Account *account)
{
    return is_private(cache, account) && is_private(template, account) &&
           account_can_reach(account, cache);
}

bool
template_provide(Arena *arena, const char *bin_folder, const char *cache_folder,
                 const Account *account, const char *data_folder, const char **out, Error *error)
{
    const char *cache = cache_folder != NULL ? cache_folder : default_cache(arena);
    const char *name, *template;
    bool is_made = false;
    int lock;

    *out = NULL;
    if (cache == NULL || !template_name(arena, bin_folder, &name))
        return make(bin_folder, account, data_folder, error);
    template = arena_printf(arena, "%s/%s", cache, name);
    if (is_usable(template, cache, account))
    {
        (void) utimensat(AT_FDCWD, template, NULL,
                         0); /* used now; a read-only cache stays as it is */
        *out = template;
        return true;
    }
    lock = make_cache(arena, cache, account) ? lock_cache(arena, cache) : -1;
    if (lock >= 0 && is_usable(template, cache, account))
        *out = template;
    else
        is_made = make(bin_folder, account, data_folder, error);
    if (is_made && lock >= 0)
        keep(arena, account, data_folder, cache, template);
    if (lock >= 0)
        (void) close(lock);
    return is_made || *out != NULL;
}
