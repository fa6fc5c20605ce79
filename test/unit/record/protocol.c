#include "record/protocol.h"

#include "tap.h"

/* A startup packet of protocol 3.0. */
static const char startup_packet[] = "\0\0\0\x36\0\3\0\0user\0ann\0database\0shop\0"
                                     "application_name\0psql\0";

static void
startup_names_user_and_database(void)
{
    Startup startup = protocol_startup(startup_packet, sizeof(startup_packet));

    tap_ok(startup.kind == STARTUP_SESSION && startup.length == sizeof(startup_packet),
           "a session is recognised");
    tap_equal(startup.user, "ann", "its user");
    tap_equal(startup.database, "shop", "its database");
    tap_equal(startup.application, "psql", "its application");
}

static void
startup_of_every_length_is_safe(void)
{
    bool is_safe = true;

    for (size_t length = 0; length < sizeof(startup_packet); length++)
        is_safe &= protocol_startup(startup_packet, length).kind == STARTUP_INCOMPLETE;
    tap_ok(is_safe, "a packet cut short waits for more");
    tap_ok(protocol_startup("\0\0\0\x08\x04\xd2\x16\x2f", 8).kind == STARTUP_ENCRYPTION,
           "a request for TLS is recognised");
    tap_ok(protocol_startup("\0\0\0\x10\x04\xd2\x16\x2e\0\0\0\1\0\0\0\2", 16).kind ==
               STARTUP_CANCEL,
           "a cancel request is recognised");
    tap_ok(protocol_startup("GET / HTTP/1.1\r\n", 16).kind == STARTUP_UNKNOWN,
           "something else is not");
    tap_ok(protocol_startup("\0\0\0\x0c\0\3\0\0user", 12).kind == STARTUP_UNKNOWN,
           "a parameter that does not end is refused");
}

/* Two statements with a long row between them, in pieces of every size. */
static void
messages_are_found_in_pieces(void)
{
    static const char bytes[] = "Q\0\0\0\x0dSELECT 1\0"
                                "d\0\0\0\x09right"
                                "X\0\0\0\4";
    size_t length = sizeof(bytes) - 1;
    bool is_same = true;

    for (size_t piece = 1; piece <= length; piece++)
    {
        Arena *arena = arena_new(NULL, "test");
        ProtocolReader reader = protocol_reader(arena, PROTOCOL_CLIENT);
        StrBuf found = strbuf_new(arena);

        for (size_t at = 0; at < length; at += piece)
        {
            const char *from = bytes + at;
            const char *end = bytes + (at + piece < length ? at + piece : length);
            ProtocolMessage message;

            while (protocol_next(&reader, &from, end, &message))
                strbuf_printf(&found, "%c%s;", message.type, message.body);
        }
        is_same &= str_equal(found.text, "QSELECT 1;d;X;");
        arena_free(arena);
    }
    tap_ok(is_same, "messages are found, whatever the pieces; data is not kept");
}

static void
nonsense_makes_blind(void)
{
    Arena *arena = arena_new(NULL, "test");
    ProtocolReader reader = protocol_reader(arena, PROTOCOL_SERVER);
    static const char bytes[] = "HTTP/1.1 200 OK\r\n\r\n";
    const char *at = bytes;
    ProtocolMessage message;

    tap_ok(!protocol_next(&reader, &at, bytes + sizeof(bytes), &message) && reader.is_blind,
           "what is no message is passed by");
    arena_free(arena);
}

static void
errors_have_fields(void)
{
    static const char body[] = "SERROR\0C42P01\0Mno such table\0";
    ProtocolMessage message = {.type = 'E', .body = body, .length = sizeof(body)};

    tap_equal(protocol_error_field(&message, 'C'), "42P01", "the SQLSTATE of an error");
    tap_equal(protocol_error_field(&message, 'M'), "no such table", "its message");
    tap_ok(protocol_error_field(&message, 'H') == NULL, "a field that is not there");
}

int
main(void)
{
    startup_names_user_and_database();
    startup_of_every_length_is_safe();
    messages_are_found_in_pieces();
    nonsense_makes_blind();
    errors_have_fields();
    return tap_done();
}
