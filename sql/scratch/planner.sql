-- The planner extension's functions, declared by the superuser in a database of the private server.
-- MODULE_PATHNAME becomes the path of the module, as in any extension's script. The sandbox's role may
-- call them: they analyse and plan, and execute nothing. As members of an extension they are nothing
-- that a reader of the catalogs takes for the user's.
CREATE SCHEMA tenfold_planner;

CREATE FUNCTION tenfold_planner.major() RETURNS integer
    LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'tenfold_major';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA tenfold_planner FROM PUBLIC;

GRANT USAGE ON SCHEMA tenfold_planner TO tenfold_sandbox;

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tenfold_planner TO tenfold_sandbox;

ALTER EXTENSION plpgsql ADD SCHEMA tenfold_planner;
