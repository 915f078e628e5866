using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Apa.Walls.Tests;

/// <summary>Hears every line that a service logs, and keeps those with <see cref="Marker"/>: a body got into a log.</summary>
public sealed class LogCapture : ILoggerProvider
{
    /// <summary>Planted into requests; nothing else holds it.</summary>
    public const string Marker = "zq7marker";

    int lines;

    public ConcurrentQueue<string> Leaks { get; } = [];
    public ConcurrentQueue<string> Errors { get; } = [];
    public int Lines => lines;

    public ILogger CreateLogger(string categoryName) => new Ear(this, categoryName);

    public void Dispose() => GC.SuppressFinalize(this);

    sealed class Ear(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Interlocked.Increment(ref capture.lines);
            var line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
            if (line.Contains(Marker, StringComparison.Ordinal)) capture.Leaks.Enqueue(line);
            if (logLevel >= LogLevel.Error) capture.Errors.Enqueue(line);
        }
    }
}
