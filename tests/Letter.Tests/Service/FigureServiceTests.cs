using System.Text;
using Apa.Protos.Letters.V1;
using Apa.Tests;
using Google.Rpc;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Letters.Tests.Service;

/// <summary>Figures of a text, and the preview of a framework, through the service.</summary>
public sealed class FigureServiceTests(PostgresFixture postgres)
{
    static async Task<RpcException> Refused(Func<Task> call) => await Assert.ThrowsAsync<RpcException>(call);

    [Fact]
    public async Task The_letter_s_own_text_and_any_other_are_held_against_the_evidence()
    {
        await using var app = await LetterApp.Drafted(postgres);

        var own = await app.Editor.CheckFiguresAsync(new() { Letter = Sample.Name });
        Assert.Subset(own.Numerals.SelectMany(numeral => numeral.References).ToHashSet(), new HashSet<string> { "s-1", "s-2", "CF/C20 2005-06", "s-4", "s-5" });
        Assert.Equal(own.Numerals.Count, own.Bound + own.Unmatched + own.Contradicted + own.Names);

        var pasted = await app.Editor.CheckFiguresAsync(new() { Letter = Sample.Name, Text = "9% of young people are not in education, employment or training." });
        var numeral = Assert.Single(pasted.Numerals);
        Assert.Equal((NumeralFinding.Contradicted, "s-5"), (numeral.Finding, numeral.References.Single()));
        Assert.Contains("5.5%", numeral.What);
    }

    [Theory]
    [InlineData("x", 200_001)]
    [InlineData("1 ", 4_001)]
    public async Task A_text_that_is_too_much_is_refused_by_its_field(string part, int times)
    {
        await using var app = await LetterApp.Drafted(postgres);
        var refused = await Refused(async () => await app.Editor.CheckFiguresAsync(new() { Letter = Sample.Name, Text = string.Concat(Enumerable.Repeat(part, times)) }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal("text", Assert.Single(refused.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations).Field);
    }

    [Fact]
    public async Task An_authority_checks_figures_once_the_letter_is_with_it()
    {
        await using var app = await LetterApp.Drafted(postgres);
        Assert.Equal(StatusCode.NotFound, (await Refused(async () => await app.Authority.CheckFiguresAsync(new() { Letter = Sample.Name }))).StatusCode);
        await app.Send();
        Assert.NotEmpty((await app.Authority.CheckFiguresAsync(new() { Letter = Sample.Name })).Numerals);
    }

    [Fact]
    public async Task A_preview_is_drawn_and_nothing_is_kept()
    {
        await using var app = await LetterApp.Start(postgres);
        using var call = app.Admin.PreviewLetter(new() { Framework = Sample.Framework, FileName = "letter.txt" });
        var text = new StringBuilder();
        await foreach (var part in call.ResponseStream.ReadAllAsync()) text.Append(part.Data.ToStringUtf8());

        Assert.Contains("SYNTHETIC", text.ToString());
        Assert.Contains("Dear Ms Sample", text.ToString());
        Assert.Equal((0, 0), await app.Host.WithDb(async db => (await db.Letters.CountAsync(), await db.Frameworks.CountAsync())));
    }

    [Fact]
    public async Task A_preview_of_a_framework_with_mistakes_names_them()
    {
        await using var app = await LetterApp.Start(postgres);
        var framework = Sample.Framework;
        framework.Blocks.First(block => block.Id == "thanks").Text = "{{ round.titel }}";
        using var call = app.Admin.PreviewLetter(new() { Framework = framework, FileName = "letter.txt" });
        var refused = await Refused(async () => await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal("framework.blocks[thanks].text", Assert.Single(refused.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations).Field);
    }
}
