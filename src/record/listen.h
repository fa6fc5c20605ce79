/*
 * listen.h - the sockets on which the relay is found.
 */
#ifndef TENFOLD_RECORD_LISTEN_H
#define TENFOLD_RECORD_LISTEN_H

#include "base/arena.h"
#include "base/error.h"

enum
{
    LISTENERS = 3 /* 127.0.0.1, ::1, the unix socket */
};

typedef struct Listeners
{
    int sockets[LISTENERS];
    size_t count;
    unsigned port;
    const char *path; /* of the unix socket; or NULL */
} Listeners;

/* Port 0: any that is free. At least 127.0.0.1 is listened on, or it is an error. */
bool listen_open(Arena *arena, const char *folder, unsigned port, Listeners *out,
                 Error *error) MUST_CHECK;

void listen_close(const Listeners *listeners);

#endif
