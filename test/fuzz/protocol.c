/*
 * Any bytes as a connection. The first byte of each piece says who speaks and how much: so the two sides
 * take turns as the fuzzer likes. Only crashes and leaks count.
 */
#include "record/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum
{
    LONGEST_PIECE = 127
};

static void
speak(Session *session, const char *at, const char *end)
{
    while (at < end)
    {
        size_t length = (unsigned char) *at & LONGEST_PIECE;
        bool is_server = ((unsigned char) *at & (LONGEST_PIECE + 1)) != 0;

        at++;
        if (length > (size_t) (end - at))
            length = (size_t) (end - at);
        if (is_server)
            session_server(session, at, length);
        else
            session_client(session, at, length);
        at += length;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new(NULL, "fuzz");
    Recording *recording = recording_new(arena);
    const char *bytes = arena_strndup(arena, (const char *) data, size);
    Startup startup = protocol_startup(bytes, size);
    size_t used = startup.kind == STARTUP_SESSION ? startup.length : 0;
    Session *session;

    if (startup.kind != STARTUP_SESSION)
        startup.user = "fuzz";
    session = session_new(recording, arena, &startup);
    speak(session, bytes + used, bytes + size);
    session_close(session);
    arena_free(arena);
    return 0;
}
