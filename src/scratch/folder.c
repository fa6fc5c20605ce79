/*
 * Between making the folder and locking it a sweeper may look in. So the base is locked meanwhile,
 * shared, and a sweeper removes a folder without a lock file only when it has the base alone. Where a
 * base cannot be locked it leaves such a folder until it is old, and we look after locking whether the
 * file is still there.
 */
#include "scratch/folder.h"

#include "base/file.h"
#include "scratch/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define NAME_START "tenfold-"
#define ANNEX_START "tenfold-annex-"
#define SHARED_MEMORY "/dev/shm"

enum
{
    ATTEMPTS = 5,
    SHARED_MEMORY_MIN_MB = 512,
    PATH_LENGTH_MAX = 107, /* of a unix socket: sockaddr_un */
    OLD_AFTER_S = 600,
    STEP_MS = 10,
    STEPS_TO_END = 200,
    STEPS_TO_REMOVE = 600
};

/*
 * Memory is the fastest place (0.05 s to start instead of 0.13 s on a disk), but containers tend to have
 * 64 MB of it there: only where there is plenty.
 */
static bool
has_shared_memory(void)
{
    struct statvfs status;

    return statvfs(SHARED_MEMORY, &status) == 0 &&
           (uint64_t) status.f_bavail * status.f_frsize >= (uint64_t) SHARED_MEMORY_MIN_MB << 20;
}

/* The folders where ours may be made, best first. NULL-ended; what the user chose is never passed over
 * for memory. */
static const char *const *
bases(void)
{
    static const char *list[4];
    const char *chosen = getenv("TMPDIR");
    size_t count = 0;

    if (chosen != NULL && chosen[0] == '/')
        list[count++] = chosen;
    else if (has_shared_memory())
        list[count++] = SHARED_MEMORY;
    list[count++] = "/tmp";
    list[count++] = "/var/tmp";
    list[count] = NULL;
    return list;
}

static bool
is_usable(Arena *arena, const Account *account, const char *base)
{
    const char *socket = arena_printf(arena, "%s/" NAME_START "XXXXXX/.s.PGSQL.5432", base);

    return strlen(socket) <= PATH_LENGTH_MAX && account_can_write(account, base) &&
           account_can_reach(account, base);
}

/* The descriptor, or -1: somebody swept the folder in between. */
static int
lock_folder(const char *path, const Account *account)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int lock =
        folder < 0 ? -1 : openat(folder, "lock", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct stat status;
    bool is_mine = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0 && fstat(lock, &status) == 0 &&
                   status.st_nlink > 0;

    if (is_mine && account->is_other)
        is_mine = fchown(lock, account->uid, account->gid) == 0 &&
                  fchown(folder, account->uid, account->gid) == 0;
    if (folder >= 0)
        (void) close(folder);
    if (lock >= 0 && !is_mine)
        (void) close(lock);
    return is_mine ? lock : -1;
}

/* The descriptor holds the lock; -1: somebody else has it, or it cannot be had. */
static int
lock_base(const char *base, int kind)
{
    int folder = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0 || flock(folder, kind | LOCK_NB) == 0)
        return folder;
    (void) close(folder);
    return -1;
}

static bool
make_while_locked(Arena *arena, const Account *account, const char *base, Folder *out)
{
    for (int attempt = 0; attempt < ATTEMPTS; attempt++)
    {
        char *path = arena_printf(arena, "%s/" NAME_START "XXXXXX", base);
        int lock, reason;

        if (mkdtemp(path) == NULL)
            return false;
        lock = lock_folder(path, account);
        reason = errno;
        if (lock >= 0)
        {
            *out = (Folder){.path = path,
                            .data = arena_printf(arena, "%s/data", path),
                            .log = arena_printf(arena, "%s/log", path),
                            .lock = lock};
            return true;
        }
        (void) tree_remove(path); /* nothing is in it */
        errno = reason;
    }
    return false;
}

static bool
make_in(Arena *arena, const Account *account, const char *base, Folder *out)
{
    int lock = lock_base(base, LOCK_SH);
    bool is_made = make_while_locked(arena, account, base, out);
    int reason = errno;

    if (lock >= 0)
        (void) close(lock);
    errno = reason;
    return is_made;
}

bool
folder_make(Arena *arena, const Account *account, Folder *out, Error *error)
{
    const char *tried = "/tmp";
    int reason = EACCES;

    for (const char *const *base = bases(); *base != NULL; base++)
    {
        if (!is_usable(arena, account, *base))
            continue;
        if (make_in(arena, account, *base, out))
            return true;
        tried = *base;
        reason = errno;
    }
    error_set(error, ERROR_FILE, "could not make a folder for the private server in \"%s\": %s",
              tried, strerror(reason));
    return error_hint(error, "Set TMPDIR to a folder that you may write to, with 100 MB free and a "
                             "short name; or use --no-server.");
}

static bool
allows_programs(const char *path)
{
    struct statvfs status;

    return statvfs(path, &status) == 0 && (status.f_flag & ST_NOEXEC) == 0;
}

/* "/tmp/tenfold-annex-4f1b2c" of "/dev/shm/tenfold-4f1b2c": whoever finds the one finds the other. */
static bool
annex_of(const char *base, const char *path, char *out, size_t size)
{
    const char *name = strrchr(path, '/') + 1;

    if (strncmp(name, NAME_START, sizeof(NAME_START) - 1) != 0)
        return false;
    return (size_t) snprintf(out, size, "%s/" ANNEX_START "%s", base,
                             name + sizeof(NAME_START) - 1) < size;
}

bool
folder_for_programs(Arena *arena, const Account *account, const Folder *folder, const char **out,
                    Error *error)
{
    char annex[4096];

    if (allows_programs(folder->path))
    {
        *out = folder->path;
        return true;
    }
    for (const char *const *base = bases(); *base != NULL; base++)
    {
        if (!allows_programs(*base) || !is_usable(arena, account, *base) ||
            !annex_of(*base, folder->path, annex, sizeof(annex)) || mkdir(annex, 0700) != 0)
            continue;
        *out = arena_strdup(arena, annex);
        if (!account->is_other || chown(annex, account->uid, account->gid) == 0)
            return true;
    }
    return error_set(error, ERROR_FILE,
                     "no temporary folder allows to run programs (mount option noexec)");
}

/* Called after fork(): no memory is taken. Somebody else's folder of that name stays. */
static void
remove_annexes(const char *path)
{
    struct stat owner, status;
    char annex[4096];

    if (stat(path, &owner) != 0)
        return;
    for (const char *const *base = bases(); *base != NULL; base++)
        if (annex_of(*base, path, annex, sizeof(annex)) && lstat(annex, &status) == 0 &&
            S_ISDIR(status.st_mode) &&
            (status.st_uid == owner.st_uid || status.st_uid == geteuid()))
            (void) tree_remove(annex);
}

/* Lines 1 and 7 of postmaster.pid: the process, and the key and id of its System V memory. */
static void
read_postmaster_file(const char *path, long *process, int *memory)
{
    char name[4096];
    char line[256];
    FILE *file;

    *process = 0;
    *memory = -1;
    (void) snprintf(name, sizeof(name), "%s/data/postmaster.pid", path); /* cut: just not found */
    file = fopen(name, "re");
    if (file == NULL)
        return;
    for (int number = 1; fgets(line, sizeof(line), file) != NULL; number++)
    {
        char *end = line;

        if (number == 1)
            *process = strtol(line, NULL, 10);
        if (number == 7 && strtoul(line, &end, 10) > 0)
            *memory = (int) strtol(end, NULL, 10);
    }
    (void) fclose(file); /* it was only read */
}

/* A process id proves nothing, its working folder does: a server's is its data folder. */
static bool
works_in(long process, const char *path)
{
    char link[64];
    char folder[4096];
    size_t length = strlen(path);
    ssize_t got;

    (void) snprintf(link, sizeof(link), "/proc/%ld/cwd", process); /* fits */
    got = readlink(link, folder, sizeof(folder) - 1);
    return got > (ssize_t) length && strncmp(folder, path, length) == 0 && folder[length] == '/';
}

static void
end_server(long process, const char *path)
{
    if (process <= 1 || !works_in(process, path) || kill((pid_t) process, SIGQUIT) != 0)
        return;
    for (int step = 0; step < STEPS_TO_END && works_in(process, path); step++)
        (void) poll(NULL, 0, STEP_MS);
    if (works_in(process, path))
        (void) kill((pid_t) process, SIGKILL);
}

/*
 * What was killed may go on for a while: the server that initdb started to fill the data folder only
 * ends when it has written everything, and makes new files behind our back. So we come again.
 */
void
folder_remove(const char *path)
{
    long process;
    int memory;

    read_postmaster_file(path, &process, &memory);
    end_server(process, path);
    if (memory >= 0)
        (void) shmctl(memory, IPC_RMID, NULL); /* usually gone already */
    remove_annexes(path);
    for (int step = 0; step < STEPS_TO_REMOVE && !tree_remove(path) && file_exists(path); step++)
        (void) poll(NULL, 0, STEP_MS);
}

static void
sweep_one(Arena *arena, const Account *account, const char *base, const char *name)
{
    const char *path = arena_printf(arena, "%s/%s", base, name);
    struct stat status;
    int base_lock, lock;

    if (lstat(path, &status) != 0 || !S_ISDIR(status.st_mode) ||
        (status.st_uid != account->uid && status.st_uid != geteuid()))
        return;
    base_lock = lock_base(base, LOCK_EX);
    lock = open(arena_printf(arena, "%s/lock", path), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (lock < 0 ? base_lock >= 0 || status.st_mtime < time(NULL) - OLD_AFTER_S
                 : flock(lock, LOCK_EX | LOCK_NB) == 0)
        folder_remove(path);
    if (lock >= 0)
        (void) close(lock);
    if (base_lock >= 0)
        (void) close(base_lock);
}

void
folder_sweep(Arena *arena, const Account *account)
{
    for (const char *const *base = bases(); *base != NULL; base++)
    {
        DIR *entries = opendir(*base);

        if (entries == NULL)
            continue;
        for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
            if (strncmp(entry->d_name, NAME_START, sizeof(NAME_START) - 1) == 0 &&
                strlen(entry->d_name) == sizeof(NAME_START "XXXXXX") - 1)
                sweep_one(arena, account, *base, entry->d_name);
        (void) closedir(entries); /* it was only read */
    }
}
