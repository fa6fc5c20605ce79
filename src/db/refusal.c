/*
 * libpq gives no SQLSTATE for a connection that failed, only words. They are looked up by a piece that
 * is the same in all versions; words that are not found are shown as they are.
 */
#include "db/refusal.h"

#include "base/strbuf.h"

typedef struct Refusal
{
    const char *piece;
    const char *message;
    const char *hint;
} Refusal;

static const Refusal refusals[] = {
    {"no password supplied", "a password is needed",
     "Set PGPASSWORD, or add a line to ~/.pgpass (host:port:database:user:password)."},
    {"password authentication failed", "the password is wrong",
     "Check PGPASSWORD, ~/.pgpass and the user name in the address."},
    {"Peer authentication failed", "the server takes only the system user of that name",
     "Run tenfold as that user (sudo -u), or connect to host localhost with a password."},
    {"no pg_hba.conf entry", "the server does not let this user in from here",
     "Ask for a line in pg_hba.conf, or try another sslmode in the address."},
    {"Connection refused", "nothing listens there",
     "Check host and port of the address (or PGHOST, PGPORT), and that the server runs: "
     "pg_isready."},
    {"No such file or directory", "no server has its socket there",
     "Check that the server runs (pg_isready), or give a host: postgresql://localhost/name."},
    {"could not translate host name", "the host name is not known",
     "Check the spelling of the host, and the network."},
    {"Network is unreachable", "the network does not lead there", "Check the network or VPN."},
    {"No route to host", "the network does not lead there", "Check the network or VPN."},
    {"timeout expired", "the server did not answer in time",
     "Check host and port; a firewall that drops packets looks like this."},
    {"does not support SSL", "the server does not speak TLS",
     "Add ?sslmode=prefer to the address if a connection without TLS is acceptable."},
    {"certificate", "the TLS certificate was not accepted",
     "Check sslmode, sslrootcert and sslcert in the address."},
    {"too many clients", "the server has no connection left",
     "Try again later, or end idle connections."},
    {"remaining connection slots", "the server has no connection left",
     "Try again later, or end idle connections."},
    {"starting up", "the server is starting", "Try again in a moment."},
    {"shutting down", "the server is shutting down", "Try again when it is back."},
    {"not permitted to log in", "this role may not log in",
     "Use another user, or: ALTER ROLE … LOGIN."},
    {"database \"", "there is no such database", "List the databases with: psql -l."},
    {"role \"", "there is no such user",
     "Give the user in the address: postgresql://user@host/name."},
};

static const Refusal *
find_refusal(const char *words)
{
    for (size_t i = 0; i < ARRAY_LENGTH(refusals); i++)
        if (strstr(words, refusals[i].piece) != NULL)
            return &refusals[i];
    return NULL;
}

/* libpq writes one line for each address tried: one sentence of them all. */
static char *
one_line(Arena *arena, const char *words)
{
    StrBuf line = strbuf_new(arena);

    for (const char *at = words; *at != '\0'; at++)
    {
        if (*at == '\n' && at[1] != '\0')
            strbuf_add(&line, "; ");
        else if (*at != '\n' && *at != '\t')
            strbuf_add_char(&line, *at);
    }
    if (line.length > 0 && strchr(".?!", line.text[line.length - 1]) == NULL)
        strbuf_add_char(&line, '.');
    return line.text;
}

bool
refusal_explain(Error *error, const char *target_label)
{
    const char *words = one_line(error->arena, error->message);
    const Refusal *refusal = find_refusal(words);
    ErrorCode code = error->code;

    error_set(error, code, "could not connect to \"%s\"%s%s", target_label,
              refusal == NULL ? "" : ": ", refusal == NULL ? "" : refusal->message);
    error_detail(error, "%s", words);
    if (refusal != NULL)
        error_hint(error, "%s", refusal->hint);
    return false;
}
