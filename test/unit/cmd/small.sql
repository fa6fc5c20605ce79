-- A schema whose mistakes do not matter at its size.
CREATE TABLE public.person (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name varchar(255) NOT NULL
);
CREATE TABLE public.note (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES public.person ON DELETE CASCADE,
    body text
);
