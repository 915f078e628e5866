using System.Security.Cryptography;
using System.Text;

namespace Apa.Shared;

/// <summary>One request for many: each of them is a request of its own, so that asking again goes on where it was cut off.</summary>
public static class RequestIds
{
    /// <summary>The request id of one of many: the same for the same request and name.</summary>
    public static string Of(string requestId, string name) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{Guid.Parse(requestId)} {name}")).AsSpan(0, 16)).ToString();
}
