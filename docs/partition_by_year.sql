-- Divides the largest tables of a store in PostgreSQL by the year of the act, all in one transaction and while no
-- run is at work: `psql --single-transaction --set ON_ERROR_STOP=1 --file partition_by_year.sql`. It copies what
-- they hold: best before the store is filled. `recueil` reads and writes the store as before.
--
-- An act's number (docid) begins with its day: days since 1 January of the year 1, counted from 1, times 65,536.
-- Acts of no known date, and of other years, are in the partition `…_other`.
DO $$
DECLARE
    part text;
    year int;
    known record;
BEGIN
    FOREACH part IN ARRAY ARRAY[
        'entities', 'search_text', 'search_terms', 'search_persons', 'search_dates', 'search_amounts'
    ] LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO whole', part);
        EXECUTE format('CREATE TABLE %I (LIKE whole INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING STATISTICS) PARTITION BY RANGE (docid)', part);
        FOR year IN 2000..2035 LOOP
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)', part || '_' || year, part,
                (make_date(year, 1, 1) - date '0001-01-01' + 1) * 65536::bigint,
                (make_date(year + 1, 1, 1) - date '0001-01-01' + 1) * 65536::bigint
            );
        END LOOP;
        EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', part || '_other', part);
        EXECUTE format('INSERT INTO %I SELECT * FROM whole', part);
        FOR known IN
            SELECT conname AS name, pg_get_constraintdef(oid) AS said
            FROM pg_constraint WHERE conrelid = 'whole'::regclass AND contype IN ('p', 'f')
        LOOP
            EXECUTE format('ALTER TABLE whole DROP CONSTRAINT %I', known.name);
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s', part, known.name, known.said);
        END LOOP;
        FOR known IN
            SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS said
            FROM pg_index WHERE indrelid = 'whole'::regclass
        LOOP
            EXECUTE format('DROP INDEX %s', known.name);
            EXECUTE regexp_replace(known.said, ' ON (ONLY )?(public\.)?whole ', format(' ON public.%I ', part));
        END LOOP;
        FOR known IN
            SELECT viewname AS name, definition AS said
            FROM pg_views WHERE schemaname = 'public' AND definition ~ '\mwhole\M'
        LOOP
            EXECUTE format('CREATE OR REPLACE VIEW %I AS ', known.name) || regexp_replace(known.said, '\mwhole\M', part, 'g');
        END LOOP;
        DROP TABLE whole;
    END LOOP;
END
$$;
