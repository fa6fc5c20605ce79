/*
 * account.h - whose processes and files the private server's are.
 *
 * PostgreSQL refuses to run as root: then it is "postgres" or "nobody", otherwise the caller.
 */
#ifndef TENFOLD_SCRATCH_ACCOUNT_H
#define TENFOLD_SCRATCH_ACCOUNT_H

#include "base/error.h"

#include <sys/types.h>

typedef struct Account
{
    uid_t uid;
    gid_t gid;
    bool is_other; /* the caller is root, and this is somebody else */
} Account;

/* The account to use here. */
bool account_choose(Account *out, Error *error) MUST_CHECK;

/* Becomes that account for good; for a child between fork and exec. */
bool account_become(const Account *account) MUST_CHECK;

/* True when the account can pass through every folder on the way to `path`. */
bool account_can_reach(const Account *account, const char *path);

/* True when the account can make and remove entries of the folder. */
bool account_can_write(const Account *account, const char *folder);

#endif
