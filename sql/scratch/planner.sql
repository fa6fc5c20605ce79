-- The planner extension's functions, declared by the superuser in a database of the private server.
-- MODULE_PATHNAME becomes the path of the module, as in any extension's script. The sandbox's role may
-- call them: they analyse and plan, and execute nothing. As members of an extension they are nothing
-- that a reader of the catalogs takes for the user's.
--
-- Strangers own the database, and what computes while they define things may have set its search path:
-- nothing that follows on this connection may find their operators.
SET search_path = pg_catalog, pg_temp;

CREATE SCHEMA tenfold_planner;

CREATE FUNCTION tenfold_planner.major() RETURNS integer
    LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'tenfold_major';

-- What the planner sees instead of the empty database (planner/define.c): each says one thing of a
-- configuration, and returns the reason where it could not.
CREATE FUNCTION tenfold_planner.configure(name text, base text) RETURNS void
    LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_configure';

CREATE FUNCTION tenfold_planner.forget(name text) RETURNS void
    LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_forget';

CREATE FUNCTION tenfold_planner.setting(configuration text, name text, value text) RETURNS text
    LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_setting';

CREATE FUNCTION tenfold_planner.relation(
    configuration text, name text, rows float8, pages float8, visible_fraction float8,
    tree_height float8, is_absent boolean DEFAULT NULL, "like" text DEFAULT NULL)
    RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_relation';

CREATE FUNCTION tenfold_planner."column"(
    configuration text, relation text, name text, is_inherited boolean, null_fraction float8,
    width float8, n_distinct float8, common text[], common_fractions float4[], bounds text[],
    correlation float8, elements text[], element_fractions float4[], element_histogram float4[],
    range_bounds text[] DEFAULT NULL, range_lengths float8[] DEFAULT NULL,
    range_empty float8 DEFAULT NULL)
    RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_column';

CREATE FUNCTION tenfold_planner.index_column(
    configuration text, name text, number integer, null_fraction float8,
    width float8, n_distinct float8, common text[], common_fractions float4[], bounds text[],
    correlation float8, elements text[], element_fractions float4[], element_histogram float4[],
    range_bounds text[] DEFAULT NULL, range_lengths float8[] DEFAULT NULL,
    range_empty float8 DEFAULT NULL)
    RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_index_column';

CREATE FUNCTION tenfold_planner.extended(
    configuration text, name text, is_inherited boolean, n_distinct text, dependencies text,
    common text[], common_fractions float8[], base_fractions float8[],
    columns text[] DEFAULT NULL)
    RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_extended';

CREATE FUNCTION tenfold_planner.expression(
    configuration text, name text, is_inherited boolean, number integer, null_fraction float8,
    width float8, n_distinct float8, common text[], common_fractions float4[], bounds text[],
    correlation float8, elements text[], element_fractions float4[], element_histogram float4[],
    range_bounds text[] DEFAULT NULL, range_lengths float8[] DEFAULT NULL,
    range_empty float8 DEFAULT NULL)
    RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_expression';

CREATE FUNCTION tenfold_planner.index(
    configuration text, ddl text, OUT message text, OUT rows float8, OUT can_share boolean,
    OUT widths float8[], OUT distincts float8[], OUT nulls float8[])
    LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_index';

CREATE FUNCTION tenfold_planner.index_rows(configuration text, name text) RETURNS float8
    LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_index_rows';

CREATE FUNCTION tenfold_planner.hide(configuration text, name text) RETURNS text
    LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_hide';

-- Plans (planner/plan.c). Query numbers count from 1; given values are arrays of texts, as texts.
CREATE FUNCTION tenfold_planner.plan(
    queries text[], query_numbers integer[], configurations text[], bindings text[], given text[],
    OUT request integer, OUT message text, OUT sqlstate text, OUT startup_cost float8,
    OUT total_cost float8, OUT rows float8, OUT plan text, OUT "values" text[])
    RETURNS SETOF record LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'tenfold_plan';

CREATE FUNCTION tenfold_planner.time(query text, configuration text, repeats integer) RETURNS float8
    LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_time';

CREATE FUNCTION tenfold_planner.use(configuration text) RETURNS void
    LANGUAGE c AS 'MODULE_PATHNAME', 'tenfold_use';

-- Their metapages say what those of indexes that are not there would (planner/index_cost.c).
CREATE UNLOGGED TABLE tenfold_planner.carrier (number integer, numbers integer[]);

CREATE INDEX carrier_brin ON tenfold_planner.carrier USING brin (number);

CREATE INDEX carrier_gin ON tenfold_planner.carrier USING gin (numbers);

-- What queries mean (planner/analyse.c). NULL meanings have the server's words for why not.
CREATE FUNCTION tenfold_planner.analyse(
    queries text[], with_meaning boolean,
    OUT number integer, OUT meaning text, OUT sqlstate text, OUT message text, OUT "position" integer)
    RETURNS SETOF record LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'tenfold_analyse';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA tenfold_planner FROM PUBLIC;

GRANT USAGE ON SCHEMA tenfold_planner TO tenfold_sandbox;

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tenfold_planner TO tenfold_sandbox;

-- For those who develop: what is planned after it has no claim on the configuration, and a function that
-- is computed meanwhile could forget it.
REVOKE EXECUTE ON FUNCTION tenfold_planner.use(text) FROM tenfold_sandbox;

ALTER EXTENSION plpgsql ADD SCHEMA tenfold_planner;

ALTER EXTENSION plpgsql ADD TABLE tenfold_planner.carrier;
