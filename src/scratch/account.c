#include "scratch/account.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

bool
account_choose(Account *out, Error *error)
{
    const struct passwd *entry;

    if (geteuid() != 0)
    {
        *out = (Account){.uid = geteuid(), .gid = getegid(), .is_other = false};
        return true;
    }
    entry = getpwnam("postgres");
    if (entry == NULL || entry->pw_uid == 0)
        entry = getpwnam("nobody");
    if (entry == NULL || entry->pw_uid == 0)
    {
        error_set(
            error, ERROR_NO_SERVER,
            "PostgreSQL does not run as root, and there is no user \"postgres\" or \"nobody\"");
        return error_hint(error, "Run tenfold as an ordinary user, or with --no-server.");
    }
    *out = (Account){.uid = entry->pw_uid, .gid = entry->pw_gid, .is_other = true};
    return true;
}

bool
account_become(const Account *account)
{
    if (!account->is_other)
        return true;
    return setgroups(1, &account->gid) == 0 && setgid(account->gid) == 0 &&
           setuid(account->uid) == 0 && geteuid() == account->uid;
}

/* `wanted` as the bits for others: S_IXOTH, S_IWOTH. */
static bool
may(const Account *account, const struct stat *status, mode_t wanted)
{
    if (status->st_uid == account->uid)
        return (status->st_mode & wanted << 6) != 0;
    if (status->st_gid == account->gid)
        return (status->st_mode & wanted << 3) != 0;
    return (status->st_mode & wanted) != 0;
}

bool
account_can_write(const Account *account, const char *folder)
{
    struct stat status;

    if (access(folder, W_OK | X_OK) != 0)
        return false;
    return !account->is_other || (stat(folder, &status) == 0 && may(account, &status, S_IWOTH));
}

bool
account_can_reach(const Account *account, const char *path)
{
    char *resolved;
    bool can_reach = true;

    if (!account->is_other)
        return true;
    resolved = realpath(path, NULL);
    if (resolved == NULL)
        return false;
    while (can_reach)
    {
        struct stat status;
        char *slash;

        can_reach = stat(resolved[0] == '\0' ? "/" : resolved, &status) == 0 &&
                    (!S_ISDIR(status.st_mode) || may(account, &status, S_IXOTH));
        slash = strrchr(resolved, '/');
        if (slash == NULL)
            break;
        *slash = '\0';
    }
    free(resolved);
    return can_reach;
}
