CREATE TABLE offline_sessions (
    session_id varchar(36) PRIMARY KEY,
    realm_id varchar(36) NOT NULL,
    created_on integer NOT NULL,
    last_refresh integer NOT NULL
);
CREATE TABLE offline_client_sessions (
    session_id varchar(36) NOT NULL REFERENCES offline_sessions,
    client_id varchar(36) NOT NULL,
    data text,
    PRIMARY KEY (session_id, client_id)
);
