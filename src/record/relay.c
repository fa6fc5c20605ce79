/*
 * One thread, two sockets for each connection, a bounded buffer for each direction: a side is only read
 * while there is room for what it says, so a slow reader slows its writer down, as without a relay.
 *
 * What a client says is looked at before it is passed on. That is where a DROP DATABASE can be held up:
 * the hook runs, and nothing reaches the server meanwhile.
 */
#include "record/relay.h"

#include "record/listen.h"
#include "record/session.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum
{
    BUFFER_SIZE = 64 * 1024,
    OUT_OF_DESCRIPTORS_MS = 20,
    ALONE_MOST_S = 20 /* that others wait for one, or one for others */
};

typedef struct Buffer
{
    char *bytes;
    size_t start;
    size_t end;
} Buffer;

typedef struct Link Link;
struct Link
{
    Link *next;
    Arena *arena;
    Session *session; /* NULL until the startup packet was read, and for a cancel request */
    int client;
    int server; /* -1 until then */
    Buffer to_server;
    Buffer to_client;
    bool client_ended;
    bool server_knows; /* that the client has ended */
    bool server_ended;
    bool is_waiting; /* to be served alone: nothing is passed on to the server until then */
};
LIST_OF(Link);

struct Relay
{
    Arena *arena;
    Recording *recording;
    RelayOptions options;
    Listeners listeners;
    LinkList links;
    Link *alone; /* the only one whose client is served, now or soon; or NULL */
    double alone_since;
    struct pollfd *entries;
    size_t capacity;
};

static void
close_relay(void *resource)
{
    Relay *relay = resource;

    listen_close(&relay->listeners);
    for (Link *link = relay->links.first, *next; link != NULL; link = next)
    {
        next = link->next;
        (void) close(link->client);
        if (link->server >= 0)
            (void) close(link->server);
        arena_free(link->arena);
    }
}

bool
relay_open(Arena *arena, Recording *recording, const RelayOptions *options, Relay **out,
           Error *error)
{
    Relay *relay = arena_new_object(arena, Relay);

    relay->arena = arena;
    relay->recording = recording;
    relay->options = *options;
    arena_defer(arena, close_relay, relay);
    if (!listen_open(arena, options->folder, options->port, &relay->listeners, error))
        return false;
    *out = relay;
    return true;
}

unsigned
relay_port(const Relay *relay)
{
    return relay->listeners.port;
}

size_t
relay_connections(const Relay *relay)
{
    return relay->links.count;
}

size_t
relay_busy(const Relay *relay)
{
    size_t count = 0;

    for (const Link *link = relay->links.first; link != NULL; link = link->next)
        count += link->session != NULL && session_is_busy(link->session);
    return count;
}

static size_t
room(const Buffer *buffer)
{
    return BUFFER_SIZE - buffer->end;
}

static bool
is_empty(const Buffer *buffer)
{
    return buffer->start == buffer->end;
}

/* Moves what is left to the front when there is no room behind it. */
static void
make_room(Buffer *buffer)
{
    if (is_empty(buffer))
        buffer->start = buffer->end = 0;
    if (room(buffer) > 0 || buffer->start == 0)
        return;
    memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->end - buffer->start);
    buffer->end -= buffer->start;
    buffer->start = 0;
}

/* Reads what fits. False when the other end is gone. */
static bool
fill(Buffer *buffer, int from)
{
    ssize_t got;

    make_room(buffer);
    if (room(buffer) == 0)
        return true;
    got = read(from, buffer->bytes + buffer->end, room(buffer));
    if (got > 0)
        buffer->end += (size_t) got;
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Writes what can be written. False when the other end is gone. */
static bool
drain(Buffer *buffer, int to)
{
    while (!is_empty(buffer))
    {
        ssize_t sent = send(to, buffer->bytes + buffer->start, buffer->end - buffer->start,
                            MSG_NOSIGNAL | MSG_DONTWAIT);

        if (sent < 0)
            return errno == EAGAIN || errno == EINTR;
        buffer->start += (size_t) sent;
    }
    return true;
}

static int
connect_server(const Relay *relay)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    size_t length = strlen(relay->options.server);

    if (server < 0)
        return -1;
    if (length < sizeof(address.sun_path))
        memcpy(address.sun_path, relay->options.server, length);
    if (connect(server, (const struct sockaddr *) &address, sizeof(address)) == 0 &&
        fcntl(server, F_SETFL, O_NONBLOCK) == 0)
        return server;
    (void) close(server);
    return -1;
}

static void
accept_client(Relay *relay, int listener)
{
    int yes = 1;
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    Arena *arena;
    Link *link;

    if (client < 0)
    {
        if (errno == EMFILE || errno == ENFILE)
            (void) poll(NULL, 0, OUT_OF_DESCRIPTORS_MS);
        return;
    }
    (void) setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)); /* not for unix */
    arena = arena_new(NULL, "connection"); /* close_relay() still needs what is in it */
    link = arena_new_object(arena, Link);
    *link = (Link){.arena = arena, .client = client, .server = -1};
    link->to_server.bytes = arena_alloc(arena, BUFFER_SIZE);
    link->to_client.bytes = arena_alloc(arena, BUFFER_SIZE);
    list_append(&relay->links, link);
}

/* A FATAL error as the server would send it. */
static void
refuse(Link *link, const char *sqlstate, const char *message)
{
    StrBuf body = strbuf_new(link->arena);
    uint32_t length;

    strbuf_printf(&body, "SFATAL%cVFATAL%cC%s%cM%s%c%c", 0, 0, sqlstate, 0, message, 0, 0);
    length = htonl((uint32_t) body.length + 4);
    link->to_client.bytes[0] = 'E';
    memcpy(link->to_client.bytes + 1, &length, sizeof(length));
    memcpy(link->to_client.bytes + 5, body.text, body.length);
    link->to_client.end = body.length + 5;
    link->server_ended = true;
    link->to_server.start = link->to_server.end = 0;
}

static void
answer_encryption(Link *link, size_t length)
{
    make_room(&link->to_client);
    if (room(&link->to_client) > 0)
        link->to_client.bytes[link->to_client.end++] = 'N';
    link->to_server.start += length;
}

/* What follows the startup packet in the same bytes is not passed unheard. */
static void
begin_session(Relay *relay, Link *link, const Startup *startup)
{
    const char *rest = link->to_server.bytes + link->to_server.start + startup->length;

    if (relay->options.is_reserved != NULL && relay->options.is_reserved(startup->user))
    {
        refuse(link, "28000", "this role belongs to tenfold");
        return;
    }
    link->server = connect_server(relay);
    if (link->server < 0)
    {
        refuse(link, "08006", "the private server of tenfold is gone");
        return;
    }
    link->session = session_new(relay->recording, link->arena, startup);
    session_client(link->session, rest,
                   (size_t) (link->to_server.bytes + link->to_server.end - rest));
}

static void
read_startup(Relay *relay, Link *link)
{
    Buffer *buffer = &link->to_server;

    while (link->server < 0 && !link->server_ended)
    {
        Startup startup =
            protocol_startup(buffer->bytes + buffer->start, buffer->end - buffer->start);

        if (startup.kind == STARTUP_INCOMPLETE)
            return;
        if (startup.kind == STARTUP_ENCRYPTION)
            answer_encryption(link, startup.length);
        else if (startup.kind == STARTUP_SESSION)
            begin_session(relay, link, &startup);
        else if (startup.kind == STARTUP_CANCEL && (link->server = connect_server(relay)) >= 0)
            return;
        else
            refuse(link, "08P01", "this is no connection of PostgreSQL's protocol");
    }
}

static bool
wants_alone(const Relay *relay, const Link *link)
{
    const char *name = session_extension(link->session);

    return name != NULL && relay->options.is_wanted != NULL && relay->options.is_wanted(name);
}

static void
read_client(Relay *relay, Link *link)
{
    size_t before;

    make_room(&link->to_server);
    before = link->to_server.end;
    if (!fill(&link->to_server, link->client))
        link->client_ended = true;
    if (link->server < 0)
        read_startup(relay, link);
    else if (link->session != NULL)
        session_client(link->session, link->to_server.bytes + before, link->to_server.end - before);
    if (link->session != NULL && link->to_server.end > before)
        link->is_waiting = wants_alone(relay, link);
}

static void
read_server(Link *link)
{
    size_t before;

    make_room(&link->to_client);
    before = link->to_client.end;
    if (!fill(&link->to_client, link->server))
        link->server_ended = true;
    if (link->session != NULL)
        session_server(link->session, link->to_client.bytes + before, link->to_client.end - before);
}

/* The client is gone. What the server still does counts: its answers are heard, and thrown away. */
static bool
hear_out(Link *link)
{
    link->to_client.start = link->to_client.end;
    if (link->server < 0 || link->session == NULL || link->server_ended)
        return false;
    if (!is_empty(&link->to_server))
        return true;
    if (!link->server_knows)
        link->server_knows = shutdown(link->server, SHUT_WR) == 0;
    return link->server_knows;
}

/* A side that is gone ends the other, once that has got all that was said. */
static bool
pass_on(Link *link)
{
    if (!link->client_ended && !drain(&link->to_client, link->client))
        link->client_ended = true;
    if (link->server >= 0 && !link->server_ended && !link->is_waiting &&
        !drain(&link->to_server, link->server))
        link->server_ended = true;
    if (link->server_ended && is_empty(&link->to_client))
        return false;
    return !link->client_ended || hear_out(link);
}

static void
end_alone(Relay *relay)
{
    const RecordingHooks *hooks = &relay->recording->hooks;

    relay->alone->is_waiting = false;
    relay->alone = NULL;
    if (hooks->extension_ends != NULL)
        hooks->extension_ends(hooks->context);
}

static bool
are_others_busy(const Relay *relay)
{
    for (const Link *link = relay->links.first; link != NULL; link = link->next)
    {
        if (link != relay->alone && link->session != NULL && !link->is_waiting &&
            session_is_busy(link->session))
            return true;
    }
    return false;
}

/*
 * An extension needs more rights for a moment. All of the role's connections have them then: so all
 * others must be silent, and what waits to be served alone is the only statement that the server has.
 */
static void
serve_alone(Relay *relay)
{
    const RecordingHooks *hooks = &relay->recording->hooks;
    double now = recording_seconds(relay->recording);
    Link *link = relay->alone;

    if (link == NULL)
    {
        link = relay->links.first;
        while (link != NULL && !link->is_waiting)
            link = link->next;
        relay->alone = link;
        relay->alone_since = now;
    }
    if (link == NULL)
        return;
    if (now > relay->alone_since + ALONE_MOST_S ||
        (!link->is_waiting && !session_is_busy(link->session)))
        end_alone(relay);
    else if (link->is_waiting && !are_others_busy(relay))
    {
        if (hooks->extension_begins != NULL)
            hooks->extension_begins(hooks->context, session_extension(link->session));
        link->is_waiting = false;
    }
}

static void
close_link(Relay *relay, Link *link)
{
    if (link == relay->alone)
        end_alone(relay);
    list_remove(&relay->links, link);
    if (link->session != NULL)
        session_close(link->session);
    (void) close(link->client);
    if (link->server >= 0)
        (void) close(link->server);
    arena_free(link->arena);
}

static short
wanted(const Buffer *in, const Buffer *out)
{
    bool has_room = room(in) > 0 || in->start > 0;

    return (short) ((has_room ? POLLIN : 0) | (is_empty(out) ? 0 : POLLOUT));
}

/* What is not asked about is not told either: an end that nobody may read yet would wake us for ever. */
static struct pollfd
watch(int socket, short events, bool has_ended)
{
    return (struct pollfd){.fd = has_ended || events == 0 ? -1 : socket, .events = events};
}

/* Two entries for each connection, behind those of the listeners and the one that is watched. */
static size_t
fill_entries(Relay *relay, int watched)
{
    size_t count = 0;
    size_t needed = relay->listeners.count + 1 + 2 * relay->links.count;

    if (needed > relay->capacity)
    {
        relay->capacity = 2 * needed;
        relay->entries = arena_new_array(relay->arena, struct pollfd, relay->capacity);
    }
    relay->entries[count++] = (struct pollfd){.fd = watched, .events = POLLIN};
    for (size_t i = 0; i < relay->listeners.count; i++)
        relay->entries[count++] =
            (struct pollfd){.fd = relay->listeners.sockets[i], .events = POLLIN};
    for (const Link *link = relay->links.first; link != NULL; link = link->next)
    {
        bool is_held = relay->alone != NULL || link->is_waiting;
        short from_client = wanted(&link->to_server, &link->to_client);
        short from_server = wanted(&link->to_client, &link->to_server);
        struct pollfd client;
        struct pollfd server;

        if (is_held)
            from_client &= (short) ~POLLIN;
        if (link->is_waiting)
            from_server &= (short) ~POLLOUT;
        client = watch(link->client, from_client, link->client_ended);
        server = watch(link->server, from_server, link->server_ended);
        relay->entries[count++] = client;
        relay->entries[count++] = server;
    }
    return count;
}

static bool
is_readable(const struct pollfd *entry)
{
    return (entry->events & POLLIN) != 0 && (entry->revents & (POLLIN | POLLHUP | POLLERR)) != 0;
}

static void
serve(Relay *relay)
{
    const struct pollfd *entry = relay->entries + 1 + relay->listeners.count;

    for (Link *link = relay->links.first, *next; link != NULL; link = next, entry += 2)
    {
        next = link->next;
        if (entry[0].revents == 0 && entry[1].revents == 0)
            continue;
        if (is_readable(&entry[0]))
            read_client(relay, link);
        if (is_readable(&entry[1]))
            read_server(link);
        link->client_ended |= (entry[0].revents & POLLERR) != 0;
        if (!pass_on(link))
            close_link(relay, link);
    }
    for (size_t i = 0; i < relay->listeners.count; i++)
        if (relay->entries[i + 1].revents != 0)
            accept_client(relay, relay->listeners.sockets[i]);
}

void
relay_step(Relay *relay, int watched, int timeout_ms)
{
    size_t count = fill_entries(relay, watched);

    if (poll(relay->entries, (nfds_t) count, timeout_ms) > 0)
        serve(relay);
    serve_alone(relay);
}
