using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Apa.Walls.Tests;

/// <summary>Requests in the shape of their descriptors, with words that look right, so that what they reach lies behind the first check.</summary>
static class Requests
{
    const int Deepest = 4;

    /// <summary>Names of what there is in the invented content, by service.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Known = new Dictionary<string, string[]>
    {
        ["indicators"] = ["datasets/figures", "datasets/figures/versions/1", "geographies/919", "geographies/820", "geographies/england", "indicators/SS-2", "comparatorSets/near"],
        ["judgement"] =
        [
            "authorities/919/assessments/apa-2006", "authorities/820/assessments/apa-2006", "rounds/apa-2006", "frameworks/apa-2006/versions/2",
            "authorities/919/assessments/apa-2006/documents/d-1", "authorities/919/assessments/apa-2006/enquiries/e-1", "authorities/919/assessments/apa-2006/representations/r-1", "rounds/apa-2006/queries/q-1",
        ],
        ["letter"] = ["authorities/919/letters/apa-2006", "authorities/820/letters/apa-2006", "rounds/apa-2006", "frameworks/apa-2006/versions/2"],
        ["publication"] = ["rounds/apa-2006/publications/919", "rounds/apa-2006/publications/820", "rounds/apa-2006", "frameworks/apa-2006/versions/2", "authorities/919/letters/apa-2006"],
    };

    /// <param name="rpc">What is asked.</param>
    /// <param name="name">What every field that names something names.</param>
    /// <param name="random">Decides where there is a choice; null: the first.</param>
    public static IMessage Make(Rpc rpc, string name, Random? random = null) => Make(rpc.Method.InputType, name, random, 0);

    static IMessage Make(MessageDescriptor type, string name, Random? random, int depth)
    {
        var message = (IMessage)Activator.CreateInstance(type.ClrType)!;
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.ContainingOneof is { IsSynthetic: false } choice && field != choice.Fields[random?.Next(choice.Fields.Count) ?? 0]) continue;
            if (field.FieldType == FieldType.Message && depth == Deepest) continue;
            if (field.IsMap) ((IDictionary)field.Accessor.GetValue(message))["BH"] = field.MessageType.FindFieldByNumber(2) is { FieldType: FieldType.String } ? "Words." : Value(field.MessageType.FindFieldByNumber(2), name, random, depth);
            else if (field.IsRepeated) ((IList)field.Accessor.GetValue(message)).Add(Value(field, name, random, depth));
            else field.Accessor.SetValue(message, Value(field, name, random, depth));
        }
        return message;
    }

    public static object Value(FieldDescriptor field, string name, Random? random, int depth) => field.FieldType switch
    {
        FieldType.Message => Make(field.MessageType, name, random, depth + 1),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[Math.Min(field.EnumType.Values.Count - 1, random?.Next(field.EnumType.Values.Count) ?? 1)].Number),
        FieldType.Bool => false,
        FieldType.Bytes => ByteString.CopyFromUtf8("indicator,la_code,place,period,value\nSS/2,919,,2005-06,5.5\n"),
        FieldType.String => Text(field, name),
        FieldType.Double => 1.5,
        FieldType.Float => 1.5f,
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => 1L,
        FieldType.UInt64 or FieldType.Fixed64 => 1UL,
        FieldType.UInt32 or FieldType.Fixed32 => 1U,
        _ => 1,
    };

    static string Text(FieldDescriptor field, string name) => field.Name switch
    {
        "request_id" => Guid.NewGuid().ToString(),
        "page_token" or "notice" => "",
        "etag" => "1",
        "la_code" => name.Contains("820", StringComparison.Ordinal) ? "820" : "919",
        "name" or "assessment" or "letter" or "round" or "dataset" or "dataset_version" or "publication" or "document" or "enquiry" or "representation" or "query" => name,
        "geography" => "geographies/919",
        "indicator" => "indicators/SS-2",
        "outcome" or "section" => "SS",
        "area" or "areas" => "social-care",
        "scale" => "apa-four-point",
        "word" => "good",
        "kind" => "coasting",
        "id" => "some-id",
        "code" => "919",
        "file_name" => "letter.html",
        "paragraph" => "findings-SS-1",
        "audience" => "public",
        "person" or "people" or "lead" => "ina",
        "moderator" => "mona",
        _ when field.Name.Contains("sha256", StringComparison.Ordinal) => new string('a', 64),
        _ when field.Name.Contains("instant", StringComparison.Ordinal) || field.Name.StartsWith("window", StringComparison.Ordinal) || field.Name.EndsWith("_at", StringComparison.Ordinal) => "2006-11-01T00:00:00Z",
        _ when field.Name.Contains("date", StringComparison.Ordinal) || field.Name is "until" or "due" or "valid_from" or "valid_to" or "start" or "end" => "2006-11-01",
        "value" or "numerator" or "denominator" or "low" or "high" or "target" => "1.5",
        _ => $"{LogCapture.Marker} words",
    };
}
