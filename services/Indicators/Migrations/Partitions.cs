namespace Apa.Indicators.Migrations;

/// <summary>
/// Observations as a table of partitions, one per import: a batch is attached whole or not at all. EF knows no partitions, so the table
/// is made anew and what was there is moved into the partition of what was written by hand.
/// </summary>
static class Partitions
{
    const string Columns = """
            dataset_id text COLLATE "C" NOT NULL,
            indicator_id text COLLATE "C" NOT NULL,
            geography_code text COLLATE "C" NOT NULL,
            period_label text COLLATE "C" NOT NULL,
            period_kind integer NOT NULL,
            median boolean NOT NULL,
            since integer NOT NULL,
            until integer,
            period_start date NOT NULL,
            period_end date NOT NULL,
            value numeric,
            missing integer NOT NULL,
            numerator numeric,
            denominator numeric,
            target numeric,
            status integer NOT NULL,
            doubt text NOT NULL,
            provenance jsonb,
            synthetic boolean NOT NULL
        """;

    const string Names = """
        dataset_id, indicator_id, geography_code, period_label, period_kind, median, since, until, period_start, period_end,
        value, missing, numerator, denominator, target, status, doubt, provenance, synthetic
        """;

    public const string Make = $"""
        ALTER TABLE observations RENAME TO observations_before;
        ALTER TABLE observations_before RENAME CONSTRAINT pk_observations TO pk_observations_before;
        ALTER INDEX ix_observations_dataset_id_indicator_id_period_end RENAME TO ix_observations_before;
        CREATE TABLE observations (
        {Columns},
            batch integer NOT NULL,
            line integer NOT NULL,
            entered date NOT NULL,
            CONSTRAINT pk_observations PRIMARY KEY (dataset_id, geography_code, indicator_id, period_kind, period_label, median, since, batch)
        ) PARTITION BY LIST (batch);
        CREATE INDEX ix_observations_dataset_id_indicator_id_period_end ON observations (dataset_id, indicator_id, period_end);
        CREATE TABLE observations_by_hand PARTITION OF observations FOR VALUES IN (0);
        INSERT INTO observations ({Names}, batch, line, entered) SELECT {Names}, 0, 0, CURRENT_DATE FROM observations_before;
        DROP TABLE observations_before;
        """;
}
