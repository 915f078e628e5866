namespace Apa.Subscriber;

/// <summary>Where a subscription stands.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="WaitsFor">What it waits for, in words; empty where it does not.</param>
/// <param name="Position">Everything up to here was handled.</param>
public sealed record SubscriptionHealth(SubscriptionPhase Phase, string WaitsFor, long Position)
{
    /// <summary>Whether it hears what is told now.</summary>
    public bool IsReady => Phase == SubscriptionPhase.Live;
}

/// <summary>What a subscription does.</summary>
public enum SubscriptionPhase
{
    /// <summary>Not started, or trying again.</summary>
    Waiting,

    /// <summary>The queue is bound, and what was told before is read.</summary>
    CatchingUp,

    /// <summary>It hears events as they are told, or at the next poll.</summary>
    Live,

    /// <summary>It was told to stop.</summary>
    Stopped,
}
