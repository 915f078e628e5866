using System.Diagnostics;
using System.Globalization;

namespace Apa.Faults.Tests;

/// <summary>What was done and tried, counted, for the table at the end.</summary>
sealed class Ledger
{
    readonly Stopwatch watch = Stopwatch.StartNew();
    readonly List<string> injected = [];
    int tried;
    int unanswered;

    public void Injected(string fault)
    {
        lock (injected) injected.Add(fault);
        Say(fault);
    }

    /// <summary>A line with the seconds since the round began.</summary>
    public void Say(string line) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"faults| {watch.Elapsed.TotalSeconds,5:0} s  {line}"));

    public void Tried() => Interlocked.Increment(ref tried);
    public void Unanswered() => Interlocked.Increment(ref unanswered);

    /// <summary>Prints the table.</summary>
    public void Print(Plan plan, params (string What, long Count)[] figures)
    {
        lock (injected)
        {
            List<(string What, long Count)> lines =
            [
                ("seed", plan.Seed), ("authorities", plan.Authorities), ("processes of each service", plan.Replicas), ("faults injected", injected.Count),
                ("requests tried", tried), ("of these without an answer", unanswered), .. figures,
            ];
            foreach (var (what, count) in lines) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"faults| {what,-45} {count,8}"));
        }
    }
}
