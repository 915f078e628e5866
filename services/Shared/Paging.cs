using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace Apa.Shared;

/// <summary>
/// Keyset pages: the token carries the last key and a hash of the filter, so that a token of another question is refused.
/// </summary>
public sealed record Paging(int Size, string After, string Filter)
{
    public const int Default = 50;
    public const int Most = 1000;
    const string NotOfThisList = "is not a token of this list with these filters";

    /// <summary>Reads what a caller asked for; <paramref name="filter"/> is everything else that decides which rows come.</summary>
    public static Paging Read(int pageSize, string pageToken, params string[] filter)
    {
        var check = new Check().That(pageSize is >= 0 and <= Most, "page_size", $"is {pageSize}, 1 to {Most} are taken (0 means {Default})");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', filter))).AsSpan(0, 6));
        var after = "";
        if (pageToken.Length > 0)
        {
            after = Decode(pageToken, hash);
            check.That(after.Length > 0, "page_token", NotOfThisList);
        }
        check.ThrowIfAny();
        return new(pageSize == 0 ? Default : pageSize, after, hash);
    }

    /// <summary>The last number, where the key is one; 0 on the first page.</summary>
    public long Number => After.Length == 0 ? 0 : Insist(long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number), number);

    /// <summary>How many were shown, where the key is a place in an order; 0 on the first page.</summary>
    public int Place => After.Length == 0 ? 0 : Insist(int.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var place), place);

    /// <summary>The last id, where the key is a UUID; null on the first page.</summary>
    public Guid? Uid => After.Length == 0 ? null : Insist(Guid.TryParse(After, out var uid), uid);

    /// <summary>The key as it was read; a token whose key is none of the list's is refused like any other that was not made here.</summary>
    public static T Insist<T>(bool isKey, T key)
    {
        new Check().That(isKey, "page_token", NotOfThisList).ThrowIfAny();
        return key;
    }

    /// <summary>A number as a key.</summary>
    public static string Key(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>How many to read: one more than is shown tells whether there is a next page.</summary>
    public int Take => Size + 1;

    /// <summary>Cuts what was read to the page and makes the next token, empty on the last page.</summary>
    public (IReadOnlyList<T> Page, string NextPageToken) Cut<T>(IReadOnlyList<T> read, Func<T, string> key) => read.Count <= Size
        ? (read, "")
        : (read.Take(Size).ToList(), ByteString.CopyFromUtf8($"{Filter}:{key(read[Size - 1])}").ToBase64());

    static string Decode(string token, string hash)
    {
        try
        {
            var text = ByteString.FromBase64(token).ToStringUtf8();
            return text.StartsWith(hash + ":", StringComparison.Ordinal) ? text[(hash.Length + 1)..] : "";
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
