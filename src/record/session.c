/*
 * What the client sends is put into a line of expectations; each answer of the server is about the
 * first of them. The simple protocol has one for a whole message of statements, ended by "ready"; the
 * extended one has one for each message, and an error drops all up to the next Sync.
 *
 * The unnamed statement and portal have the empty name.
 */
#include "record/session.h"

#include "base/map.h"
#include "sql/split.h"

typedef enum ExpectKind
{
    EXPECT_QUERY, /* several statements */
    EXPECT_PARSE,
    EXPECT_BIND,
    EXPECT_EXECUTE,
    EXPECT_DESCRIBE,
    EXPECT_CLOSE,
    EXPECT_CALL, /* of a function, the old way */
    EXPECT_SYNC
} ExpectKind;

typedef struct Step Step;
struct Step
{
    Step *next;
    Understood what;
};

typedef struct Expect Expect;
struct Expect
{
    Expect *next;
    ExpectKind kind;
    Step *step; /* QUERY: the next to be answered; PARSE, EXECUTE: the one; NULL: not known */
    bool is_doubtful; /* to the server it may be another statement, or several */
};
LIST_OF(Expect);

struct Session
{
    Arena *arena;
    Track track;
    ProtocolReader client;
    ProtocolReader server;
    ExpectList line;
    Expect *unused; /* expectations to be used again */
    Step *unused_steps;
    Map *statements; /* Step, by name */
    Map *portals; /* Step, by name */
    Step unnamed_statement;
    Step unnamed_portal;
    bool has_failed; /* since the server was last ready */
    bool skips; /* the server skips what comes, up to a Sync */
    bool copies_in; /* the server ignores Sync while it takes COPY data */
};

Session *
session_new(Recording *recording, Arena *arena, const Startup *startup)
{
    Session *session = arena_new_object(arena, Session);

    session->arena = arena;
    session->client = protocol_reader(arena, PROTOCOL_CLIENT);
    session->server = protocol_reader(arena, PROTOCOL_SERVER);
    session->statements = map_new(arena);
    session->portals = map_new(arena);
    track_open(&session->track, recording, arena, startup);
    return session;
}

bool
session_is_busy(const Session *session)
{
    return session->line.first != NULL || session->client.is_blind || session->server.is_blind;
}

/* Words and quoted names: what no setting of the session lets the server read in another way. */
static bool
is_plain(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
                                " \t\r\n\".-";

    return text[strspn(text, plain)] == '\0' && strstr(text, "--") == NULL;
}

/* Parse, Bind, Execute, Sync, once and without names. */
static const Expect *
lone_execute(const ExpectList *line)
{
    static const char order[] = {EXPECT_PARSE, EXPECT_BIND, EXPECT_EXECUTE, EXPECT_SYNC};
    const Expect *execute = NULL;
    size_t at = 0;

    for (const Expect *item = line->first; item != NULL; item = item->next)
    {
        if (item->kind == EXPECT_DESCRIBE)
            continue;
        if (at == sizeof(order) || item->kind != (ExpectKind) order[at++] || item->is_doubtful)
            return NULL;
        if (item->kind == EXPECT_EXECUTE)
            execute = item;
    }
    return at == sizeof(order) ? execute : NULL;
}

const char *
session_extension(const Session *session)
{
    const ExpectList *line = &session->line;
    const Expect *only =
        line->count == 1 && line->first->kind == EXPECT_QUERY ? line->first : lone_execute(line);
    const Step *step = only == NULL ? NULL : only->step;

    if (step == NULL || step->next != NULL || only->is_doubtful || session->skips ||
        session->client.is_blind || session->server.is_blind ||
        step->what.statement.kind != STATEMENT_CREATE_EXTENSION ||
        !is_plain(step->what.statement.text))
        return NULL;
    return step->what.statement.name;
}

static Step *
new_step(Session *session, const Understood *what)
{
    Step *step = session->unused_steps;

    if (step != NULL)
        session->unused_steps = step->next;
    else
        step = arena_new_object(session->arena, Step);
    *step = (Step){.what = *what};
    return step;
}

/* The server skips what comes after an error, up to the Sync: that is no longer to be expected. */
static void
expect_doubtful(Session *session, ExpectKind kind, Step *step, bool is_doubtful)
{
    Expect *item = session->unused;

    if (session->skips && kind != EXPECT_SYNC && kind != EXPECT_QUERY)
        return;
    session->skips = false;
    if (item != NULL)
        session->unused = item->next;
    else
        item = arena_new_object(session->arena, Expect);
    *item = (Expect){.kind = kind, .step = step, .is_doubtful = is_doubtful};
    list_append(&session->line, item);
}

static void
expect(Session *session, ExpectKind kind, Step *step)
{
    expect_doubtful(session, kind, step, false);
}

/* Anything but the empty name. */
static bool
is_name(const char *name)
{
    return name == NULL || *name != '\0';
}

/* The first expectation is met. */
static void
pop(Session *session)
{
    Expect *item = session->line.first;

    session->line.first = item->next;
    session->line.count--;
    if (session->line.first == NULL)
        session->line.last = NULL;
    while (item->step != NULL)
    {
        Step *step = item->step;

        item->step = step->next;
        step->next = session->unused_steps;
        session->unused_steps = step;
    }
    item->next = session->unused;
    session->unused = item;
}

static Understood
understand(Session *session, const char *sql, size_t length)
{
    return recording_understand(session->track.recording, session->arena, sql, length);
}

/* Comments may end elsewhere for the server, which knows the end of a line of old Macs. */
static bool
is_doubtful(const char *sql)
{
    for (const char *at = strchr(sql, '\r'); at != NULL; at = strchr(at + 1, '\r'))
    {
        if (at[1] != '\n')
            return true;
    }
    return strstr(sql, "/*") != NULL;
}

static void
client_query(Session *session, const ProtocolMessage *message)
{
    Error ignored = {.arena = session->arena}; /* what cannot be split is not recorded */
    Splitter splitter;
    SplitPart part;
    Step *first = NULL;
    Step **end = &first;
    size_t at = 0;
    const char *sql = protocol_text(message, &at);

    if (sql != NULL && split_start(&splitter, sql, strlen(sql), &ignored))
        while (split_next(&splitter, &part))
        {
            Understood what = understand(session, part.text, part.length);

            splitter.is_copy_next = false; /* its data come in messages of their own */
            *end = new_step(session, &what);
            end = &(*end)->next;
            track_before(&session->track, &what);
        }
    expect_doubtful(session, EXPECT_QUERY, first, sql == NULL || is_doubtful(sql));
}

/* A statement without a name is replaced by the next one; others stay until they are closed. */
static void
client_parse(Session *session, const ProtocolMessage *message)
{
    size_t at = 0;
    const char *name = protocol_text(message, &at);
    const char *sql = name == NULL ? NULL : protocol_text(message, &at);
    Understood what = {.statement = {.kind = STATEMENT_OTHER}};
    Step *kept;

    if (sql != NULL)
        what = understand(session, sql, strlen(sql));
    expect_doubtful(session, EXPECT_PARSE, new_step(session, &what), is_name(name));
    if (name == NULL)
        return;
    kept = *name == '\0' ? &session->unnamed_statement : map_get(session->statements, name);
    if (kept == NULL)
        kept = arena_new_object(session->arena, Step);
    kept->what = what;
    map_put(session->statements, name, kept);
}

static void
client_bind(Session *session, const ProtocolMessage *message)
{
    size_t at = 0;
    const char *name = protocol_text(message, &at);
    const char *statement = name == NULL ? NULL : protocol_text(message, &at);
    const Step *prepared = statement == NULL ? NULL : map_get(session->statements, statement);
    Step *portal;

    expect_doubtful(session, EXPECT_BIND, NULL, is_name(name) || is_name(statement));
    if (prepared == NULL)
        return;
    portal = *name == '\0' ? &session->unnamed_portal : map_get(session->portals, name);
    if (portal == NULL)
        portal = arena_new_object(session->arena, Step);
    portal->what = prepared->what;
    map_put(session->portals, name, portal);
}

static void
client_execute(Session *session, const ProtocolMessage *message)
{
    size_t at = 0;
    const char *name = protocol_text(message, &at);
    const Step *portal = name == NULL ? NULL : map_get(session->portals, name);

    if (portal != NULL && !session->skips)
        track_before(&session->track, &portal->what);
    expect_doubtful(session, EXPECT_EXECUTE,
                    portal == NULL ? NULL : new_step(session, &portal->what), is_name(name));
}

static void
client_close(Session *session, const ProtocolMessage *message)
{
    size_t at = 1;
    const char *name = protocol_text(message, &at);

    expect(session, EXPECT_CLOSE, NULL);
    if (name != NULL)
        map_put(message->body[0] == 'S' ? session->statements : session->portals, name, NULL);
}

static void
client_message(Session *session, const ProtocolMessage *message)
{
    session->track.recording->not_understood += message->is_cut;
    switch (message->type)
    {
    case 'Q':
        client_query(session, message);
        break;
    case 'P':
        client_parse(session, message);
        break;
    case 'B':
        client_bind(session, message);
        break;
    case 'E':
        client_execute(session, message);
        break;
    case 'C':
        client_close(session, message);
        break;
    case 'D':
        expect(session, EXPECT_DESCRIBE, NULL);
        break;
    case 'F':
        expect(session, EXPECT_CALL, NULL);
        break;
    case 'S':
        if (!session->copies_in)
            expect(session, EXPECT_SYNC, NULL);
        break;
    case 'c':
    case 'f':
        session->copies_in = false;
        break;
    default:
        break;
    }
}

static bool
is_next(const Session *session, ExpectKind kind)
{
    return session->line.first != NULL && session->line.first->kind == kind;
}

/* Takes the statement that an answer is about from the first expectation. */
static bool
take_step(Session *session, Understood *what)
{
    Expect *item = session->line.first;
    Step *step = item == NULL ? NULL : item->step;

    if (step == NULL)
        return false;
    *what = step->what;
    item->step = step->next;
    step->next = session->unused_steps;
    session->unused_steps = step;
    return true;
}

/* A statement ended; `tag` is NULL for an empty one, and for a portal that has more rows. */
static void
server_done(Session *session, const char *tag)
{
    bool is_prepared = is_next(session, EXPECT_EXECUTE);
    Understood what;

    if (!is_prepared && !is_next(session, EXPECT_QUERY))
        return;
    if (tag != NULL && take_step(session, &what))
        track_done(&session->track, &what, tag, is_prepared);
    if (is_prepared)
        pop(session);
}

/* A connection is refused before anything was sent. */
static void
note_no_database(Session *session, const char *sqlstate)
{
    Recording *recording = session->track.recording;

    if (session->line.first == NULL && str_equal(sqlstate, "3D000"))
        recording->no_database = arena_strdup(recording->arena, session->track.database->name);
}

static void
server_failed(Session *session, const ProtocolMessage *message)
{
    const char *sqlstate = protocol_error_field(message, 'C');
    const char *text = protocol_error_field(message, 'M');
    bool is_simple = is_next(session, EXPECT_QUERY) || is_next(session, EXPECT_CALL);
    Understood what;

    note_no_database(session, sqlstate);
    session->has_failed = true;
    session->copies_in = false;
    if (take_step(session, &what))
        track_failed(&session->track, &what, sqlstate == NULL ? "" : sqlstate,
                     text == NULL ? "" : text);
    while (take_step(session, &what)) /* does not run */
        continue;
    while (!is_simple && session->line.first != NULL && !is_next(session, EXPECT_SYNC))
        pop(session);
    session->skips = !is_simple && session->line.first == NULL;
}

/* Also the greeting of a new connection, which nobody expects. */
static void
server_ready(Session *session, char status)
{
    if (is_next(session, EXPECT_QUERY) || is_next(session, EXPECT_SYNC) ||
        is_next(session, EXPECT_CALL))
        pop(session);
    track_ready(&session->track, status, session->has_failed);
    session->has_failed = false;
}

/* A Sync that came too early for COPY is ignored by the server, which waits for another. */
static void
server_copies_in(Session *session)
{
    Expect *item = session->line.first;

    session->copies_in = true;
    while (item != NULL && item->next != NULL && item->next->kind == EXPECT_SYNC)
    {
        Expect *sync = item->next;

        list_remove(&session->line, sync);
        sync->next = session->unused;
        session->unused = sync;
    }
}

static void
meet(Session *session, ExpectKind kind)
{
    if (is_next(session, kind))
        pop(session);
}

static void
server_message(Session *session, const ProtocolMessage *message)
{
    switch (message->type)
    {
    case 'C':
        server_done(session, message->body);
        break;
    case 'I':
    case 's':
        server_done(session, NULL);
        break;
    case 'E':
        server_failed(session, message);
        break;
    case 'Z':
        server_ready(session, message->body[0]);
        break;
    case 'G':
        server_copies_in(session);
        break;
    case '1':
        meet(session, EXPECT_PARSE);
        break;
    case '2':
        meet(session, EXPECT_BIND);
        break;
    case '3':
        meet(session, EXPECT_CLOSE);
        break;
    case 'T':
    case 'n':
        meet(session, EXPECT_DESCRIBE);
        break;
    default:
        break;
    }
}

static void
read_side(Session *session, ProtocolReader *reader, const char *bytes, size_t length,
          void (*message_came)(Session *session, const ProtocolMessage *message))
{
    const char *at = bytes;
    bool was_blind = session->client.is_blind || session->server.is_blind;
    ProtocolMessage message;

    if (was_blind)
        return;
    while (protocol_next(reader, &at, bytes + length, &message))
        message_came(session, &message);
    session->track.recording->blind_connections += reader->is_blind;
}

void
session_client(Session *session, const char *bytes, size_t length)
{
    read_side(session, &session->client, bytes, length, client_message);
}

void
session_server(Session *session, const char *bytes, size_t length)
{
    read_side(session, &session->server, bytes, length, server_message);
}

void
session_close(Session *session)
{
    track_ready(&session->track, 'I', true);
}
