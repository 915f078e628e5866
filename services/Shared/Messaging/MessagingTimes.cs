using Microsoft.Extensions.Configuration;

namespace Apa.Shared;

/// <summary>How long messaging waits, from the section <c>Messaging</c> of the configuration; what is said here stands unless it is set.</summary>
sealed class MessagingTimes(IConfiguration configuration)
{
    readonly IConfigurationSection section = configuration.GetSection("Messaging");

    /// <summary>After twice this without a sign of life a connection to the broker is given up: <c>Messaging:HeartbeatSeconds</c>, 60.</summary>
    public TimeSpan Heartbeat => Seconds("HeartbeatSeconds", 60);

    /// <summary>How long the relay waits for the broker's confirmation: <c>Messaging:PublishTimeoutSeconds</c>, 10.</summary>
    public TimeSpan Publish => Seconds("PublishTimeoutSeconds", 10);

    /// <summary>Pauses between the tries of a message that fails, in milliseconds: <c>Messaging:RetryMilliseconds:0</c> and so on; five tries in all.</summary>
    public int[] Retries => section.GetSection("RetryMilliseconds").Get<int[]>() ?? [100, 500, 1000, 3000];

    TimeSpan Seconds(string key, double unlessSet) => TimeSpan.FromSeconds(section.GetValue(key, unlessSet));
}
