using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;
using Apa.Protos.Publications.V1;
using Apa.Shared;
using Google.Protobuf;

namespace Apa.Publications.Web;

/// <summary>
/// Events of the public audience as Atom (RFC 4287, pages by RFC 5005). Entries say what happened and where to read it, and no
/// grade: a feed reader keeps entries for years, also of letters that were withdrawn.
/// </summary>
public static class AtomFeed
{
    const string Id = "urn:apa:publication:feed:public";
    static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <param name="rows">The newest first.</param>
    /// <param name="self">Path of this page.</param>
    /// <param name="older">Path of the next page; null on the last.</param>
    /// <param name="absolute">Makes an address of a path.</param>
    public static byte[] Write(IReadOnlyList<OutboxRow> rows, string self, string? older, Func<string, string> absolute)
    {
        var feed = new SyndicationFeed("Letters and judgements as they are published", Wording.Publisher, new Uri(absolute(Addresses.Rounds)), Id,
            rows.Count > 0 ? rows[0].Created : DateTimeOffset.UnixEpoch)
        {
            Language = "en-GB",
            Copyright = new($"Sample data: {Wording.Licence}, {Wording.LicenceAddress}"),
            Items = [.. rows.Select(row => Entry(row, absolute))],
        };
        feed.Authors.Add(new() { Name = Wording.Publisher });
        Link(feed, "self", absolute(self));
        if (older is not null) Link(feed, "next", absolute(older));
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new() { Encoding = new UTF8Encoding(false) })) feed.SaveAsAtom10(xml);
        return bytes.ToArray();
    }

    static void Link(SyndicationFeed feed, string relation, string address) =>
        feed.Links.Add(new(new(address)) { RelationshipType = relation, MediaType = "application/atom+xml" });

    static SyndicationItem Entry(OutboxRow row, Func<string, string> absolute)
    {
        var type = row.Type.Split('.')[^1];
        var (title, text, path, synthetic) = type switch
        {
            nameof(LetterPublished) => Letter(Read<LetterPublished>(row).Key, "letter published", ""),
            nameof(PublicationCorrected) => Corrected(Read<PublicationCorrected>(row)),
            nameof(PublicationWithdrawn) => Withdrawn(Read<PublicationWithdrawn>(row)),
            nameof(RoundReleased) => Released(Read<RoundReleased>(row)),
            _ => (Wording.Words(type), "", Addresses.Rounds, false),
        };
        var item = new SyndicationItem(title, synthetic ? $"{text} Synthetic.".Trim() : text, new Uri(absolute(path)), $"urn:uuid:{row.Id}", row.Created) { PublishDate = row.Created };
        item.Categories.Add(new(type));
        if (synthetic) item.Categories.Add(new("synthetic"));
        return item;
    }

    static (string Title, string Text, string Path, bool Synthetic) Corrected(PublicationCorrected corrected) =>
        Letter(corrected.Key, "letter corrected", $"Why: {corrected.Reason}.");

    static (string Title, string Text, string Path, bool Synthetic) Withdrawn(PublicationWithdrawn withdrawn) =>
        Letter(withdrawn.Key, "letter withdrawn", $"Why: {withdrawn.Reason}.");

    static (string Title, string Text, string Path, bool Synthetic) Letter(PublicationKey key, string what, string text)
    {
        var round = Names.RoundId(key.Round);
        return ($"{key.Authority.Name}, {round}: {what}", $"Letter of {Wording.Day(key.LetterDate)}, revision {key.LetterRevision}. {text}".Trim(), Addresses.Letter(key.Authority.LaCode, round), key.Synthetic);
    }

    static (string Title, string Text, string Path, bool Synthetic) Released(RoundReleased released)
    {
        var round = Names.RoundId(released.Round);
        return ($"{round}: released", $"{released.Published} of {released.Expected} published, {released.Held} held back, {released.NotAssessed} not assessed.", Addresses.Round(round), false);
    }

    static T Read<T>(OutboxRow row) where T : IMessage<T>, new() => Parser.Parse<T>(row.Data);
}
