/*
 * A message is a type byte, four bytes of length that count themselves, and a body. Whatever does not
 * look like that makes the reader blind for good: bytes are forwarded by others, who do not ask here.
 */
#include "record/protocol.h"

enum
{
    KEPT_MOST = 16 << 20, /* a statement longer than that is data */
    MESSAGE_LONGEST = 0x3fffffff, /* as in the server */
    LENGTH_SIZE = 4,
    HEADER_SIZE = 5,
    CODE_CANCEL = 80877102,
    CODE_TLS = 80877103,
    CODE_GSSAPI = 80877104,
    CANCEL_SHORTEST = 16,
    CANCEL_LONGEST = 512
};

static uint32_t
number_at(const char *bytes)
{
    const unsigned char *byte = (const unsigned char *) bytes;

    return (uint32_t) byte[0] << 24 | (uint32_t) byte[1] << 16 | (uint32_t) byte[2] << 8 | byte[3];
}

/* Pairs of strings, ended by an empty one. False when they do not end within the packet. */
static bool
read_parameters(const char *at, const char *end, Startup *out)
{
    const struct
    {
        const char *name;
        const char **value;
    } known[] = {{"user", &out->user},
                 {"database", &out->database},
                 {"application_name", &out->application},
                 {"search_path", &out->search_path},
                 {"options", &out->options}};

    while (at < end && *at != '\0')
    {
        const char *name_end = memchr(at, '\0', (size_t) (end - at));
        const char *value = name_end == NULL ? end : name_end + 1;
        const char *value_end = value < end ? memchr(value, '\0', (size_t) (end - value)) : NULL;

        if (value_end == NULL)
            return false;
        for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
            if (strcmp(known[i].name, at) == 0)
                *known[i].value = value;
        at = value_end + 1;
    }
    return at < end;
}

static StartupKind
kind_of(uint32_t code, size_t length)
{
    if (code == CODE_TLS || code == CODE_GSSAPI)
        return length == 8 ? STARTUP_ENCRYPTION : STARTUP_UNKNOWN;
    if (code == CODE_CANCEL)
        return length >= CANCEL_SHORTEST && length <= CANCEL_LONGEST ? STARTUP_CANCEL
                                                                     : STARTUP_UNKNOWN;
    return code >> 16 == 3 ? STARTUP_SESSION : STARTUP_UNKNOWN;
}

Startup
protocol_startup(const char *bytes, size_t length)
{
    Startup startup = {.kind = STARTUP_INCOMPLETE};

    if (length < LENGTH_SIZE)
        return startup;
    startup.length = number_at(bytes);
    if (startup.length < 8 || startup.length > STARTUP_LONGEST)
        startup.kind = STARTUP_UNKNOWN;
    if (startup.kind == STARTUP_UNKNOWN || length < startup.length)
        return startup;
    startup.kind = kind_of(number_at(bytes + LENGTH_SIZE), startup.length);
    if (startup.kind == STARTUP_SESSION &&
        (!read_parameters(bytes + 8, bytes + startup.length, &startup) || startup.user == NULL))
        startup.kind = STARTUP_UNKNOWN;
    return startup;
}

ProtocolReader
protocol_reader(Arena *arena, ProtocolSide side)
{
    return (ProtocolReader){.side = side, .body = strbuf_new(arena)};
}

static bool
is_type(ProtocolSide side, char type)
{
    const char *known = side == PROTOCOL_CLIENT ? "BCDEFHPQSXcdfp" : "123ACDEGHIKNRSTVWZcdnstv";

    return type != '\0' && strchr(known, type) != NULL;
}

static bool
is_wanted(ProtocolSide side, char type)
{
    return strchr(side == PROTOCOL_CLIENT ? "BCDEPQ" : "CEZ", type) != NULL;
}

/* The header is complete: what comes now. */
static void
begin_body(ProtocolReader *reader)
{
    uint32_t length = number_at(reader->header + 1);
    char type = reader->header[0];

    if (!is_type(reader->side, type) || length < LENGTH_SIZE || length > MESSAGE_LONGEST)
    {
        reader->is_blind = true;
        return;
    }
    reader->left = length - LENGTH_SIZE;
    reader->is_kept = is_wanted(reader->side, type) && reader->left <= KEPT_MOST;
    strbuf_clear(&reader->body);
}

static void
take_body(ProtocolReader *reader, const char **at, const char *end)
{
    size_t length = (size_t) (end - *at) < reader->left ? (size_t) (end - *at) : reader->left;

    if (reader->is_kept)
        strbuf_add_bytes(&reader->body, *at, length);
    reader->left -= length;
    *at += length;
}

bool
protocol_next(ProtocolReader *reader, const char **at, const char *end, ProtocolMessage *out)
{
    while (*at < end && !reader->is_blind && reader->header_length < HEADER_SIZE)
    {
        reader->header[reader->header_length++] = *(*at)++;
        if (reader->header_length == HEADER_SIZE)
            begin_body(reader);
    }
    if (reader->is_blind)
        *at = end;
    if (reader->is_blind || reader->header_length < HEADER_SIZE)
        return false;
    take_body(reader, at, end);
    if (reader->left > 0)
        return false;
    reader->header_length = 0;
    *out = (ProtocolMessage){
        .type = reader->header[0],
        .body = reader->body.text,
        .length = reader->body.length,
        .is_cut = !reader->is_kept && is_wanted(reader->side, reader->header[0]),
    };
    return true;
}

const char *
protocol_text(const ProtocolMessage *message, size_t *at)
{
    const char *text = message->body + *at;
    const char *end = *at < message->length ? memchr(text, '\0', message->length - *at) : NULL;

    if (end == NULL)
        return NULL;
    *at += (size_t) (end - text) + 1;
    return text;
}

const char *
protocol_error_field(const ProtocolMessage *message, char field)
{
    size_t at = 0;

    while (at < message->length && message->body[at] != '\0')
    {
        char name = message->body[at++];
        const char *value = protocol_text(message, &at);

        if (value == NULL || name == field)
            return value;
    }
    return NULL;
}
