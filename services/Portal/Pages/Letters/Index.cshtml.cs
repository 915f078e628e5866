using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Letters;

/// <summary>The letters of a round with their states, some of them to be signed at once; for an authority its own, of all rounds.</summary>
[Allow(Role.Editor, Role.Signatory, Role.Moderator, Role.Publisher, Role.Auditor, Role.Authority)]
public sealed class IndexModel(LetterService.LetterServiceClient letters, JudgementService.JudgementServiceClient judgement) : PortalPage
{
    /// <summary>Id of the round that is shown; the newest where none is asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Round { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? PageToken { get; set; }

    /// <summary>Letters that are signed: each LA code with the hash of the text that was listed.</summary>
    [BindProperty]
    public string[] Signings { get; set; } = [];

    public IReadOnlyList<Round> Rounds { get; private set; } = [];
    public ListLettersResponse Listed { get; private set; } = new();

    /// <summary>What became of each letter that was to be signed.</summary>
    public IReadOnlyList<SignLettersProgress> Signed { get; private set; } = [];

    public bool IsAuthority => Caller.Authorities.Any();
    public bool MaySign(Letter letter) => letter.State == LetterState.Approved && Caller.Bodies.Any(body => letter.Signatures.All(signature => signature.Body != body));
    public string NameOf(string letter) => Listed.Letters.FirstOrDefault(l => l.Name == letter)?.Authority.Name ?? letter;

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostSignAsync(CancellationToken ct)
    {
        var request = new SignLettersRequest { RequestId = RequestId };
        request.Signings.Add(Signings.Select(signing => signing.Split(' ')).Where(parts => parts.Length == 2)
            .Select(parts => new SignLettersRequest.Types.Signing { Name = new CaseName(parts[0], Round ?? "").Letter, TextSha256 = parts[1] }));
        if (request.Signings.Count == 0) Refuse(nameof(Signings), "Choose the letters that you sign");
        else if (await Try(() => Sign(request, ct))) RequestId = Guid.NewGuid().ToString();
        await Load(ct);
        return Page();
    }

    async Task Sign(SignLettersRequest request, CancellationToken ct)
    {
        var steps = new List<SignLettersProgress>();
        Signed = steps;
        using var call = letters.SignLetters(request, cancellationToken: ct);
        await foreach (var step in call.ResponseStream.ReadAllAsync(ct)) steps.Add(step);
    }

    async Task Load(CancellationToken ct)
    {
        Rounds = (await judgement.ListRoundsAsync(new() { PageSize = 1000 }, cancellationToken: ct)).Rounds;
        if (IsAuthority)
        {
            var own = await Task.WhenAll(Rounds.SelectMany(round => Caller.Authorities.Select(la => Find(new(la, round.Id), ct))));
            Listed.Letters.AddRange(own.OfType<Letter>());
            return;
        }
        if (string.IsNullOrEmpty(Round)) Round = Rounds is [var newest, ..] ? newest.Id : null;
        if (Round is not null) Listed = await letters.ListLettersAsync(new() { Round = $"rounds/{Round}", PageSize = 200, PageToken = PageToken ?? "" }, cancellationToken: ct);
    }

    /// <summary>Null where there is none yet, or none that its authority may read.</summary>
    async Task<Letter?> Find(CaseName name, CancellationToken ct)
    {
        try
        {
            return await letters.GetLetterAsync(new() { Name = name.Letter }, cancellationToken: ct);
        }
        catch (RpcException error) when (error.StatusCode == Grpc.Core.StatusCode.NotFound)
        {
            return null;
        }
    }
}
