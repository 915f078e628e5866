using MassTransit;
using Microsoft.Extensions.Logging;

namespace Apa.Shared;

/// <summary>
/// The one consumer of a service's queue. A fault of the message is retried by MassTransit and ends in the error queue; a missing
/// database is not the message's fault: the consumer waits until it is back, and with it the whole queue, in order.
/// </summary>
sealed partial class EventConsumer<TDb>(Inbox<TDb> inbox, TimeProvider time, ILogger<EventConsumer<TDb>> log) : IConsumer<CloudEvent> where TDb : ServiceDb
{
    public async Task Consume(ConsumeContext<CloudEvent> context)
    {
        for (var pause = 200; ; pause = Math.Min(5000, pause * 2))
        {
            try
            {
                await inbox.Take(context.Message, context.CancellationToken);
                return;
            }
            catch (Exception e) when (Database.IsAway(e) && !context.CancellationToken.IsCancellationRequested)
            {
                LogPaused(context.Message.Type, context.Message.Id, e.GetBaseException().Message);
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, context.CancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} {Id} paused: the database is away ({Error})")]
    private partial void LogPaused(string type, string id, string error);
}
