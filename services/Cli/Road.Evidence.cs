using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;
using static Apa.Cli.Patience;

namespace Apa.Cli;

/// <summary>The first half of the road: numbers, case, findings, grades, moderation.</summary>
sealed partial class Road
{
    async Task LoadReferenceData(CancellationToken ct)
    {
        var indicators = session.Indicators(cast.Administrator);

        var geographies = seed.Geographies();
        geographies.RequestId = Requests.New();
        var places = await Ask(() => indicators.PutGeographiesAsync(geographies, cancellationToken: ct), ct);
        terminal.Say($"{geographies.Geographies.Count} geographies ({places.Added} new, {places.Changed} changed)");

        var sets = 0;
        foreach (var set in seed.ComparatorSets())
        {
            set.RequestId = Requests.For(set);
            await Ask(() => indicators.PutComparatorSetAsync(set, cancellationToken: ct), ct);
            sets++;
        }
        terminal.Say($"{sets} comparator sets");

        var catalogue = seed.Indicators();
        catalogue.RequestId = Requests.New();
        var measures = await Ask(() => indicators.PutIndicatorsAsync(catalogue, cancellationToken: ct), ct);
        terminal.Say($"{catalogue.Indicators.Count} indicators ({measures.Added} new, {measures.Changed} changed)");
        changes += places.Added + places.Changed + measures.Added + measures.Changed;

        var rules = seed.ValidationRules();
        var known = await Ask(() => indicators.GetValidationRulesAsync(new(), cancellationToken: ct), ct);
        if (!known.Rules.Equals(rules.Rules))
        {
            rules.RequestId = Requests.New();
            known = await Change(() => indicators.PutValidationRulesAsync(rules, cancellationToken: ct), ct);
        }
        terminal.Say($"{known.Rules.Count} validation rules");
    }

    async Task LoadFramework(CancellationToken ct)
    {
        var file = seed.Framework();
        await new FrameworkLoader(session, cast.Administrator).Load(file, ct);
        terminal.Say($"{file.Judgement.Title}, version {file.Judgement.Framework_.Version}");
    }

    async Task ReleaseDataset(CancellationToken ct)
    {
        var indicators = session.Indicators(cast.Analyst);
        var (dataset, observations) = seed.Dataset();
        var found = await Find(() => indicators.GetDatasetAsync(new() { Name = observations.Dataset }, cancellationToken: ct), ct);
        if (found is null)
        {
            var create = new Apa.Protos.Indicators.V1.CreateDatasetRequest { Dataset = dataset };
            create.RequestId = Requests.For(create);
            found = await Change(() => indicators.CreateDatasetAsync(create, cancellationToken: ct), ct);
        }
        if (!found.Versions[^1].Released)
        {
            observations.RequestId = Requests.For(observations);
            await Change(() => indicators.PutObservationsAsync(observations, cancellationToken: ct), ct);
            found = await Ask(() => indicators.GetDatasetAsync(new() { Name = found.Name }, cancellationToken: ct), ct);
            var release = new Apa.Protos.Indicators.V1.ReleaseDatasetRequest { Name = found.Name, Etag = found.Etag };
            release.RequestId = Requests.For(release);
            found = await Change(() => indicators.ReleaseDatasetAsync(release, cancellationToken: ct), ct);
        }
        terminal.Say($"{found.Versions[^1].Name} with {found.Versions[^1].Observations} observations, released");
    }

    async Task OpenRound(CancellationToken ct)
    {
        var judgement = session.Judgement(cast.Administrator);
        var round = await Find(() => judgement.GetRoundAsync(new() { Name = name.RoundName }, cancellationToken: ct), ct);
        if (round is null)
        {
            var open = new OpenRoundRequest { Round = seed.Round() };
            open.RequestId = Requests.For(open);
            round = await Change(() => judgement.OpenRoundAsync(open, cancellationToken: ct), ct);
        }
        terminal.Say($"{round.Title}: {round.Coverage.Assessed} of {round.Coverage.Authorities} authorities assessed, {round.Members.Count} held here");
    }

    async Task OpenCase(CancellationToken ct)
    {
        if (await Case(ct) is null)
        {
            var open = new OpenAssessmentRequest
            {
                Round = name.RoundName,
                LaCode = name.LaCode,
                DatasetVersion = cast.DatasetVersion,
                Team = new() { Lead = cast.Lead, Moderator = cast.Moderator },
            };
            open.Team.Members.Add(cast.Members.Select(m => new TeamMember { Person = m.Person, Body = m.Body }));
            open.RequestId = Requests.For(open);
            await Change(() => session.Judgement(cast.Lead).OpenAssessmentAsync(open, cancellationToken: ct), ct);
        }
        var opened = await Until("opening the case", () => Case(ct), c => c.State != AssessmentState.Opening, ct);
        terminal.Say($"{opened.Authority.FormalName} on {opened.DatasetVersion}, letter to {opened.Addressee.Honorific} {opened.Addressee.Name}");
    }

    async Task BuildCase(CancellationToken ct)
    {
        var assessment = (await Case(ct))!;
        if (assessment.State != AssessmentState.Open)
        {
            terminal.Say($"{assessment.Statements} statements; the case was submitted before");
            return;
        }
        var judgement = session.Judgement(cast.Lead);
        var framework = seed.Framework().Judgement;

        var statements = seed.Statements();
        statements.Assessment = name.Assessment;
        statements.RequestId = Requests.For(statements);
        await Change(() => judgement.PutStatementsAsync(statements, cancellationToken: ct), ct);

        var file = seed.Findings(framework);
        var current = await Ask(() => judgement.GetFindingsAsync(new() { Assessment = name.Assessment }, cancellationToken: ct), ct);
        var put = new PutFindingsRequest { Assessment = name.Assessment };
        foreach (var finding in file.Findings)
        {
            finding.Etag = current.Findings_.FirstOrDefault(f => f.Section == finding.Section)?.Etag ?? "";
            put.Findings.Add(finding);
        }
        put.RequestId = Requests.For(put);
        await Change(() => judgement.PutFindingsAsync(put, cancellationToken: ct), ct);
        // Areas for improvement before focus items, which come from them.
        foreach (var list in framework.Lists.Where(l => file.Lists.ContainsKey(l.Id)))
        {
            var items = new PutListItemsRequest
            {
                Assessment = name.Assessment,
                List = list.Id,
                Items = { file.Lists[list.Id] },
                Etag = current.Lists.FirstOrDefault(known => known.List == list.Id)?.Etag ?? "",
            };
            items.RequestId = Requests.For(items);
            await Change(() => judgement.PutListItemsAsync(items, cancellationToken: ct), ct);
        }
        terminal.Say($"{statements.Statements.Count} statements, {file.Findings.Count} sections, "
            + string.Join(", ", framework.Lists.Select(l => $"{file.Lists[l.Id].Count} {l.Id.Replace('-', ' ')}")));
        await Decide(judgement, framework, ct);
        await Answer(judgement, ct);
        assessment = (await Case(ct))!;
        var submit = new SubmitAssessmentRequest { Name = name.Assessment, Etag = assessment.Etag };
        submit.RequestId = Requests.For(submit);
        await Change(() => judgement.SubmitAssessmentAsync(submit, cancellationToken: ct), ct);
    }

    async Task Decide(JudgementService.JudgementServiceClient judgement, Framework framework, CancellationToken ct)
    {
        var decisions = seed.Decisions();
        var grades = new DecideGradesRequest { Assessment = name.Assessment, Etag = (await Case(ct))!.Etag };
        foreach (var decided in decisions.Grades)
            grades.Decisions.Add(new DecideGradesRequest.Types.Decision
            {
                Grade = new() { Area = decided.Area, Grade = CaseCommands.GradeOf(framework, decided.Area, decided.Value) },
                Reason = decided.Reason ?? "",
            });
        grades.RequestId = Requests.For(grades);
        var graded = await Change(() => judgement.DecideGradesAsync(grades, cancellationToken: ct), ct);
        var etag = graded.Etag;
        foreach (var decided in decisions.Designations)
        {
            var designate = new DecideDesignationRequest
            {
                Assessment = name.Assessment,
                Etag = etag,
                Designation = Google.Protobuf.JsonParser.Default.Parse<Designation>(System.Text.Json.JsonSerializer.Serialize(
                    new { kind = decided.Kind, scope = decided.Scope, status = decided.Status, cause = decided.Cause })),
                Reason = decided.Reason,
            };
            designate.RequestId = Requests.For(designate);
            etag = (await Change(() => judgement.DecideDesignationAsync(designate, cancellationToken: ct), ct)).Etag;
        }
        terminal.Say("graded " + string.Join(", ", graded.Grades.Select(g => $"{g.Grade.Area} {g.Grade.Grade.Value} ({g.Grade.Grade.Word})")));
    }

    /// <summary>Answers the checklist's open warnings with the seed's reasons, the most exact place first.</summary>
    async Task Answer(JudgementService.JudgementServiceClient judgement, CancellationToken ct)
    {
        var answers = seed.Decisions().Waivers;
        var checklist = await Ask(() => judgement.CheckAssessmentAsync(new() { Assessment = name.Assessment }, cancellationToken: ct), ct);
        var waive = new WaiveWarningsRequest { Assessment = name.Assessment };
        foreach (var entry in checklist.Entries.Where(e => e.Severity == Severity.Warning && e.Waived.Length == 0))
            if ((answers.FirstOrDefault(a => entry.Id == $"{a.Check}:{a.Place}") ?? answers.FirstOrDefault(a => a.Check == entry.Check && a.Place == "*")) is { } answer)
                waive.Waivers.Add(new WaiveWarningsRequest.Types.Waiver { Entry = entry.Id, Reason = answer.Reason });
        if (waive.Waivers.Count > 0)
        {
            waive.RequestId = Requests.For(waive);
            checklist = await Change(() => judgement.WaiveWarningsAsync(waive, cancellationToken: ct), ct);
        }
        terminal.Say($"checklist: {waive.Waivers.Count} warnings answered, {checklist.Open} open");
    }

    async Task Moderate(CancellationToken ct)
    {
        var assessment = (await Case(ct))!;
        if (assessment.State == AssessmentState.Submitted)
        {
            var moderate = new ModerateAssessmentRequest { Name = name.Assessment, Etag = assessment.Etag };
            moderate.RequestId = Requests.For(moderate);
            assessment = await Change(() => session.Judgement(cast.Moderator).ModerateAssessmentAsync(moderate, cancellationToken: ct), ct);
        }
        terminal.Say($"{assessment.State} at revision {assessment.Revision}");
    }

    async Task Finalise(CancellationToken ct)
    {
        var assessment = (await Case(ct))!;
        if (assessment.State == AssessmentState.Moderated)
        {
            var finalise = new FinaliseAssessmentRequest { Name = name.Assessment, Etag = assessment.Etag };
            finalise.RequestId = Requests.For(finalise);
            assessment = await Change(() => session.Judgement(cast.Moderator).FinaliseAssessmentAsync(finalise, cancellationToken: ct), ct);
        }
        terminal.Say($"{assessment.State} at revision {assessment.Revision}");
    }
}
