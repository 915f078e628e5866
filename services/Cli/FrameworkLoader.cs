namespace Apa.Cli;

/// <summary>Loads the three parts of a framework file, each into its service.</summary>
static class FrameworkLoader
{
    public static async Task Load(Session session, string person, FrameworkFile file, CancellationToken ct)
    {
        var judgement = new Protos.Judgements.V1.PutFrameworkRequest { Framework = file.Judgement };
        judgement.RequestId = Requests.For(judgement);
        await Patience.Ask(() => session.Judgement(person).PutFrameworkAsync(judgement, cancellationToken: ct), ct);
        var letter = new Protos.Letters.V1.PutFrameworkRequest { Framework = file.Letter };
        letter.RequestId = Requests.For(letter);
        await Patience.Ask(() => session.Letter(person).PutFrameworkAsync(letter, cancellationToken: ct), ct);
        var publication = new Protos.Publications.V1.PutFrameworkRequest { Framework = file.Publication };
        publication.RequestId = Requests.For(publication);
        await Patience.Ask(() => session.Publication(person).PutFrameworkAsync(publication, cancellationToken: ct), ct);
    }
}
