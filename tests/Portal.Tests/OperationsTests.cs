using Apa.Shared;
using Apa.Tests;
using Microsoft.Playwright;
using RabbitMQ.Client;

namespace Apa.Portal.Tests;

public sealed class OperationsTests(Visitors visitors) : Clicks(visitors)
{
    [Fact]
    public async Task Auditor_sees_every_service_ready_and_what_it_told()
    {
        var page = await Visitors.PageOf("august-auditor", script: false);
        await page.GotoAsync("/operations");
        await Assertions.Expect(page.GetByText("Ready", new() { Exact = true })).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Link, new() { Name = "letter", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Nothing has failed.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("LetterIssued");
        Assert.Equal(404, (await page.GotoAsync("/operations/elsewhere"))!.Status);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("/operations")]
    [InlineData("/operations/letter")]
    public async Task Operations_are_refused_to_an_inspector(string address)
    {
        var page = await PageOf("ivan-inspector");
        Assert.Equal(403, (await page.GotoAsync(address))!.Status);
        await page.CloseAsync();
    }

    /// <summary>Nobody mends what is wrong here, so that it fails again.</summary>
    [Fact]
    public async Task Event_that_failed_is_shown_with_its_reason_and_given_back()
    {
        await using var connection = await new ConnectionFactory { Uri = new(Visitors.Running.BrokerAddress("admin")) }.CreateConnectionAsync(Ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.BasicPublishAsync("", "judgement", mandatory: true, new BasicProperties { ContentType = CloudEvent.ContentType }, """{"type": 7}"""u8.ToArray(), Ct);
        var page = await PageOf("august-auditor");
        await Until(page, "/operations/judgement", "main", "No event of ours");
        await page.IsAccessible();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("1 in judgement_error");
        await Refused(page, "Give back what is chosen", "Choose the messages that are given back", []);
        await Press(page, "Give everything back", "1 given back");
        await Until(page, "/operations/judgement", "main", "1 in judgement_error");
        await page.CloseAsync();
        await channel.QueuePurgeAsync("judgement_error", Ct);
    }
}

/// <summary>What a page says while its service is away; nobody else asks then.</summary>
[Collection(nameof(Moving))]
public sealed class AwayTests(Visitors visitors) : Clicks(visitors)
{
    [Fact]
    public async Task Page_says_that_a_service_is_away_and_is_there_again_with_it()
    {
        var page = await PageOf("august-auditor");
        await Visitors.Running.Kill("judgement");
        await Until(page, "/assessments", "h1", "away");
        await page.GotoAsync("/operations");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("letter");
        await Until(page, "/assessments", "h1", "Assessments");
        await page.CloseAsync();
    }
}
