using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Apa.Indicators.Migrations
{
    /// <inheritdoc />
    public partial class Imports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence<int>(
                name: "import_batches");

            migrationBuilder.Sql(Partitions.Make);

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "imports");

            migrationBuilder.DropTable(
                name: "validation_rules");

            migrationBuilder.Sql(Partitions.Unmake);

            migrationBuilder.DropSequence(
                name: "import_batches");
        }
    }
}
