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

/* True while answers are awaited, and when nobody can say. */
bool session_is_busy(const Session *session);

/*
 * The extension to be created, when that is all that the server has been told to do: whatever else is
 * in the same message or behind it, or may be, makes it NULL.
 */
const char *session_extension(const Session *session);

#endif
