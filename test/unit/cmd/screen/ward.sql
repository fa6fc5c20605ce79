CREATE TABLE specialty (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE practitioner (id bigint PRIMARY KEY, specialty_id int NOT NULL REFERENCES specialty, name text);
CREATE TABLE patient (id bigint PRIMARY KEY, mrn text NOT NULL, family_name text, birth date, created_at timestamptz NOT NULL);
CREATE TABLE encounter (id bigint PRIMARY KEY, patient_id bigint NOT NULL REFERENCES patient, practitioner_id bigint NOT NULL REFERENCES practitioner, status text NOT NULL, started_at timestamptz NOT NULL, payload jsonb);
CREATE TABLE vital_sign (id serial PRIMARY KEY, encounter_id bigint NOT NULL REFERENCES encounter, code text NOT NULL, value numeric, at timestamptz NOT NULL);
CREATE TABLE observation (id bigint PRIMARY KEY, patient_id bigint NOT NULL REFERENCES patient, note text, at timestamptz NOT NULL);
CREATE INDEX ON encounter (practitioner_id);
SELECT pg_catalog.setval('public.vital_sign_id_seq', 2040109465, true);
