using System.Collections;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Apa.Walls.Tests;

/// <summary>One thing done to a request: which of its fields, and what with it. Numbers are taken modulo what there is.</summary>
public sealed record Twist(int Field, int Kind, int Seed);

/// <summary>A request that is right in shape, and what is twisted about it.</summary>
public sealed record Attack(int Rpc, int Caller, int Name, int Seed, IReadOnlyList<Twist> Twists)
{
    static readonly Gen<int> Number = Gen.Choose(0, 1_000_000);

    static readonly Gen<Twist> OneTwist = from field in Number from kind in Gen.Choose(0, 99) from seed in Number select new Twist(field, kind, seed);

    static readonly Gen<Attack> Any =
        from rpc in Number
        from caller in Number
        from name in Number
        from seed in Number
        from count in Gen.Choose(0, 4)
        from twists in OneTwist.ListOf(count)
        select new Attack(rpc, caller, name, seed, [.. twists]);

    /// <summary>Shrinks by leaving one twist out.</summary>
    public static readonly Arbitrary<Attack> Generator = Arb.From(Any, attack => attack.Twists.Select((_, i) => attack with { Twists = [.. attack.Twists.Where((_, j) => j != i)] }));

    /// <summary>The request, the same for the same attack but for its request id.</summary>
    public IMessage Make(Rpc rpc)
    {
        var names = Requests.Known[rpc.Service];
        var request = Requests.Make(rpc, names[Name % names.Length], new Random(Seed));
        foreach (var twist in Twists)
        {
            var fields = Fields(request).ToList();
            if (fields.Count > 0) Apply(twist, fields[twist.Field % fields.Count].Message, fields[twist.Field % fields.Count].Field);
        }
        return request;
    }

    static IEnumerable<(IMessage Message, FieldDescriptor Field)> Fields(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            yield return (message, field);
            if (field.FieldType != FieldType.Message || field.IsMap) continue;
            var value = field.Accessor.GetValue(message);
            foreach (var inner in field.IsRepeated ? ((IList)value).Cast<IMessage>().Take(3) : value is IMessage one ? [one] : [])
                foreach (var found in Fields(inner)) yield return found;
        }
    }

    static void Apply(Twist twist, IMessage message, FieldDescriptor field)
    {
        if (twist.Kind < 15) field.Accessor.Clear(message);
        else if (field.IsMap) ((IDictionary)field.Accessor.GetValue(message)).Clear();
        else if (field.IsRepeated) Repeat((IList)field.Accessor.GetValue(message), twist, field);
        else if (Odd(twist, field) is { } odd) field.Accessor.SetValue(message, odd);
        else field.Accessor.Clear(message);
    }

    /// <summary>The same again and again, or an odd one among those that are there.</summary>
    static void Repeat(IList list, Twist twist, FieldDescriptor field)
    {
        if (twist.Kind < 40 && list.Count > 0)
            for (var i = twist.Seed % 3 == 0 ? 1500 : 1; i > 0; i--) list.Add(list[0]);
        else if (Odd(twist, field) is { } odd) list.Add(odd);
    }

    static object? Odd(Twist twist, FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => Words.Odd[twist.Seed % Words.Odd.Count],
        FieldType.Bytes => ByteString.CopyFrom(Noise(twist.Seed)),
        FieldType.Bool => true,
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, Words.Numbers[twist.Seed % Words.Numbers.Count]),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Words.Numbers[twist.Seed % Words.Numbers.Count],
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Words.Numbers[twist.Seed % Words.Numbers.Count] * (twist.Seed % 2 == 0 ? 1L : int.MaxValue),
        FieldType.UInt32 or FieldType.Fixed32 => uint.MaxValue,
        FieldType.UInt64 or FieldType.Fixed64 => ulong.MaxValue,
        FieldType.Double => twist.Seed % 2 == 0 ? double.NaN : double.PositiveInfinity,
        FieldType.Float => float.NegativeInfinity,
        _ => null,
    };

    static byte[] Noise(int seed)
    {
        var bytes = new byte[seed % 4096];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}

/// <summary>Words and numbers that something, somewhere, once choked on.</summary>
static class Words
{
    const string M = LogCapture.Marker;

    public static readonly IReadOnlyList<int> Numbers = [0, 1, -1, 2, 99, 1000, 1001, 1_000_000, int.MaxValue, int.MinValue, 65_536, -99];

    public static readonly IReadOnlyList<string> Odd =
    [
        "", " ", "\0", $"{M}\0", $"{M}\u0007\u001b[31m", $"{M}\r\nX-Injected: yes", "\u202e" + M, "\ufeff" + M, "\ud83d\ude00" + M, "e\u0301" + M,
        new('x', 501), new('x', 100_000), string.Concat(Enumerable.Repeat(M, 20_000)), new('/', 10_000), string.Concat(Enumerable.Repeat("{{", 5_000)), string.Concat(Enumerable.Repeat("> ", 4_000)) + M,
        "NaN", "Infinity", "-Infinity", "1e999", "-0", "0x10", "1,5", "1.5.5", "999999999999999", "9999999999999999999999999", "0.0000001", "-999999999999999.999999", "٣",
        "0000-00-00", "9999-12-31", "0001-01-01", "2006-02-30", "2006-11-01T25:00:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00+14:00", "Europe/Nowhere", "Z",
        "00000000-0000-0000-0000-000000000000", "not-a-uuid", "{00000000-0000-0000-0000-000000000000}",
        "919", "000", "9191", "authorities/919/assessments/apa-2006", "authorities/820/letters/apa-2006", "authorities/000/assessments/none", "rounds/none", "rounds/apa-2006/publications/000",
        "datasets/none/versions/99999999999999999999", "datasets/figures/versions/-1", "datasets/figures/versions/0", "datasets/figures/versions/1", "frameworks/apa-2006/versions/2147483648", "authorities/919/assessments/apa-2006/statements/none",
        "authorities//letters/", "../../../etc/passwd", "..\\..\\windows", "letter.html/../../keys", "%2e%2e%2f", "CON", "letter.pdf\0.html",
        $"'; DROP TABLE outbox; -- {M}", $"\" OR 1=1 {M}", "\\", "%", "_", "$1", "{0}", "{{ authority.name | times: 9 }}", "{% for i in (1..100000000) %}x{% endfor %}", "{{figure s-1}}", "{{figure ../../x 2005-06}}",
        $"<script>{M}</script>", $"=HYPERLINK(\"x\",\"{M}\")", "[x](javascript:alert(1))", "![x](file:///etc/passwd)", "| a | b |\n|---|---|\n| c |", "```\n", "<!-- ", "&#0;", "]]>",
        "AAAA", Convert.ToBase64String("deadbeefdead:1"u8), Convert.ToBase64String("e3b0c44298fc:x"u8), Convert.ToBase64String(new byte[500]),
    ];
}
