CREATE TABLE payments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    amount bigint NOT NULL,
    note varchar(20)
);
CREATE INDEX ON payments (amount);
