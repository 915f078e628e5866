using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Judgements = Apa.Protos.Judgements.V1;
using Letters = Apa.Protos.Letters.V1;
using Publications = Apa.Protos.Publications.V1;

namespace Apa.Cli;

/// <summary>
/// A framework version as one file, from which each service gets its part: what two of them need is written once.
/// The parts are proto3 JSON of the services' Framework messages.
/// </summary>
sealed record FrameworkFile(Judgements.Framework Judgement, Letters.Framework Letter, Publications.Framework Publication)
{
    /// <summary>Where one part names what another part does not have, by path; no single service could see it.</summary>
    public IReadOnlyList<string> Violations { get; private init; } = [];

    /// <summary>Where in the file what stands.</summary>
    public required FrameworkLines Lines { get; init; }

    static readonly JsonDocumentOptions Strict = new() { CommentHandling = JsonCommentHandling.Skip };

    public static FrameworkFile Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return Parse(JsonNode.Parse(text, null, Strict)!.AsObject(), new(text));
        }
        catch (Exception e) when (e is JsonException or InvalidProtocolBufferException or InvalidOperationException or IOException)
        {
            throw new CommandFailed($"{path}: {e.Message}");
        }
    }

    static FrameworkFile Parse(JsonObject file, FrameworkLines lines)
    {
        file.Remove("$schema");
        var letterPart = Take(file, "letter");
        var publicationPart = Take(file, "publication");
        var openings = Take(letterPart, "openings");
        var listHeadings = letterPart.Remove("listHeadings", out var given) ? given!.AsObject() : [];
        var judgement = JsonParser.Default.Parse<Judgements.Framework>(file.ToJsonString());

        var letter = JsonParser.Default.Parse<Letters.Framework>(letterPart.ToJsonString());
        letter.Framework_ = judgement.Framework_;
        letter.Title = judgement.Title;
        letter.CheckWorkingDays = judgement.Deadlines.FirstOrDefault(d => d.Id == "factual-accuracy-check")?.WorkingDays ?? 0;
        letter.Areas.Add(judgement.Areas.Select(a => new Letters.AreaText { Area = a.Id, Statement = a.Statement }));
        letter.Lists.Add(judgement.Lists.Select(l => new Letters.ListText { List = l.Id, Heading = l.Title }));
        letter.Scales.Add(judgement.Scales.Select(ScaleText));
        foreach (var outcome in judgement.Outcomes)
        {
            var section = new Letters.SectionText { Section = outcome.Id, Heading = outcome.Title, ListHeading = listHeadings[outcome.Id]?.GetValue<string>() ?? "", Area = outcome.Area };
            if (openings[outcome.Id] is JsonObject words)
                foreach (var (word, sentence) in words) section.Openings.Add(word, sentence!.GetValue<string>());
            letter.Sections.Add(section);
        }

        var publication = JsonParser.Default.Parse<Publications.Framework>(publicationPart.ToJsonString());
        publication.Framework_ = judgement.Framework_;
        publication.Title = judgement.Title;
        publication.Areas.Add(judgement.Areas.Select(a => new Publications.AreaTitle { Id = a.Id, Title = a.Title }));
        return new(judgement, letter, publication)
        {
            Lines = lines,
            Violations = [.. Faults(judgement, openings, listHeadings, publication).Select(fault => lines.LineOf(fault.Path) is { } line ? $"line {line}: {fault.Path}: {fault.Why}" : $"{fault.Path}: {fault.Why}")],
        };
    }

    static IEnumerable<(string Path, string Why)> Faults(Judgements.Framework judgement, JsonObject openings, JsonObject listHeadings, Publications.Framework publication)
    {
        var sections = judgement.Outcomes.ToDictionary(outcome => outcome.Id);
        foreach (var (id, words) in openings)
        {
            if (!sections.TryGetValue(id, out var section)) yield return ($"letter.openings.{id}", $"'{id}' is no outcome of this framework");
            else if (judgement.Scales.FirstOrDefault(scale => scale.Id == section.Scale) is not { } scale) yield return ($"letter.openings.{id}", $"{id} takes no grading in this framework");
            else
                foreach (var (word, _) in words as JsonObject ?? [])
                    if (scale.Grades.All(grade => grade.Word != word)) yield return ($"letter.openings.{id}.{word}", $"'{word}' is no grade of {scale.Id}");
        }
        foreach (var (id, _) in listHeadings)
            if (!sections.ContainsKey(id)) yield return ($"letter.listHeadings.{id}", $"'{id}' is no outcome of this framework");
        for (var i = 0; i < publication.Audiences.Count; i++)
        {
            var audience = publication.Audiences[i];
            if (audience.Area.Length > 0 && judgement.Areas.All(area => area.Id != audience.Area)) yield return ($"publication.audiences[{i}].area", $"'{audience.Area}' is no area of this framework");
            foreach (var kind in audience.Designations.Where(kind => judgement.Designations.All(known => known.Id != kind))) yield return ($"publication.audiences[{i}].designations", $"'{kind}' is no designation of this framework");
        }
    }

    static Letters.ScaleText ScaleText(Judgements.Scale scale) => new()
    {
        Scale = scale.Id,
        Grades =
        {
            scale.Grades.Select(g => new Letters.GradeText
            {
                Value = g.Value,
                Word = g.Word,
                ServiceDescriptor = g.ServiceDescriptor,
                CapacityDescriptor = g.CapacityDescriptor,
            }),
        },
    };

    static JsonObject Take(JsonObject from, string part)
    {
        if (from[part] is not JsonObject found) throw new JsonException($"the part '{part}' is missing");
        from.Remove(part);
        return found;
    }
}
