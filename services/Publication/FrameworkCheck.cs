using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Publications;

/// <summary>Everything that is wrong with a framework's part for Publication.</summary>
public static class FrameworkCheck
{
    /// <summary>Short names of the events that a framework may give to an audience.</summary>
    static readonly string[] Known = [.. EventsReflection.Descriptor.MessageTypes.Select(type => type.Name).Where(name => name != nameof(PublicationKey))];

    static readonly string[] OfOneArea = [nameof(CpaBlockScored), nameof(SocialCareJudged)];

    public static void Framework(this Check check, Framework framework)
    {
        var reference = framework.Framework_ ?? new();
        check.Id(reference.Id, "framework.framework.id");
        check.That(reference.Version > 0, "framework.framework.version", $"is {reference.Version}, versions start at 1");
        check.Required(framework.Title, "framework.title");
        check.That(framework.Audiences.Count is > 0 and <= 50, "framework.audiences", $"are {framework.Audiences.Count}, 1 to 50 are taken");
        Unique(check, framework.Audiences.Select(audience => audience.Id), i => $"framework.audiences[{i}].id");
        check.That(framework.Areas.Count <= 50, "framework.areas", $"are {framework.Areas.Count}, at most 50 are taken");
        Unique(check, framework.Areas.Select(area => area.Id), i => $"framework.areas[{i}].id");
        foreach (var (i, area) in framework.Areas.Index()) check.Id(area.Id, $"framework.areas[{i}].id").Required(area.Title, $"framework.areas[{i}].title");
        foreach (var (i, audience) in framework.Audiences.Index()) Audience(check, audience, $"framework.audiences[{i}]");
    }

    static void Audience(Check check, Audience audience, string at)
    {
        check.Id(audience.Id, $"{at}.id");
        check.Required(audience.Title, $"{at}.title");
        check.That(audience.Events.Count > 0, $"{at}.events", "are missing: an audience hears of something");
        Unique(check, audience.Events, i => $"{at}.events[{i}]");
        foreach (var (i, name) in audience.Events.Index()) Event(check, audience, name, $"{at}.events[{i}]");
        if (audience.Area.Length > 0) check.Id(audience.Area, $"{at}.area");
        Unique(check, audience.Designations, i => $"{at}.designations[{i}]");
        foreach (var (i, kind) in audience.Designations.Index()) check.Id(kind, $"{at}.designations[{i}]");
        check.Required(audience.Provenance?.Source ?? "", $"{at}.provenance.source");
        check.Said(audience.Provenance?.Verification ?? Verification.Unspecified, $"{at}.provenance.verification");
    }

    static void Event(Check check, Audience audience, string name, string at)
    {
        check.OneOf(name, at, Known);
        // The letter prints every area, so giving it to an audience of one area would give away the others.
        if (name == nameof(LetterPublished)) check.That(audience.Area.Length == 0, at, "carries every grade, and this audience has an area of its own");
        if (OfOneArea.Contains(name)) check.That(audience.Area.Length > 0, at, "carries the grade of one area, and this audience has none");
    }

    static void Unique(Check check, IEnumerable<string> values, Func<int, string> at)
    {
        var seen = new HashSet<string>();
        foreach (var (i, value) in values.Index()) check.That(seen.Add(value), at(i), $"'{value}' is there twice");
    }
}
