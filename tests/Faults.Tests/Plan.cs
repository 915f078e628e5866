using System.Globalization;
using System.Security.Cryptography;

namespace Apa.Faults.Tests;

/// <summary>How much is tried, and the seed from which everything random follows: the same seed tries the same again.</summary>
/// <param name="Seed">Given by APA_SEED, else any.</param>
/// <param name="Long">APA_FAULTS=long: every fault over a whole round; else the few that an ordinary test run can afford.</param>
public sealed record Plan(int Seed, bool Long)
{
    public static Plan Read() => new(
        Environment.GetEnvironmentVariable("APA_SEED") is { Length: > 0 } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : RandomNumberGenerator.GetInt32(1, 1_000_000),
        Environment.GetEnvironmentVariable("APA_FAULTS") == "long");

    /// <summary>The seed's own authority, whose judgement, letter and PDF are made as people make them.</summary>
    public const string SeedCode = "919";

    /// <summary>Authorities of the round.</summary>
    public int Authorities => Long ? 30 : 6;

    /// <summary>Processes of each service.</summary>
    public int Replicas => Long ? 2 : 1;

    /// <summary>Invented authorities, judged as the seed's.</summary>
    public IReadOnlyList<string> Invented => [.. Enumerable.Range(101, Authorities - 1).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    public IReadOnlyList<string> All => [SeedCode, .. Invented];

    /// <summary>Another stream of chances for each purpose: one that draws more does not shift the others.</summary>
    public Random Chance(string purpose) => new(HashCode(purpose) ^ Seed);

    static int HashCode(string text) => BitConverter.ToInt32(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
