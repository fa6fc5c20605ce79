/*
 * Listening where a client of this machine may look for PostgreSQL: 127.0.0.1, ::1 and a unix socket,
 * all with one port, which is free for both families.
 */
#include "record/listen.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum
{
    BACKLOG = 128,
    TRIES = 20 /* to find a port that is free for both families */
};

static int
open_socket(int family, const struct sockaddr *address, socklen_t length)
{
    int yes = 1;
    int listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int reason;

    if (listener < 0)
        return -1;
    if (family != AF_UNIX)
        (void) setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (family == AF_INET6)
        (void) setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
    if (bind(listener, address, length) == 0 && listen(listener, BACKLOG) == 0)
        return listener;
    reason = errno;
    (void) close(listener);
    errno = reason;
    return -1;
}

static int
listen_ipv4(unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t) port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    return open_socket(AF_INET, (const struct sockaddr *) &address, sizeof(address));
}

/* "localhost" may mean this one first. A machine without it has no need for it. */
static int
listen_ipv6(unsigned port)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                   .sin6_port = htons((uint16_t) port),
                                   .sin6_addr = IN6ADDR_LOOPBACK_INIT};

    return open_socket(AF_INET6, (const struct sockaddr *) &address, sizeof(address));
}

static int
listen_unix(Arena *arena, const char *folder, unsigned port, const char **out)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = arena_printf(arena, "%s/.s.PGSQL.%u", folder, port);
    mode_t mask;
    int listener;

    if (strlen(path) >= sizeof(address.sun_path))
        return -1;
    memcpy(address.sun_path, path, strlen(path));
    mask = umask(0077);
    listener = open_socket(AF_UNIX, (const struct sockaddr *) &address, sizeof(address));
    (void) umask(mask);
    if (listener >= 0)
        *out = path;
    return listener;
}

static unsigned
port_of(int listener)
{
    struct sockaddr_in address;
    socklen_t length = sizeof(address);

    if (getsockname(listener, (struct sockaddr *) &address, &length) != 0)
        return 0;
    return ntohs(address.sin_port);
}

/* Sockets that cannot be had do not matter as long as there is the first one. */
bool
listen_open(Arena *arena, const char *folder, unsigned port, Listeners *out, Error *error)
{
    int second = -1;
    int first = -1;
    int third;

    for (int i = 0; i < TRIES && second < 0; i++)
    {
        if (first >= 0)
            (void) close(first);
        first = listen_ipv4(port);
        if (first < 0)
            break;
        out->port = port_of(first);
        second = listen_ipv6(out->port);
        if (second < 0 && errno != EADDRINUSE)
            break;
    }
    if (first < 0)
        return error_set(error, ERROR_FILE, "could not listen on 127.0.0.1, port %u: %s", port,
                         strerror(errno));
    third = listen_unix(arena, folder, out->port, &out->path);
    out->sockets[out->count++] = first;
    if (second >= 0)
        out->sockets[out->count++] = second;
    if (third >= 0)
        out->sockets[out->count++] = third;
    return true;
}

void
listen_close(const Listeners *listeners)
{
    for (size_t i = 0; i < listeners->count; i++)
        (void) close(listeners->sockets[i]);
    if (listeners->path != NULL)
        (void) unlink(listeners->path); /* the folder goes with the server anyway */
}
