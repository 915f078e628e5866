using System.CommandLine;
using Apa.Protos.Judgements.V1;
using Google.Protobuf;
using Grpc.Core;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>What passes between a team and its authority: lines of enquiry, documents, representations.</summary>
static class DialogueCommands
{
    const string Lead = "ivan-inspector";
    const string Authority = "harriet-authority";
    const string OtherModerator = "miles-moderator";
    const int PieceBytes = 256 * 1024;

    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(Group("enquiry", "Lines of enquiry: a light or a statement, a question, the council's answer, evidence", Raise(), Answer(), Close(), ListEnquiries()));
        root.Subcommands.Add(Group("document", "The authority's self-assessment and documents", FileDocument(), ListDocuments(), GetDocument()));
        root.Subcommands.Add(Group("representation", "The authority's objections to grades", Represent(), Decide(), ListRepresentations()));
    }

    static Argument<int> Number() => new("number") { Description = "Its number in the case" };

    static Option<string[]> Documents() => new("--document") { Description = "Id of a filed document it rests on, e.g. d-1", DefaultValueFactory = _ => [] };

    static Command Raise()
    {
        var name = Case();
        var question = new Argument<string>("question") { Description = "What is asked" };
        var outcome = new Option<string>("--outcome") { Description = "Outcome, e.g. SS", Required = true };
        var key = new Option<string>("--key") { Description = "Key judgement, e.g. 2.4", DefaultValueFactory = _ => "" };
        var statement = new Option<string>("--statement") { Description = "Statement that raises it", DefaultValueFactory = _ => "" };
        var light = new Option<string>("--light") { Description = "Indicator whose light raises it, e.g. CF/C20", DefaultValueFactory = _ => "" };
        var basis = new Option<string>("--basis") { Description = "The light's basis", DefaultValueFactory = _ => "england" };
        basis.AcceptOnlyFromAmong("england", "neighbours");
        return Step("raise", "Ask the authority what a light or a statement raises", Lead, [name, question, outcome, key, statement, light, basis], async turn =>
        {
            var enquiry = new Enquiry { Outcome = turn.Get(outcome), KeyJudgement = turn.Get(key), Question = turn.Get(question) };
            if (turn.Get(light).Length > 0)
                enquiry.Light = new() { Indicator = turn.Get(light), Basis = turn.Get(basis) == "england" ? ComparisonBasis.England : ComparisonBasis.StatisticalNeighbours };
            else
                enquiry.Statement = turn.Get(statement);
            var raised = await turn.Session.Dialogue(turn.Person).RaiseEnquiryAsync(
                new() { RequestId = Requests.New(), Assessment = turn.Case(name).Assessment, Enquiry = enquiry }, cancellationToken: turn.Ct);
            turn.Print(raised, () => Turn.Say(raised.Name));
        });
    }

    static Command Answer()
    {
        var (name, number, documents) = (Case(), Number(), Documents());
        var answer = new Argument<string>("answer") { Description = "The authority's answer" };
        return Step("answer", "Answer a line of enquiry", Authority, [name, number, answer, documents], async turn =>
        {
            var answered = await turn.Session.Dialogue(turn.Person).AnswerEnquiryAsync(new()
            {
                RequestId = Requests.New(),
                Name = $"{turn.Case(name).Assessment}/enquiries/{turn.Get(number)}",
                Answer = turn.Get(answer),
                Documents = { turn.Get(documents) },
            }, cancellationToken: turn.Ct);
            turn.Print(answered, () => Turn.Say($"{answered.Name} {answered.State}"));
        });
    }

    static Command Close()
    {
        var (name, number) = (Case(), Number());
        var conclusion = new Argument<string>("conclusion") { Description = "What came of it" };
        var evidence = new Option<string[]>("--evidence") { Description = "Id of a statement that rests on it", DefaultValueFactory = _ => [] };
        return Step("close", "Close a line of enquiry", Lead, [name, number, conclusion, evidence], async turn =>
        {
            var closed = await turn.Session.Dialogue(turn.Person).CloseEnquiryAsync(new()
            {
                RequestId = Requests.New(),
                Name = $"{turn.Case(name).Assessment}/enquiries/{turn.Get(number)}",
                Conclusion = turn.Get(conclusion),
                Evidence = { turn.Get(evidence) },
            }, cancellationToken: turn.Ct);
            turn.Print(closed, () => Turn.Say($"{closed.Name} {closed.State}"));
        });
    }

    static Command ListEnquiries()
    {
        var name = Case();
        return Step("list", "The lines of enquiry of a case", Lead, [name], async turn =>
        {
            var page = await turn.Session.Dialogue(turn.Person).ListEnquiriesAsync(new() { Assessment = turn.Case(name).Assessment, PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var enquiry in page.Enquiries)
                {
                    Turn.Say($"{enquiry.Name} {enquiry.State} [{enquiry.Outcome} {enquiry.KeyJudgement}] {(enquiry.Light is { } light ? $"light of {light.Indicator}: {light.Light}" : $"statement {enquiry.Statement}")}");
                    Turn.Say($"    {enquiry.AskedBy}: {enquiry.Question}");
                    if (enquiry.Answer.Length > 0) Turn.Say($"    {enquiry.AnsweredBy}: {enquiry.Answer}");
                    if (enquiry.Conclusion.Length > 0) Turn.Say($"    {enquiry.ClosedBy}: {enquiry.Conclusion} {string.Join(", ", enquiry.Evidence)}");
                }
            });
        });
    }

    static Command FileDocument()
    {
        var (name, file) = (Case(), File("The document: PDF, DOCX, XLSX, ODT, ODS, CSV, TXT, MD, PNG or JPG"));
        var kind = new Option<string>("--kind") { Description = "What it is", DefaultValueFactory = _ => "supporting" };
        kind.AcceptOnlyFromAmong("self-assessment", "supporting", "representation");
        var title = new Option<string>("--title") { Description = "Title for people; its file name where left out", DefaultValueFactory = _ => "" };
        return Step("file", "File a document in the authority's case", Authority, [name, file, kind, title], async turn =>
        {
            var path = turn.Get(file);
            using var call = turn.Session.Dialogue(turn.Person).FileDocument(cancellationToken: turn.Ct);
            await call.RequestStream.WriteAsync(new()
            {
                Header = new()
                {
                    RequestId = Requests.New(),
                    Assessment = turn.Case(name).Assessment,
                    FileName = path.Name,
                    Title = turn.Get(title) is { Length: > 0 } given ? given : path.Name,
                    Kind = turn.Get(kind) switch { "self-assessment" => DocumentKind.SelfAssessment, "representation" => DocumentKind.Representation, _ => DocumentKind.Supporting },
                },
            }, turn.Ct);
            await using var stream = path.OpenRead();
            var piece = new byte[PieceBytes];
            for (var read = await stream.ReadAsync(piece, turn.Ct); read > 0; read = await stream.ReadAsync(piece, turn.Ct))
                await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(piece, 0, read) }, turn.Ct);
            await call.RequestStream.CompleteAsync();
            var filed = await call;
            turn.Print(filed, () => Turn.Say($"{filed.Name} {filed.Size:N0} bytes, SHA-256 {filed.Sha256}"));
        });
    }

    static Command ListDocuments()
    {
        var name = Case();
        return Step("list", "What the authority filed", Lead, [name], async turn =>
        {
            var page = await turn.Session.Dialogue(turn.Person).ListDocumentsAsync(new() { Assessment = turn.Case(name).Assessment, PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var document in page.Documents) Turn.Say($"{document.Id} {document.Kind} {document.Title} ({document.FileName}, {document.Size:N0} bytes), {document.FiledBy} {document.FiledAt}");
            });
        });
    }

    static Command GetDocument()
    {
        var name = Case();
        var id = new Argument<string>("id") { Description = "e.g. d-1" };
        var to = new Option<FileInfo>("--out") { Description = "File to write", Required = true };
        return Step("get", "A filed document", Lead, [name, id, to], async turn =>
        {
            using var call = turn.Session.Dialogue(turn.Person).GetDocument(new() { Name = $"{turn.Case(name).Assessment}/documents/{turn.Get(id)}" }, cancellationToken: turn.Ct);
            var size = await Files.Save(turn.Get(to).FullName, call.ResponseStream.ReadAllAsync(turn.Ct), piece => piece.Data, turn.Ct);
            Turn.Say($"{turn.Get(to).FullName} ({size:N0} bytes)");
        });
    }

    static Command Represent()
    {
        var (name, documents) = (Case(), Documents());
        var grounds = new Argument<string>("grounds") { Description = "On what grounds" };
        var areas = new Option<string[]>("--area") { Description = "Area whose grade is contested", Required = true };
        return Step("raise", "Contest grades of a moderated case", Authority, [name, grounds, areas, documents], async turn =>
        {
            var raised = await turn.Session.Dialogue(turn.Person).RaiseRepresentationAsync(new()
            {
                RequestId = Requests.New(),
                Assessment = turn.Case(name).Assessment,
                Areas = { turn.Get(areas) },
                Grounds = turn.Get(grounds),
                Documents = { turn.Get(documents) },
            }, cancellationToken: turn.Ct);
            turn.Print(raised, () => Turn.Say(raised.Name));
        });
    }

    static Command Decide()
    {
        var (name, number) = (Case(), Number());
        var decision = new Argument<string>("decision") { Description = "upheld | in-part | rejected" };
        decision.AcceptOnlyFromAmong("upheld", "in-part", "rejected");
        var reason = new Option<string>("--reason") { Description = "Why", Required = true };
        return Step("decide", "Decide a representation, as somebody who is not on the case", OtherModerator, [name, number, decision, reason], async turn =>
        {
            var decided = await turn.Session.Dialogue(turn.Person).DecideRepresentationAsync(new()
            {
                RequestId = Requests.New(),
                Name = $"{turn.Case(name).Assessment}/representations/{turn.Get(number)}",
                Decision = turn.Get(decision) switch { "upheld" => RepresentationDecision.Upheld, "in-part" => RepresentationDecision.UpheldInPart, _ => RepresentationDecision.Rejected },
                Reason = turn.Get(reason),
            }, cancellationToken: turn.Ct);
            turn.Print(decided, () => Turn.Say($"{decided.Name} {decided.Decision}"));
        });
    }

    static Command ListRepresentations()
    {
        var name = Case();
        return Step("list", "The representations of a case", Lead, [name], async turn =>
        {
            var page = await turn.Session.Dialogue(turn.Person).ListRepresentationsAsync(new() { Assessment = turn.Case(name).Assessment, PageSize = 1000 }, cancellationToken: turn.Ct);
            turn.Print(page, () =>
            {
                foreach (var one in page.Representations) Turn.Say($"{one.Name} {string.Join(", ", one.Areas)}: {one.Grounds} → {(one.DecidedBy.Length == 0 ? "waits" : $"{one.Decision} by {one.DecidedBy}: {one.Reason}")}");
            });
        });
    }
}
