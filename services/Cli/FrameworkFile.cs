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
    static readonly JsonDocumentOptions Strict = new() { CommentHandling = JsonCommentHandling.Skip };

    public static FrameworkFile Read(string path)
    {
        try
        {
            return Parse(JsonNode.Parse(File.ReadAllText(path), null, Strict)!.AsObject());
        }
        catch (Exception e) when (e is JsonException or InvalidProtocolBufferException or InvalidOperationException or IOException)
        {
            throw new CommandFailed($"{path}: {e.Message}");
        }
    }

    static FrameworkFile Parse(JsonObject file)
    {
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
            var section = new Letters.SectionText { Section = outcome.Id, Heading = outcome.Title, ListHeading = listHeadings[outcome.Id]?.GetValue<string>() ?? "" };
            if (openings[outcome.Id] is JsonObject words)
                foreach (var (word, sentence) in words) section.Openings.Add(word, sentence!.GetValue<string>());
            letter.Sections.Add(section);
        }

        var publication = JsonParser.Default.Parse<Publications.Framework>(publicationPart.ToJsonString());
        publication.Framework_ = judgement.Framework_;
        publication.Title = judgement.Title;
        return new(judgement, letter, publication);
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
