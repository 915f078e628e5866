namespace Apa.Portal;

/// <summary>Where everybody reads what is published; null where that is not configured.</summary>
public sealed class PublicAddresses(IConfiguration configuration)
{
    public string? Register { get; } = configuration["Register:Address"] is { Length: > 0 } address ? address.TrimEnd('/') : null;

    public string? Round(string round) => Register is null ? null : $"{Register}/rounds/{round}";

    public string? Letter(string la, string round) => Register is null ? null : $"{Register}/authorities/{la}/letters/{round}";
}
