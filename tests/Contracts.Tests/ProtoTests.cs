namespace Apa.Contracts.Tests;

/// <summary>The contracts are linted, commented and only grow.</summary>
public sealed class ProtoTests
{
    [Fact]
    public async Task Protos_pass_the_linter_and_are_formatted()
    {
        await Buf.Run("lint");
        await Buf.Run("format", "--diff", "--exit-code");
    }

    [Fact]
    public Task Protos_only_grow_since_the_baseline() => Buf.Run("breaking", "--against", "baseline/apa.binpb");
}
