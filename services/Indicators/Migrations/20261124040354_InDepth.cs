using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Apa.Indicators.Migrations
{
    /// <inheritdoc />
    public partial class InDepth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_datasets_comparator_sets_comparator_councils_set",
                table: "datasets");

            migrationBuilder.DropForeignKey(
                name: "fk_datasets_comparator_sets_statistical_neighbours_set",
                table: "datasets");

            migrationBuilder.DropIndex(
                name: "ix_datasets_comparator_councils_set",
                table: "datasets");

            migrationBuilder.DropIndex(
                name: "ix_datasets_statistical_neighbours_set",
                table: "datasets");

            migrationBuilder.CreateSequence<int>(
                name: "import_batches");

            migrationBuilder.AddColumn<DateOnly>(
                name: "due",
                table: "datasets",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "suppression",
                table: "datasets",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "comparator_councils_set",
                table: "dataset_versions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "statistical_neighbours_set",
                table: "dataset_versions",
                type: "text",
                nullable: true);

            migrationBuilder.Sql("""
                UPDATE dataset_versions SET statistical_neighbours_set = datasets.statistical_neighbours_set, comparator_councils_set = datasets.comparator_councils_set
                FROM datasets WHERE datasets.id = dataset_versions.dataset_id
                """);

            migrationBuilder.DropColumn(
                name: "comparator_councils_set",
                table: "datasets");

            migrationBuilder.DropColumn(
                name: "statistical_neighbours_set",
                table: "datasets");

            migrationBuilder.Sql(Partitions.Make);

            migrationBuilder.CreateTable(
                name: "corrections",
                columns: table => new
                {
                    uid = table.Column<Guid>(type: "uuid", nullable: false),
                    dataset_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_corrections", x => x.uid);
                    table.ForeignKey(
                        name: "fk_corrections_datasets_dataset_id",
                        column: x => x.dataset_id,
                        principalTable: "datasets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "imports",
                columns: table => new
                {
                    uid = table.Column<Guid>(type: "uuid", nullable: false),
                    dataset_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    batch = table.Column<int>(type: "integer", nullable: true),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_imports", x => x.uid);
                    table.ForeignKey(
                        name: "fk_imports_datasets_dataset_id",
                        column: x => x.dataset_id,
                        principalTable: "datasets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "profiles",
                columns: table => new
                {
                    dataset_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    la_code = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    withheld = table.Column<bool>(type: "boolean", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    synthetic = table.Column<bool>(type: "boolean", nullable: false),
                    rows = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_profiles", x => new { x.dataset_id, x.version, x.la_code, x.outcome, x.withheld });
                    table.ForeignKey(
                        name: "fk_profiles_dataset_versions_dataset_id_version",
                        columns: x => new { x.dataset_id, x.version },
                        principalTable: "dataset_versions",
                        principalColumns: new[] { "dataset_id", "version" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "validation_rules",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_validation_rules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "value_queries",
                columns: table => new
                {
                    uid = table.Column<Guid>(type: "uuid", nullable: false),
                    dataset_id = table.Column<string>(type: "text", nullable: false),
                    la_code = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    etag = table.Column<long>(type: "bigint", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_value_queries", x => x.uid);
                    table.ForeignKey(
                        name: "fk_value_queries_datasets_dataset_id",
                        column: x => x.dataset_id,
                        principalTable: "datasets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_dataset_versions_comparator_councils_set",
                table: "dataset_versions",
                column: "comparator_councils_set");

            migrationBuilder.CreateIndex(
                name: "ix_dataset_versions_statistical_neighbours_set",
                table: "dataset_versions",
                column: "statistical_neighbours_set");

            migrationBuilder.CreateIndex(
                name: "ix_corrections_dataset_id_version",
                table: "corrections",
                columns: new[] { "dataset_id", "version" });

            migrationBuilder.CreateIndex(
                name: "ix_imports_dataset_id_uid",
                table: "imports",
                columns: new[] { "dataset_id", "uid" });

            migrationBuilder.CreateIndex(
                name: "ix_imports_dataset_id_version_fingerprint",
                table: "imports",
                columns: new[] { "dataset_id", "version", "fingerprint" },
                unique: true,
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "ix_value_queries_dataset_id_uid",
                table: "value_queries",
                columns: new[] { "dataset_id", "uid" });

            migrationBuilder.AddForeignKey(
                name: "fk_dataset_versions_comparator_sets_comparator_councils_set",
                table: "dataset_versions",
                column: "comparator_councils_set",
                principalTable: "comparator_sets",
                principalColumn: "id");

            migrationBuilder.AddForeignKey(
                name: "fk_dataset_versions_comparator_sets_statistical_neighbours_set",
                table: "dataset_versions",
                column: "statistical_neighbours_set",
                principalTable: "comparator_sets",
                principalColumn: "id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Versions hold comparator sets and files that the earlier schema has no place for: restore the backup taken before.");
    }
}
