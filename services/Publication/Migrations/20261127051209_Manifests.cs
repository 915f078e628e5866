using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Apa.Publications.Migrations
{
    /// <inheritdoc />
    public partial class Manifests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Documents are read in parts, and a compressed value would be unpacked whole for each: those that are there are stored anew.
            migrationBuilder.Sql("ALTER TABLE documents ALTER COLUMN data SET STORAGE EXTERNAL; UPDATE documents SET data = data || ''::bytea;");

            migrationBuilder.CreateTable(
                name: "manifests",
                columns: table => new
                {
                    round_id = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    basis = table.Column<long>(type: "bigint", nullable: false),
                    withdrawals = table.Column<int>(type: "integer", nullable: false),
                    json = table.Column<byte[]>(type: "bytea", nullable: false),
                    signature = table.Column<string>(type: "text", nullable: false),
                    jwk = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_manifests", x => new { x.round_id, x.revision });
                    table.ForeignKey(
                        name: "fk_manifests_rounds_round_id",
                        column: x => x.round_id,
                        principalTable: "rounds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "pre_release_accesses",
                columns: table => new
                {
                    uid = table.Column<Guid>(type: "uuid", nullable: false),
                    round_id = table.Column<string>(type: "text", nullable: false),
                    person = table.Column<string>(type: "text", nullable: false),
                    person_name = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    granted_by = table.Column<string>(type: "text", nullable: false),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_by = table.Column<string>(type: "text", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revocation_reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pre_release_accesses", x => x.uid);
                    table.ForeignKey(
                        name: "fk_pre_release_accesses_rounds_round_id",
                        column: x => x.round_id,
                        principalTable: "rounds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "pre_release_reads",
                columns: table => new
                {
                    uid = table.Column<Guid>(type: "uuid", nullable: false),
                    access_uid = table.Column<Guid>(type: "uuid", nullable: false),
                    publication_uid = table.Column<Guid>(type: "uuid", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pre_release_reads", x => x.uid);
                    table.ForeignKey(
                        name: "fk_pre_release_reads_pre_release_accesses_access_uid",
                        column: x => x.access_uid,
                        principalTable: "pre_release_accesses",
                        principalColumn: "uid",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_pre_release_reads_publications_publication_uid",
                        column: x => x.publication_uid,
                        principalTable: "publications",
                        principalColumn: "uid",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_pre_release_accesses_round_id_person",
                table: "pre_release_accesses",
                columns: new[] { "round_id", "person" });

            migrationBuilder.CreateIndex(
                name: "ix_pre_release_reads_access_uid",
                table: "pre_release_reads",
                column: "access_uid");

            migrationBuilder.CreateIndex(
                name: "ix_pre_release_reads_publication_uid",
                table: "pre_release_reads",
                column: "publication_uid");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "manifests");

            migrationBuilder.DropTable(
                name: "pre_release_reads");

            migrationBuilder.DropTable(
                name: "pre_release_accesses");

            migrationBuilder.Sql("ALTER TABLE documents ALTER COLUMN data SET STORAGE EXTENDED;");
        }
    }
}
