CREATE TABLE login_session (id varchar(40) PRIMARY KEY, subject text NOT NULL, authenticated_at timestamptz);
CREATE TABLE flow (
    login_challenge varchar(40) PRIMARY KEY,
    login_session_id varchar(40) REFERENCES login_session ON DELETE CASCADE,
    context jsonb
);
CREATE TABLE token (
    signature varchar(255) PRIMARY KEY,
    challenge_id varchar(40) REFERENCES flow ON DELETE CASCADE,
    requested_at timestamptz NOT NULL
);
