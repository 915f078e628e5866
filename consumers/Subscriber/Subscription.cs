using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace Apa.Subscriber;

/// <summary>
/// Reads an audience's events, each at least once and, as far as a crash allows, once: binds its queue first, then catches up by the
/// replay, then reads the queue. An event is acknowledged after the handler and then the checkpoint are done with it.
/// </summary>
public sealed partial class Subscription
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>A span for each event handed over, in the event's own trace.</summary>
    public static readonly ActivitySource Source = new("Apa.Subscriber");

    readonly SubscriptionOptions options;
    readonly IEventHandler handler;
    readonly ICheckpoints checkpoints;
    readonly TimeProvider time;
    readonly ILogger<Subscription> log;
    volatile SubscriptionHealth health = new(SubscriptionPhase.Waiting, "its start", 0);
    Checkpoint? loaded;

    public Subscription(SubscriptionOptions options, IEventHandler handler, ICheckpoints checkpoints, TimeProvider time, ILogger<Subscription> log)
    {
        if (options.Broker is null && options.Replay is null) throw new ArgumentException("neither a broker nor a replay is given", nameof(options));
        (this.options, this.handler, this.checkpoints, this.time, this.log) = (options, handler, checkpoints, time, log);
    }

    /// <summary>Where it stands now.</summary>
    public SubscriptionHealth Health => health;

    Checkpoint Kept => loaded ?? throw new InvalidOperationException("the checkpoint is not loaded");

    /// <summary>Reads until it is told to stop. What fails is tried again, ever later; it is in <see cref="Health"/> and in the log.</summary>
    public async Task Run(CancellationToken ct)
    {
        await Task.Yield();
        var pause = FirstPause;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                loaded ??= await checkpoints.Load(ct);
                await (options.Broker is null ? Poll(ct) : Listen(options.Broker, ct));
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break;
            }
            // Whatever the handler, the store, the broker or the replay may throw: the next try may go well, and nothing was lost.
            catch (Exception e)
            {
                // Was it live until now? Then it is a new fault, and the first retry comes soon.
                pause = health.IsReady ? FirstPause : Least(options.LongestPause, pause * 2);
                Enter(SubscriptionPhase.Waiting, (e as OperationInterruptedException)?.ShutdownReason?.ReplyText ?? e.Message);
                LogWaits(health.WaitsFor);
                await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        Enter(SubscriptionPhase.Stopped);
    }

    async Task Poll(CancellationToken ct)
    {
        while (true)
        {
            await CatchUp(options.Replay!, ct);
            Enter(SubscriptionPhase.Live);
            await Task.Delay(options.PollEvery, time, ct);
        }
    }

    /// <summary>Bound first: what is told while we catch up waits in the queue.</summary>
    async Task Listen(BrokerQueue broker, CancellationToken ct)
    {
        await using var queue = await QueueReader.Open(broker, ct);
        if (options.Replay is not null) await CatchUp(options.Replay, ct);
        await queue.Start(ct);
        Enter(SubscriptionPhase.Live);
        LogListens(broker.Queue, broker.Exchanges.Count);
        while (true)
        {
            await queue.Wait(ct);
            await TakeWaiting(queue, ct);
        }
    }

    /// <summary>Takes what has come, then keeps and acknowledges it in one step: one flush to the disk for a burst.</summary>
    async Task TakeWaiting(QueueReader queue, CancellationToken ct)
    {
        var (news, taken) = (new List<Mark>(), 0ul);
        try
        {
            for (var i = 0; i < QueueReader.Prefetch && queue.TryTake(out var delivery); i++)
            {
                await Take(delivery.Body, replayed: false, news, ct);
                taken = delivery.Tag;
            }
        }
        finally
        {
            // What was handled before a failure, too.
            await Save(news);
            if (taken > 0) await queue.Acknowledge(taken);
        }
        Enter(SubscriptionPhase.Live);
    }

    async Task CatchUp(IReplay replay, CancellationToken ct)
    {
        if (!health.IsReady) Enter(SubscriptionPhase.CatchingUp);
        while (true)
        {
            var page = await replay.After(Kept.Position, options.PageSize, ct);
            if (page.More && page.Next <= Kept.Position) throw new InvalidDataException("the replay says that there is more, and does not lead on");
            var news = new List<Mark>();
            try
            {
                foreach (var body in page.Bodies) await Take(body, replayed: true, news, ct);
                if (page.Next > Kept.Position) Note(new(page.Next), news);
            }
            finally
            {
                await Save(news);
            }
            if (page.Bodies.Count > 0) LogCaughtUp(page.Bodies.Count, page.Next);
            if (!page.More) return;
            Enter(SubscriptionPhase.CatchingUp);
        }
    }

    /// <summary>Hands an event over unless it is known, and notes it.</summary>
    async Task Take(ReadOnlyMemory<byte> body, bool replayed, List<Mark> news, CancellationToken ct)
    {
        ReceivedEvent e;
        try
        {
            e = ReceivedEvent.Read(body);
        }
        catch (FormatException why)
        {
            LogUnreadable(why.Message);
            await handler.Unreadable(body, why.Message, ct);
            return;
        }
        var standing = Kept.StandingOf(e);
        LogTook(e.Type, e.Subject, e.Revision, standing);
        if (standing == Standing.Known) return;
        using (var activity = Source.StartActivity($"handle {e.Type}", ActivityKind.Consumer, e.Traceparent))
        {
            activity?.SetTag("messaging.message.id", e.Id).SetTag("apa.subject", e.Subject).SetTag("apa.revision", e.Revision).SetTag("apa.standing", standing.ToString());
            await handler.Handle(e, standing, ct);
        }
        Note(Kept.MarkOf(e, replayed), news);
    }

    void Note(Mark mark, List<Mark> news)
    {
        Kept.Apply(mark);
        news.Add(mark);
    }

    async Task Save(List<Mark> news)
    {
        if (news.Count == 0) return;
        try
        {
            // Also while stopping: what is handled should not come again.
            await checkpoints.Save(Kept, news, CancellationToken.None);
        }
        catch
        {
            // It knows more now than was kept, and would take what comes again for known.
            loaded = null;
            throw;
        }
    }

    void Enter(SubscriptionPhase phase, string waitsFor = "") => health = new(phase, waitsFor, loaded?.Position ?? health.Position);

    static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(Level = LogLevel.Information, Message = "Listens on {Queue}, bound to {Exchanges} exchanges")]
    private partial void LogListens(string queue, int exchanges);

    [LoggerMessage(Level = LogLevel.Information, Message = "Not listening: {WaitsFor}")]
    private partial void LogWaits(string waitsFor);

    [LoggerMessage(Level = LogLevel.Information, Message = "Caught up by {Events} events to position {Position}")]
    private partial void LogCaughtUp(int events, long position);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Type} of {Subject} revision {Revision} is {Standing}")]
    private partial void LogTook(string type, string subject, int revision, Standing standing);

    [LoggerMessage(Level = LogLevel.Error, Message = "A body is no event: {Why}")]
    private partial void LogUnreadable(string why);
}
