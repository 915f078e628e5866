using Apa.Protos.Judgements.V1;
using Apa.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Apa.Judgements.Tests.Service;

public sealed class MigrationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_case_of_the_schema_before_keeps_who_sent_and_wrote_what_and_when()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var db = ServiceHost<JudgementDb>.MakeContext(await postgres.CreateDatabase());
        await db.GetService<IMigrator>().MigrateAsync("20261123211533_Initial", ct);
        await db.Database.ExecuteSqlRawAsync("""
            INSERT INTO frameworks (id, version, document) VALUES ('three', 1, '{{}}');
            INSERT INTO rounds (id, framework_id, framework_version, letter_date, revision, version, document) VALUES ('autumn', 'three', 1, '2006-11-01', 1, 1, '{{"id": "autumn"}}');
            INSERT INTO assessments (uid, la_code, round_id, revision, content_revision, version, state, authority, dataset, dataset_version, stale, team, grades, designations, synthetic, statements, waiting_for)
            VALUES ('0195f6a2-0000-7000-8000-000000000001', '919', 'autumn', 1, 1, 7, 4, '{{}}', 'figures', 1, false, '{{"lead": "ina"}}', '[]', '[]', false, 0, '');
            INSERT INTO sections (assessment_uid, id, markdown, version) VALUES ('0195f6a2-0000-7000-8000-000000000001', 'SS', 'Fine.', 1);
            INSERT INTO sent_judgements (assessment_uid, revision, final, document) VALUES ('0195f6a2-0000-7000-8000-000000000001', 1, false, '{{}}');
            INSERT INTO history (assessment_uid, at, person, verb, state, revision, reason) VALUES
                ('0195f6a2-0000-7000-8000-000000000001', '2026-03-01T09:00:00Z', 'ina', 'PutFindings', 2, 0, 'SS'),
                ('0195f6a2-0000-7000-8000-000000000001', '2026-03-02T09:00:00Z', 'mona', 'Moderate', 4, 1, '');
            """, ct);

        await db.Database.MigrateAsync(ct);

        var moderated = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal(moderated, (await db.Sent.AsNoTracking().SingleAsync(ct)).At);
        Assert.Equal(("ina", moderated.AddDays(-1)), ((await db.Sections.AsNoTracking().SingleAsync(ct)).ChangedBy, (await db.Sections.AsNoTracking().SingleAsync(ct)).ChangedAt));
        var assessment = await db.Assessments.AsNoTracking().SingleAsync(ct);
        Assert.Equal((AssessmentState.Moderated, moderated, (DateOnly?)null), (assessment.State, assessment.ModeratedAt, assessment.RepresentationUntil));
        Assert.Equal(["", ""], await db.History.AsNoTracking().Select(line => line.What).ToListAsync(ct));
    }
}
