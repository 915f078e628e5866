using System.Security.Cryptography;
using Google.Protobuf;

namespace Apa.Cli;

/// <summary>Request ids for the ledger that every service keeps.</summary>
static class Requests
{
    /// <summary>A new id: a person who does a thing twice means it twice.</summary>
    public static string New() => Guid.NewGuid().ToString();

    /// <summary>
    /// The same id for the same content: a driver that was interrupted asks again and gets the first answer. The content
    /// holds the etag it acts on, so the same step on a later state is another request.
    /// </summary>
    /// <param name="occasion">What tells two requests of the same content apart where they hold no etag.</param>
    public static string For(IMessage request, string occasion = "")
    {
        var hash = SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(request.Descriptor.FullName + occasion), .. request.ToByteArray()]);
        return new Guid(hash.AsSpan(0, 16)).ToString();
    }
}
