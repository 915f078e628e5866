using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Apa.Indicators.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "comparator_sets",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_comparator_sets", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "geographies",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: true),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_geographies", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "inbox",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    received = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    waits_for = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "indicators",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_indicators", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    exchange = table.Column<string>(type: "text", nullable: false),
                    audience = table.Column<string>(type: "text", nullable: true),
                    subject = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    data = table.Column<string>(type: "text", nullable: false),
                    traceparent = table.Column<string>(type: "text", nullable: true),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: true),
                    sent = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "requests",
                columns: table => new
                {
                    caller = table.Column<string>(type: "text", nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    reply = table.Column<byte[]>(type: "bytea", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_requests", x => new { x.caller, x.request_id });
                });

            migrationBuilder.CreateTable(
                name: "comparator_lists",
                columns: table => new
                {
                    set_id = table.Column<string>(type: "text", nullable: false),
                    la_code = table.Column<string>(type: "text", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_comparator_lists", x => new { x.set_id, x.la_code });
                    table.ForeignKey(
                        name: "fk_comparator_lists_comparator_sets_set_id",
                        column: x => x.set_id,
                        principalTable: "comparator_sets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "datasets",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    statistical_neighbours_set = table.Column<string>(type: "text", nullable: true),
                    comparator_councils_set = table.Column<string>(type: "text", nullable: true),
                    provenance = table.Column<string>(type: "jsonb", nullable: true),
                    etag = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_datasets", x => x.id);
                    table.ForeignKey(
                        name: "fk_datasets_comparator_sets_comparator_councils_set",
                        column: x => x.comparator_councils_set,
                        principalTable: "comparator_sets",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_datasets_comparator_sets_statistical_neighbours_set",
                        column: x => x.statistical_neighbours_set,
                        principalTable: "comparator_sets",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "dataset_versions",
                columns: table => new
                {
                    dataset_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    observations = table.Column<int>(type: "integer", nullable: false),
                    synthetic = table.Column<bool>(type: "boolean", nullable: false),
                    changelog = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dataset_versions", x => new { x.dataset_id, x.version });
                    table.ForeignKey(
                        name: "fk_dataset_versions_datasets_dataset_id",
                        column: x => x.dataset_id,
                        principalTable: "datasets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "observations",
                columns: table => new
                {
                    dataset_id = table.Column<string>(type: "text", nullable: false),
                    indicator_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    geography_code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    period_label = table.Column<string>(type: "text", nullable: false),
                    period_kind = table.Column<int>(type: "integer", nullable: false),
                    median = table.Column<bool>(type: "boolean", nullable: false),
                    since = table.Column<int>(type: "integer", nullable: false),
                    until = table.Column<int>(type: "integer", nullable: true),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    period_end = table.Column<DateOnly>(type: "date", nullable: false),
                    value = table.Column<decimal>(type: "numeric", nullable: true),
                    missing = table.Column<int>(type: "integer", nullable: false),
                    numerator = table.Column<decimal>(type: "numeric", nullable: true),
                    denominator = table.Column<decimal>(type: "numeric", nullable: true),
                    target = table.Column<decimal>(type: "numeric", nullable: true),
                    status = table.Column<int>(type: "integer", nullable: false),
                    doubt = table.Column<string>(type: "text", nullable: false),
                    provenance = table.Column<string>(type: "jsonb", nullable: true),
                    synthetic = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_observations", x => new { x.dataset_id, x.geography_code, x.indicator_id, x.period_kind, x.period_label, x.median, x.since });
                    table.ForeignKey(
                        name: "fk_observations_datasets_dataset_id",
                        column: x => x.dataset_id,
                        principalTable: "datasets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_observations_geographies_geography_code",
                        column: x => x.geography_code,
                        principalTable: "geographies",
                        principalColumn: "code",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_observations_indicators_indicator_id",
                        column: x => x.indicator_id,
                        principalTable: "indicators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "catalogues",
                columns: table => new
                {
                    dataset_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalogues", x => new { x.dataset_id, x.version });
                    table.ForeignKey(
                        name: "fk_catalogues_dataset_versions_dataset_id_version",
                        columns: x => new { x.dataset_id, x.version },
                        principalTable: "dataset_versions",
                        principalColumns: new[] { "dataset_id", "version" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_datasets_comparator_councils_set",
                table: "datasets",
                column: "comparator_councils_set");

            migrationBuilder.CreateIndex(
                name: "ix_datasets_statistical_neighbours_set",
                table: "datasets",
                column: "statistical_neighbours_set");

            migrationBuilder.CreateIndex(
                name: "ix_inbox_subject_type_revision",
                table: "inbox",
                columns: new[] { "subject", "type", "revision" });

            migrationBuilder.CreateIndex(
                name: "ix_inbox_waiting",
                table: "inbox",
                column: "received",
                filter: "state = 3");

            migrationBuilder.CreateIndex(
                name: "ix_observations_dataset_id_indicator_id_period_end",
                table: "observations",
                columns: new[] { "dataset_id", "indicator_id", "period_end" });

            migrationBuilder.CreateIndex(
                name: "ix_observations_geography_code",
                table: "observations",
                column: "geography_code");

            migrationBuilder.CreateIndex(
                name: "ix_observations_indicator_id",
                table: "observations",
                column: "indicator_id");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_position",
                table: "outbox",
                column: "position",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_unsent",
                table: "outbox",
                column: "created",
                filter: "sent IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "catalogues");

            migrationBuilder.DropTable(
                name: "comparator_lists");

            migrationBuilder.DropTable(
                name: "inbox");

            migrationBuilder.DropTable(
                name: "observations");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "requests");

            migrationBuilder.DropTable(
                name: "dataset_versions");

            migrationBuilder.DropTable(
                name: "geographies");

            migrationBuilder.DropTable(
                name: "indicators");

            migrationBuilder.DropTable(
                name: "datasets");

            migrationBuilder.DropTable(
                name: "comparator_sets");
        }
    }
}
