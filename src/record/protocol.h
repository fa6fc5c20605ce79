/*
 * protocol.h - the frontend/backend protocol of PostgreSQL, as bytes go by.
 *
 * A reader is fed whatever arrives on one side of a connection and finds the messages in it. It
 * changes nothing and keeps nothing that it does not need: rows and COPY data pass unseen.
 */
#ifndef TENFOLD_RECORD_PROTOCOL_H
#define TENFOLD_RECORD_PROTOCOL_H

#include "base/strbuf.h"

/* The first packet of a connection: it has no type byte. */
typedef enum StartupKind
{
    STARTUP_INCOMPLETE, /* more bytes are needed */
    STARTUP_ENCRYPTION, /* asks for TLS or GSSAPI: the answer is one byte, then comes another packet */
    STARTUP_CANCEL, /* asks to cancel what another connection runs */
    STARTUP_SESSION,
    STARTUP_UNKNOWN
} StartupKind;

enum
{
    STARTUP_LONGEST = 10000 /* as in the server */
};

typedef struct Startup
{
    StartupKind kind;
    size_t length; /* of the packet */
    const char *user; /* these point into the bytes; NULL where not given */
    const char *database;
    const char *application;
    const char *search_path; /* a parameter of its own, as some drivers send it */
    const char *options; /* "-c search_path=app" */
} Startup;

/* Understands the first bytes of a connection. */
Startup protocol_startup(const char *bytes, size_t length);

typedef enum ProtocolSide
{
    PROTOCOL_CLIENT,
    PROTOCOL_SERVER
} ProtocolSide;

typedef struct ProtocolReader
{
    ProtocolSide side;
    bool is_blind; /* something was no message: nothing is looked for any more */
    char header[5];
    size_t header_length; /* of it read so far */
    size_t left; /* of the body */
    bool is_kept; /* the body is wanted */
    StrBuf body;
} ProtocolReader;

typedef struct ProtocolMessage
{
    char type;
    const char *body; /* followed by a zero; empty where it is not wanted or too large */
    size_t length;
    bool is_cut; /* too large to be kept */
} ProtocolMessage;

/* A reader whose memory the arena owns. */
ProtocolReader protocol_reader(Arena *arena, ProtocolSide side);

/*
 * Takes bytes from *at on until a message is complete: it is good until the next call. False when the
 * bytes are used up.
 */
bool protocol_next(ProtocolReader *reader, const char **at, const char *end, ProtocolMessage *out);

/* A string of a message from *at on, which moves behind its zero; NULL where there is none. */
const char *protocol_text(const ProtocolMessage *message, size_t *at);

/* A field of an ErrorResponse: 'C' is the SQLSTATE, 'M' the message; NULL where it has none. */
const char *protocol_error_field(const ProtocolMessage *message, char field);

#endif
