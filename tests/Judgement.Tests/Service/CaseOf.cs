using Apa.Protos.Judgements.V1;
using Apa.Protos.Types.V1;

namespace Apa.Judgements.Tests.Service;

/// <summary>A case of its own authority in the shared round, and the steps that take it along.</summary>
sealed class CaseOf(JudgementApp app, string laCode)
{
    public string Name { get; private set; } = Names.Assessment(laCode, "autumn");
    public JudgementClient Lead => app.As("ina", "inspector");
    public JudgementClient Member => app.As("ian", "inspector");
    public JudgementClient Moderator => app.As("mona", "moderator");
    public JudgementClient Administrator => app.As("adam", "administrator");
    public DialogueService.DialogueServiceClient LeadDialogue => new(app.Channel("ina", "inspector"));
    public DialogueService.DialogueServiceClient Council => new(app.Channel("una", $"authority:{laCode}"));
    public DialogueService.DialogueServiceClient ModeratorDialogue => new(app.Channel("mona", "moderator"));
    public DialogueService.DialogueServiceClient OtherModeratorDialogue => new(app.Channel("miles", "moderator"));
    public ModerationBoardService.ModerationBoardServiceClient Board => new(app.Channel("miles", "moderator"));
    public ModerationBoardService.ModerationBoardServiceClient LeadBoard => new(app.Channel("ina", "inspector"));
    public CaseRecordService.CaseRecordServiceClient Record => new(app.Channel("august", "auditor"));
    public JudgementClient Stranger => app.As("sid", "inspector");

    public static Team Team => new() { Lead = "ina", Moderator = "mona", Members = { new TeamMember { Person = "ian", Body = "csci" } } };

    public static string Id() => Guid.NewGuid().ToString();

    public Task<Proto.Assessment> Get() => Moderator.GetAssessmentAsync(new() { Name = Name }).ResponseAsync;

    public async Task<string> Etag() => (await Get()).Etag;

    public async Task<Proto.Assessment> Open(string round = "autumn")
    {
        Name = Names.Assessment(laCode, round);
        await Lead.OpenAssessmentAsync(new() { RequestId = Id(), Round = $"rounds/{round}", LaCode = laCode, DatasetVersion = "datasets/figures/versions/1", Team = Team });
        return await JudgementApp.Until(Get, assessment => assessment.State == AssessmentState.Open);
    }

    /// <summary>Opens it on a dataset that Indicators never releases.</summary>
    public async Task StayOpening()
    {
        await Lead.OpenAssessmentAsync(new() { RequestId = Id(), Round = "rounds/autumn", LaCode = laCode, DatasetVersion = "datasets/never/versions/1", Team = Team });
        await JudgementApp.Until(Get, assessment => assessment.WaitingFor.Contains("not released"));
    }

    public async Task<int> HistoryLines() => (await Moderator.ListHistoryAsync(new() { Name = Name, PageSize = 1000 })).Entries.Count;

    public RaiseEnquiryRequest Enquiry() => new()
    {
        RequestId = Id(),
        Assessment = Name,
        Enquiry = new() { Outcome = "SS", KeyJudgement = "SS.1", Light = new() { Indicator = "CF/C20", Basis = ComparisonBasis.England }, Question = "What raised it?" },
    };

    public RaiseRepresentationRequest Representation(params string[] areas) =>
        new() { RequestId = Id(), Assessment = Name, Areas = { areas.Length > 0 ? areas : ["social-care"] }, Grounds = "The reviews were counted twice." };

    /// <summary>Files a document as the authority would.</summary>
    public async Task<FiledDocument> File(string fileName, string text, DocumentKind kind = DocumentKind.Supporting, string? requestId = null)
    {
        using var call = Council.FileDocument();
        await call.RequestStream.WriteAsync(new() { Header = new() { RequestId = requestId ?? Id(), Assessment = Name, Kind = kind, Title = "A plan", FileName = fileName } });
        await call.RequestStream.WriteAsync(new() { Chunk = Google.Protobuf.ByteString.CopyFromUtf8(text) });
        await call.RequestStream.CompleteAsync();
        return await call;
    }

    /// <summary>One section anew, under the etag that it has now.</summary>
    public async Task<PutFindingsRequest> FindingAnew(string section, string markdown)
    {
        var now = (await Moderator.GetFindingsAsync(new() { Assessment = Name })).Findings_.FirstOrDefault(finding => finding.Section == section) ?? new() { Section = section };
        return new() { RequestId = Id(), Assessment = Name, Findings = { new Finding(now) { Markdown = markdown } } };
    }

    /// <summary>A statement whose comparison its source merely asserts.</summary>
    public static Statement Asserted(string id) => new(Statement(id))
    {
        Figure = new(Statement(id).Figure) { Comparisons = { new StatedComparison { Basis = ComparisonBasis.England, Relation = "above" } } },
    };

    /// <summary>Everything that a submission needs.</summary>
    public async Task Write()
    {
        await Lead.PutStatementsAsync(new() { RequestId = Id(), Assessment = Name, Statements = { Statement("s-1") } });
        await Lead.PutFindingsAsync(Findings());
        await Lead.PutListItemsAsync(List("strengths", new ListItem { Outcome = "SS", Text = "Calm homes", BackedBy = { "s-1" } }));
        await Lead.PutListItemsAsync(List("areas-for-improvement", new ListItem { Outcome = "SS", Text = "Homes for teenagers", BackedBy = { "s-1" } }));
        await Lead.PutListItemsAsync(List("focus-items", new ListItem { Text = "More homes", ComesFrom = { "SS:1" } }));
        await Lead.DecideGradesAsync(await Grades(("childrens-services", 3, ""), ("capacity", 3, ""), ("social-care", 2, "")));
        await Lead.DecideDesignationAsync(await Coasting(DesignationStatus.Raised, "No rise since the base year."));
    }

    public async Task<Proto.Assessment> Submit() => await Lead.SubmitAssessmentAsync(new() { RequestId = Id(), Name = Name, Etag = await Etag() });

    public async Task<Proto.Assessment> Moderate() => await Moderator.ModerateAssessmentAsync(new() { RequestId = Id(), Name = Name, Etag = await Etag() });

    public async Task<Proto.Assessment> Finalise() => await Moderator.FinaliseAssessmentAsync(new() { RequestId = Id(), Name = Name, Etag = await Etag() });

    public async Task<Proto.Assessment> Return() => await Moderator.ReturnAssessmentAsync(new() { RequestId = Id(), Name = Name, Etag = await Etag(), Reasons = { "Say why." } });

    public async Task<Proto.Assessment> Reopen() => await Moderator.ReopenAssessmentAsync(new() { RequestId = Id(), Name = Name, Etag = await Etag(), Reason = "New evidence." });

    public async Task<Proto.Assessment> Final()
    {
        await Write();
        await Submit();
        await Moderate();
        return await Finalise();
    }

    public PutFindingsRequest Findings()
    {
        var request = new PutFindingsRequest { RequestId = Id(), Assessment = Name };
        request.Findings.AddRange(new[] { "BH", "SS", "EA", "PC", "EW", "MG", "summary" }.Select(section => new Finding
        {
            Section = section,
            Markdown = section == "SS" ? "Waits fell from {{figure s-1}}, and {{figure CF/C20 2005-06}} of reviews were in time." : "All is well.",
            Grading = section is "MG" or "summary" ? null : Frameworks.Good(section == "SS" ? 2 : 3),
        }));
        return request;
    }

    public PutListItemsRequest List(string list, params ListItem[] items) => new() { RequestId = Id(), Assessment = Name, List = list, Items = { items } };

    /// <summary>The same under the etag that the list has now.</summary>
    public async Task<PutListItemsRequest> ListAnew(string list, params ListItem[] items)
    {
        var lists = (await Moderator.GetFindingsAsync(new() { Assessment = Name })).Lists;
        return new(List(list, items)) { Etag = lists.FirstOrDefault(known => known.List == list)?.Etag ?? "" };
    }

    public async Task<DecideGradesRequest> Grades(params (string Area, int Value, string Reason)[] grades)
    {
        var request = new DecideGradesRequest { RequestId = Id(), Assessment = Name, Etag = await Etag() };
        request.Decisions.AddRange(grades.Select(grade => new DecideGradesRequest.Types.Decision
        {
            Grade = new() { Area = grade.Area, Grade = Frameworks.Good(grade.Value) },
            Reason = grade.Reason,
        }));
        return request;
    }

    public async Task<DecideDesignationRequest> Coasting(DesignationStatus status, string reason) => new()
    {
        RequestId = Id(),
        Assessment = Name,
        Etag = await Etag(),
        Designation = new() { Kind = "coasting", Scope = "social-care", Status = status, Cause = "social care is adequate" },
        Reason = reason,
    };

    public static Statement Statement(string id) => new()
    {
        Id = id,
        Outcome = "SS",
        KeyJudgement = "SS.1",
        Kind = StatementKind.SelfAssessment,
        Text = "Waits fell.",
        Source = new() { Provider = "the authority", Document = "self-assessment", Locator = "page 3" },
        Figure = new()
        {
            Subject = "waits",
            Group = "young people",
            Value = new() { Change = new() { Before = "6", After = "2" } },
            Unit = "months",
            Period = new() { Kind = PeriodKind.NotStated, Label = "not stated in source" },
            Doubt = "Start and end are not dated.",
        },
        Synthetic = true,
    };
}
