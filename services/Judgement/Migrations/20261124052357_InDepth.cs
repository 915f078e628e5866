using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Apa.Judgements.Migrations
{
    /// <inheritdoc />
    public partial class InDepth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "at",
                table: "sent_judgements",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "changed_at",
                table: "sections",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<string>(
                name: "changed_by",
                table: "sections",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "request",
                table: "history",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "what",
                table: "history",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "moderated_at",
                table: "assessments",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "place",
                table: "assessments",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "representation_until",
                table: "assessments",
                type: "date",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "documents",
                columns: table => new
                {
                    assessment_uid = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_documents", x => new { x.assessment_uid, x.number });
                    table.ForeignKey(
                        name: "fk_documents_assessments_assessment_uid",
                        column: x => x.assessment_uid,
                        principalTable: "assessments",
                        principalColumn: "uid",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "enquiries",
                columns: table => new
                {
                    assessment_uid = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enquiries", x => new { x.assessment_uid, x.number });
                    table.ForeignKey(
                        name: "fk_enquiries_assessments_assessment_uid",
                        column: x => x.assessment_uid,
                        principalTable: "assessments",
                        principalColumn: "uid",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "lists",
                columns: table => new
                {
                    assessment_uid = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    changed_by = table.Column<string>(type: "text", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lists", x => new { x.assessment_uid, x.id });
                    table.ForeignKey(
                        name: "fk_lists_assessments_assessment_uid",
                        column: x => x.assessment_uid,
                        principalTable: "assessments",
                        principalColumn: "uid",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "panel_decisions",
                columns: table => new
                {
                    round_id = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_panel_decisions", x => new { x.round_id, x.number });
                    table.ForeignKey(
                        name: "fk_panel_decisions_rounds_round_id",
                        column: x => x.round_id,
                        principalTable: "rounds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "queries",
                columns: table => new
                {
                    assessment_uid = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_queries", x => new { x.assessment_uid, x.number });
                    table.ForeignKey(
                        name: "fk_queries_assessments_assessment_uid",
                        column: x => x.assessment_uid,
                        principalTable: "assessments",
                        principalColumn: "uid",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "representations",
                columns: table => new
                {
                    assessment_uid = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_representations", x => new { x.assessment_uid, x.number });
                    table.ForeignKey(
                        name: "fk_representations_assessments_assessment_uid",
                        column: x => x.assessment_uid,
                        principalTable: "assessments",
                        principalColumn: "uid",
                        onDelete: ReferentialAction.Cascade);
                });

            // What was sent and written before: when and by whom, as the history has it.
            migrationBuilder.Sql("""
                UPDATE sent_judgements SET at = history.at FROM history
                WHERE history.assessment_uid = sent_judgements.assessment_uid AND history.revision = sent_judgements.revision AND history.verb IN ('Moderate', 'Finalise');
                UPDATE sections SET changed_by = last.person, changed_at = last.at FROM (
                    SELECT DISTINCT ON (assessment_uid) assessment_uid, person, at FROM history WHERE verb = 'PutFindings' ORDER BY assessment_uid, id DESC) AS last
                WHERE last.assessment_uid = sections.assessment_uid;
                UPDATE assessments SET moderated_at = last.at FROM (
                    SELECT assessment_uid, max(at) AS at FROM history WHERE verb = 'Moderate' GROUP BY assessment_uid) AS last
                WHERE last.assessment_uid = assessments.uid AND assessments.state IN (4, 5);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "documents");

            migrationBuilder.DropTable(
                name: "enquiries");

            migrationBuilder.DropTable(
                name: "lists");

            migrationBuilder.DropTable(
                name: "panel_decisions");

            migrationBuilder.DropTable(
                name: "queries");

            migrationBuilder.DropTable(
                name: "representations");

            migrationBuilder.DropColumn(
                name: "at",
                table: "sent_judgements");

            migrationBuilder.DropColumn(
                name: "changed_at",
                table: "sections");

            migrationBuilder.DropColumn(
                name: "changed_by",
                table: "sections");

            migrationBuilder.DropColumn(
                name: "request",
                table: "history");

            migrationBuilder.DropColumn(
                name: "what",
                table: "history");

            migrationBuilder.DropColumn(
                name: "moderated_at",
                table: "assessments");

            migrationBuilder.DropColumn(
                name: "place",
                table: "assessments");

            migrationBuilder.DropColumn(
                name: "representation_until",
                table: "assessments");
        }
    }
}
