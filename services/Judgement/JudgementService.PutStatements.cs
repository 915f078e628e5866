using Apa.Protos.Judgements.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Judgements;

public sealed partial class JudgementService
{
    const int MostStatements = 1000;

    [Allow(Role.Inspector)]
    public override Task<PutStatementsResponse> PutStatements(PutStatementsRequest request, ServerCallContext context) =>
        cases.OnCase(request, context, request.Assessment, async (assessment, ct) =>
        {
            var person = context.Caller().Sub;
            assessment.Writable(person);
            var framework = await cases.FrameworkOf(assessment, ct);
            var profile = await cases.ProfileOf(assessment, ct);
            var known = await db.Evidence.Where(row => row.AssessmentUid == assessment.Uid).ToDictionaryAsync(row => row.Id, ct);

            var check = new Check();
            check.That(request.Statements.Count is >= 1 and <= MostStatements, "statements", $"are 1 to {MostStatements}");
            var documents = await db.Documents.Where(row => row.AssessmentUid == assessment.Uid).Select(row => $"d-{row.Number}").ToHashSetAsync(ct);
            check.Statements(request.Statements, framework, profile, documents, await chains.EarlierReferences(assessment, ct));
            check.ThrowIfAny();

            var response = new PutStatementsResponse();
            foreach (var statement in request.Statements)
                Put(statement);
            await StillCited(assessment, framework, request.Statements, ct);
            if (response.Added + response.Changed == 0)
                return response;
            assessment.Written(person, nameof(PutStatements), $"{response.Added} added, {response.Changed} changed", time.GetUtcNow());
            assessment.Holds(known.Count, profile.Synthetic || known.Values.Any(row => row.Document.Synthetic));
            return response;

            void Put(Statement statement)
            {
                if (!known.TryGetValue(statement.Id, out var row))
                {
                    row = new() { AssessmentUid = assessment.Uid, Id = statement.Id, Outcome = statement.Outcome, Document = statement };
                    db.Evidence.Add(row);
                    known.Add(row.Id, row);
                    response.Added++;
                }
                else if (row.Document.Equals(statement))
                    response.Unchanged++;
                else
                {
                    (row.Outcome, row.Document) = (statement.Outcome, statement);
                    response.Changed++;
                }
            }
        });

    /// <summary>A statement that a finding cites keeps its figure.</summary>
    async Task StillCited(Assessment assessment, Framework framework, IReadOnlyCollection<Statement> statements, CancellationToken ct)
    {
        var cited = (await cases.SectionsOf(assessment, framework, ct)).SelectMany(section => Citations.In(section.Markdown)).ToHashSet();
        var check = new Check();
        check.Each(statements, "statements", (statement, at) =>
            check.That(statement.Figure is not null || !cited.Contains(statement.Id), $"{at}.figure", $"is required: findings cite {statement.Id}"));
        check.ThrowIfAny();
    }
}
