using Apa.Shared;
using RabbitMQ.Client;

namespace Apa.Faults.Tests;

/// <summary>Delivers again what was told already, often and in any order, as a broker may: straight into the queues that heard it.</summary>
sealed class Deliveries(FaultStack stack)
{
    static readonly (string From, string Type, string Queue)[] Heard =
    [
        ("indicators", "DatasetReleased", "judgement"), ("judgement", "RoundOpened", "letter"), ("judgement", "RoundOpened", "publication"),
        ("judgement", "JudgementProposed", "letter"), ("judgement", "JudgementFinalised", "letter"), ("letter", "LetterIssued", "publication"),
        ("publication", "CpaBlockScored", "audit-commission"),
    ];
    readonly Random chance = stack.Plan.Chance("deliveries");

    /// <summary>How many were delivered again.</summary>
    public int Delivered { get; private set; }

    /// <summary>Delivers everything that was sent so far once to three times more, shuffled.</summary>
    public async Task Repeat()
    {
        var messages = new List<(string Queue, byte[] Body)>();
        foreach (var (from, type, queue) in Heard)
        {
            var rows = await stack.Query(from,
                $"SELECT {OutboxRow.Columns} FROM outbox WHERE sent IS NOT NULL AND type = 'apa.{from}.v1.{type}' ORDER BY position", OutboxRow.Read);
            foreach (var row in rows)
                for (var times = chance.Next(1, 4); times > 0; times--) messages.Add((queue, CloudEvent.Write(row, $"/apa/{from}")));
        }
        var shuffled = messages.ToArray();
        chance.Shuffle(shuffled);
        await using var connection = await stack.Broker();
        await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        foreach (var (queue, body) in shuffled)
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, body);
        Delivered += shuffled.Length;
    }
}
