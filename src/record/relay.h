/*
 * relay.h - between a command and the private server: everything passes, and is listened to.
 *
 * Clients come by TCP on the loopback interface or by a unix socket; the server is reached by its own.
 * No byte is changed. A request for encryption is answered with no; nobody comes in as superuser. A
 * connection that creates an extension, and nothing else, is served alone meanwhile.
 */
#ifndef TENFOLD_RECORD_RELAY_H
#define TENFOLD_RECORD_RELAY_H

#include "base/error.h"
#include "record/recording.h"

typedef struct Relay Relay;

typedef struct RelayOptions
{
    const char *server; /* path of the server's socket */
    const char *folder; /* for the relay's own: .s.PGSQL.PORT */
    unsigned port; /* 0: any that is free */
    bool (*is_reserved)(const char *user); /* users that may not come in */
    bool (*is_wanted)(const char *extension); /* extensions that the hooks are called for */
} RelayOptions;

/* Listens; all sockets are closed with the arena. */
bool relay_open(Arena *arena, Recording *recording, const RelayOptions *options, Relay **out,
                Error *error) MUST_CHECK;

unsigned relay_port(const Relay *relay);

/* Passes on what there is, waiting for it at most so long; returns early when `watched` is readable. */
void relay_step(Relay *relay, int watched, int timeout_ms);

/* How many connections there are, and how many of them await an answer. */
size_t relay_connections(const Relay *relay);
size_t relay_busy(const Relay *relay);

#endif
