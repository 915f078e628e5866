using System.Globalization;
using Apa.Protos.Letters.V1;
using Apa.Protos.Publications.V1;

namespace Apa.Publications;

/// <summary>Rows to the messages of the contract.</summary>
public static class Mapping
{
    public static Proto.Publication ToProto(this Publication publication, Round round) => publication.ToProto(round.ReleaseInstant);

    /// <param name="instant">When its round is released.</param>
    public static Proto.Publication ToProto(this Publication publication, DateTimeOffset instant)
    {
        var message = new Proto.Publication
        {
            Name = publication.Name,
            Uid = publication.Uid.ToString(),
            Revision = publication.Revision,
            Etag = publication.Etag,
            State = publication.State,
            Authority = publication.Letter.Authority,
            Letter = publication.Letter.Letter,
            LetterRevision = publication.LetterRevision,
            LetterDate = publication.Letter.LetterDate,
            ReleaseInstant = Instant(instant),
            PublishedAt = Instant(publication.PublishedAt),
            HoldReason = publication.HoldReason ?? "",
            WaitingFor = publication.WaitingFor ?? "",
            PublishedLate = publication is { PublishedLate: true, PublishedAt: not null },
            Synthetic = publication.Letter.Synthetic,
            Failure = Failure(publication),
            LateRelease = publication.LateRelease,
            CorrectionReason = publication.CorrectionReason ?? "",
            WithdrawalReason = publication.WithdrawalReason ?? "",
            WithdrawnAt = Instant(publication.WithdrawnAt),
        };
        // Until they are pulled and checked, they are only what somebody said.
        if (publication.State != PublicationState.Accepting) message.Documents.AddRange(publication.Documents());
        return message;
    }

    static PublicationFailure? Failure(Publication publication) => publication.Failure is null ? null : new()
    {
        Stage = publication.FailedStage,
        Reason = publication.Failure,
        FailedAt = Instant(publication.FailedAt),
    };

    /// <summary>What is arranged for its release.</summary>
    public static Release ToRelease(this Round round) => new(round.Release) { Round = Names.Round(round.Id), ReleaseInstant = Instant(round.ReleaseInstant) };

    /// <param name="reads">How often something was read by it.</param>
    public static Proto.PreReleaseAccess ToProto(this PreReleaseAccess access, Round round, int reads, DateTimeOffset now) => new()
    {
        Name = access.Name,
        Person = access.Person,
        PersonName = access.PersonName,
        WindowFrom = Instant(access.From),
        WindowUntil = Instant(access.Until),
        Reason = access.Reason,
        GrantedBy = access.GrantedBy,
        GrantedAt = Instant(access.GrantedAt),
        RevokedBy = access.RevokedBy ?? "",
        RevokedAt = Instant(access.RevokedAt),
        RevocationReason = access.RevocationReason ?? "",
        Reads = reads,
        Open = access.IsOpen(round.ReleaseInstant, now),
    };

    public static IEnumerable<PublishedDocument> Documents(this Publication publication) => publication.Letter.Documents.Select(ToProto);

    public static PublishedDocument ToProto(this Document document) => new()
    {
        FileName = document.FileName,
        MediaType = document.MediaType,
        Size = document.Size,
        Sha256 = document.Sha256,
    };

    public static PublicationKey Key(this Publication publication) => new()
    {
        Publication = publication.Name,
        Round = publication.Letter.Round,
        Authority = publication.Letter.Authority,
        Letter = publication.Letter.Letter,
        LetterRevision = publication.LetterRevision,
        LetterDate = publication.Letter.LetterDate,
        PublishedAt = Instant(publication.PublishedAt),
        Synthetic = publication.Letter.Synthetic,
    };

    /// <summary>RFC 3339 in UTC; empty where there is none.</summary>
    public static string Instant(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture) ?? "";
}
