using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Apa.Letters.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "frameworks",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_frameworks", x => new { x.id, x.version });
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
                name: "rounds",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    letter_date = table.Column<DateOnly>(type: "date", nullable: false),
                    notice = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rounds", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "letters",
                columns: table => new
                {
                    uid = table.Column<Guid>(type: "uuid", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    la_code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    round_id = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    judgement = table.Column<string>(type: "jsonb", nullable: false),
                    content_revision = table.Column<long>(type: "bigint", nullable: false),
                    judgement_final = table.Column<bool>(type: "boolean", nullable: false),
                    letter_date = table.Column<DateOnly>(type: "date", nullable: false),
                    drafted = table.Column<string>(type: "jsonb", nullable: false),
                    wordings = table.Column<string>(type: "jsonb", nullable: false),
                    text_sha256 = table.Column<string>(type: "text", nullable: false),
                    last_editor = table.Column<string>(type: "text", nullable: false),
                    check = table.Column<string>(type: "jsonb", nullable: true),
                    approved_by = table.Column<string>(type: "text", nullable: false),
                    signatures = table.Column<string>(type: "jsonb", nullable: false),
                    documents = table.Column<string>(type: "jsonb", nullable: false),
                    synthetic = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_letters", x => new { x.uid, x.revision });
                    table.ForeignKey(
                        name: "fk_letters_rounds_round_id",
                        column: x => x.round_id,
                        principalTable: "rounds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "documents",
                columns: table => new
                {
                    letter_uid = table.Column<Guid>(type: "uuid", nullable: false),
                    letter_revision = table.Column<long>(type: "bigint", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_documents", x => new { x.letter_uid, x.letter_revision, x.file_name });
                    table.ForeignKey(
                        name: "fk_documents_letters_letter_uid_letter_revision",
                        columns: x => new { x.letter_uid, x.letter_revision },
                        principalTable: "letters",
                        principalColumns: new[] { "uid", "revision" },
                        onDelete: ReferentialAction.Cascade);
                });

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
                name: "ix_letters_round_id_la_code_revision",
                table: "letters",
                columns: new[] { "round_id", "la_code", "revision" },
                unique: true);

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
                name: "documents");

            migrationBuilder.DropTable(
                name: "frameworks");

            migrationBuilder.DropTable(
                name: "inbox");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "requests");

            migrationBuilder.DropTable(
                name: "letters");

            migrationBuilder.DropTable(
                name: "rounds");
        }
    }
}
