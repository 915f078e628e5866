using System.Security.Cryptography;
using Apa.Letters.Notices;
using Apa.Letters.Rendering;
using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Shared;
using Apa.Tests;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Client = Apa.Protos.Letters.V1.LetterService.LetterServiceClient;

namespace Apa.Letters.Tests.Service;

/// <summary>The Letter service with its people, a key of its own and a clock that stands at 2 October 2006.</summary>
sealed class LetterApp : IAsyncDisposable
{
    readonly string keyFile = Path.GetTempFileName();

    LetterApp()
    {
        Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(keyFile, Key.ExportPkcs8PrivateKeyPem());
    }

    public ServiceHost<LetterDb> Host { get; private set; } = null!;
    public FakeTimeProvider Time { get; } = new(new(2006, 10, 2, 9, 0, 0, TimeSpan.Zero));
    public ECDsa Key { get; }
    public Client Admin => As("ada-admin", Role.Administrator);
    public Client Editor => As("edith-editor", Role.Editor);
    public Client Approver => As("emil-editor", Role.Editor);
    public Client Ofsted => As("olive-ofsted", "signatory:ofsted");
    public Client Csci => As("cecil-csci", "signatory:csci");
    public Client Authority => As("harriet-authority", "authority:998");
    public Client Publication => As("publication", "service:publication");

    public static async Task<LetterApp> Start(PostgresFixture postgres, IPdf? pdf = null, ISendNotices? notices = null, Dictionary<string, string>? settings = null, string? database = null)
    {
        var app = new LetterApp();
        app.Host = await ServiceHost<LetterDb>.StartAsync(postgres, "letter", app.Time,
            services =>
            {
                if (pdf is not null) services.Replace(ServiceDescriptor.Singleton(pdf));
                if (notices is not null) services.Replace(ServiceDescriptor.Singleton(notices));
            },
            new Dictionary<string, string>(settings ?? []) { ["Signing:KeyFile"] = app.keyFile }, database);
        return app;
    }

    /// <summary>With framework, round and a first draft.</summary>
    public static async Task<LetterApp> Drafted(PostgresFixture postgres, ISendNotices? notices = null, Dictionary<string, string>? settings = null)
    {
        var app = await Start(postgres, notices: notices, settings: settings);
        await app.Put();
        await app.OpenRound();
        Assert.Equal(InboxState.Handled, await app.Propose(1));
        return app;
    }

    public Client As(string person, params string[] roles) => new(Host.As(person, roles));

    public static string Request => Guid.NewGuid().ToString();

    public async Task Put() => await Admin.PutFrameworkAsync(new() { RequestId = Request, Framework = Sample.Framework });

    public Task<InboxState?> OpenRound(string letterDate = "2006-11-01", long revision = 1) => Host.Deliver(new RoundOpened
    {
        Round = new() { Name = "rounds/apa-2006", Id = "apa-2006", Title = "Annual performance assessment 2006", LetterDate = letterDate, Framework = new() { Id = "apa-2006", Version = 1 } },
    }, "rounds/apa-2006", revision);

    public Task<InboxState?> Propose(int content) => Propose(Sample.Judgement(content), content);

    public Task<InboxState?> Propose(Judgement judgement, int revision) => Host.Deliver(new JudgementProposed { Judgement = judgement }, judgement.Assessment, revision);

    public Task<InboxState?> Finalise(int content) => Finalise(Sample.Judgement(content), content);

    public Task<InboxState?> Finalise(Judgement judgement, int revision) => Host.Deliver(new JudgementFinalised { Judgement = judgement }, judgement.Assessment, revision);

    /// <summary>The authority comments on a paragraph.</summary>
    public async Task<Proto.Letter> Comment(string paragraph = "findings-BH-1") =>
        await Authority.AddCommentAsync(new() { RequestId = Request, Name = Sample.Name, Paragraph = paragraph, Text = "The figure is 91%." });

    public async Task<Proto.Letter> Get(Client? who = null) => await (who ?? Editor).GetLetterAsync(new() { Name = Sample.Name });

    public async Task<Proto.Letter> Send(Client? who = null) => await (who ?? Editor).SendForCheckAsync(new() { RequestId = Request, Name = Sample.Name, Etag = (await Get()).Etag });

    public async Task<Proto.Letter> Close() => await Editor.CloseCheckAsync(new() { RequestId = Request, Name = Sample.Name, Etag = (await Get()).Etag });

    public async Task<Proto.Letter> Approve(Client? who = null) => await (who ?? Approver).ApproveLetterAsync(new() { RequestId = Request, Name = Sample.Name, Etag = (await Get()).Etag });

    public async Task<Proto.Letter> Sign(Client who) => await who.SignLetterAsync(new() { RequestId = Request, Name = Sample.Name, TextSha256 = (await Get()).TextSha256 });

    public async Task<Proto.Letter> Issue() => await Editor.IssueLetterAsync(new() { RequestId = Request, Name = Sample.Name, Etag = (await Get()).Etag });

    /// <summary>From draft to issued.</summary>
    public async Task<Proto.Letter> WholeRoad(int content = 1)
    {
        await Send();
        await Close();
        await Finalise(content);
        await Approve();
        await Sign(Ofsted);
        await Sign(Csci);
        return await Issue();
    }

    public static async Task<(Document Document, byte[] Bytes)> Download(Client who, string fileName, long revision = 0)
    {
        using var call = who.GetDocument(new() { Letter = Sample.Name, FileName = fileName, Revision = revision });
        using var bytes = new MemoryStream();
        Document? document = null;
        await foreach (var part in call.ResponseStream.ReadAllAsync())
        {
            document ??= part.Document;
            Assert.InRange(part.Data.Length, 1, 64 * 1024);
            part.Data.WriteTo(bytes);
        }
        return (document!, bytes.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Key.Dispose();
        File.Delete(keyFile);
    }
}
