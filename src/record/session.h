/*
 * session.h - one connection's conversation: which statement the server's answers are about.
 */
#ifndef TENFOLD_RECORD_SESSION_H
#define TENFOLD_RECORD_SESSION_H

#include "record/track.h"

typedef struct Session Session;

/* A connection whose startup packet was understood. The arena goes with the connection. */
Session *session_new(Recording *recording, Arena *arena, const Startup *startup);

/* Bytes that the client sent and that the server has not got yet. */
void session_client(Session *session, const char *bytes, size_t length);

/* Bytes that the server sent. */
void session_server(Session *session, const char *bytes, size_t length);

/* The connection is gone: what was not answered did not happen. */
void session_close(Session *session);

/* True while answers are awaited. */
bool session_is_busy(const Session *session);

#endif
