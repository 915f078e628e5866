using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Apa.Publications.Migrations
{
    /// <inheritdoc />
    public partial class Releases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "release",
                table: "rounds",
                type: "jsonb",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "correction_reason",
                table: "publications",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "failed_at",
                table: "publications",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "failure",
                table: "publications",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "late_release",
                table: "publications",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "withdrawal_reason",
                table: "publications",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "withdrawn_at",
                table: "publications",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "release",
                table: "rounds");

            migrationBuilder.DropColumn(
                name: "correction_reason",
                table: "publications");

            migrationBuilder.DropColumn(
                name: "failed_at",
                table: "publications");

            migrationBuilder.DropColumn(
                name: "failure",
                table: "publications");

            migrationBuilder.DropColumn(
                name: "late_release",
                table: "publications");

            migrationBuilder.DropColumn(
                name: "withdrawal_reason",
                table: "publications");

            migrationBuilder.DropColumn(
                name: "withdrawn_at",
                table: "publications");
        }
    }
}
