using System.Security.Cryptography;
using Apa.Publications.Tests.Service;
using Apa.Tests;
using Microsoft.EntityFrameworkCore;

namespace Apa.Publications.Tests.Web;

/// <summary>What answers hold in memory. Nothing else runs meanwhile: the memory is the process's.</summary>
[Collection(Alone)]
public sealed class MemoryTests(PostgresFixture postgres)
{
    const string Alone = "alone";
    const string Pdf = "/authorities/919/letters/apa-2006/documents/letter.pdf";
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class Definition;

    [Fact]
    public async Task Twenty_slow_readers_of_a_large_document_hold_no_copy_of_it()
    {
        const int size = 20_000_000;
        await using var app = await PublicationApp.Start(postgres);
        var big = RandomNumberGenerator.GetBytes(size);
        app.Letters.Spoil = _ => big;
        var letter = Given.Letter();
        letter.Documents.Clear();
        letter.Documents.Add(new Protos.Letters.V1.Document { FileName = "letter.pdf", MediaType = "application/pdf", Size = size, Sha256 = Convert.ToHexStringLower(SHA256.HashData(big)) });
        await app.Host.Deliver(letter, letter.Letter, 1);
        app.PassTheInstant();
        await app.Schedule(await app.Reaches(Proto.PublicationState.Pending));

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Host.Http.GetAsync(Pdf, HttpCompletionOption.ResponseHeadersRead, Ct)));
        var streams = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStreamAsync(Ct)));
        foreach (var stream in streams) await stream.ReadExactlyAsync(new byte[100_000], Ct);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.SendDiagnosticMessage($"20 readers of {size:N0} bytes held {held:N0} bytes");
        Assert.InRange(held, long.MinValue, size / 2);

        var rest = new byte[size - 100_000];
        await streams[7].ReadExactlyAsync(rest, Ct);
        Assert.True(big.AsSpan(100_000).SequenceEqual(rest));
        using var end = new HttpRequestMessage(HttpMethod.Get, Pdf) { Headers = { Range = new(size - 10, null) } };
        using var last = await app.Host.Http.SendAsync(end, Ct);
        Assert.Equal(big[^10..], await last.Content.ReadAsByteArrayAsync(Ct));
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Ten_years_of_a_hundred_and_fifty_councils_take_no_more_memory_than_one()
    {
        await using var app = await Published.Register(postgres);
        await app.Host.WithDb(db => db.Database.ExecuteSqlRawAsync("""
            INSERT INTO rounds SELECT (jsonb_populate_record(r, jsonb_build_object('id', 'year-' || y))).* FROM rounds r, generate_series(2011, 2020) y WHERE r.id = 'apa-2006';
            INSERT INTO publications SELECT (jsonb_populate_record(p, jsonb_build_object('uid', gen_random_uuid(), 'round_id', 'year-' || y, 'la_code', la::text,
                'letter', jsonb_set(p.letter, '{{letterDate}}', to_jsonb(y || '-11-01'))))).*
            FROM publications p, generate_series(2011, 2020) y, generate_series(201, 350) la WHERE p.round_id = 'apa-2006' AND p.la_code = '820';
            """, Ct));
        using var answer = await app.Host.Http.GetAsync("/judgements.csv", HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var stream = await answer.Content.ReadAsStreamAsync(Ct);
        var (buffer, lines, held) = (new byte[32 * 1024], 0, new List<long>());
        for (int read; (read = await stream.ReadAsync(buffer, Ct)) > 0;)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            held.Add(GC.GetTotalMemory(forceFullCollection: true));
        }
        Assert.Equal(1 + 9 + (10 * 150 * 3), lines);
        TestContext.Current.SendDiagnosticMessage($"{lines} lines; at most {held.Max() - held[0]:N0} bytes more than at the first part");
        Assert.InRange(held.Max() - held[0], long.MinValue, 2_000_000);
    }
}
