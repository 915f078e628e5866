using System.Text.Json;
using System.Text.Json.Serialization;

namespace Apa.AuditCommission;

/// <summary>
/// What a service was given: 1 to 4, 4 best; <c>n/a</c> where an authority of that type does not provide it; <c>s/r</c>, subject to
/// review, behind a score that stands or in its place.
/// </summary>
/// <param name="Value">1 to 4; null where there is none.</param>
/// <param name="UnderReview">Whether it carries the mark <c>s/r</c>.</param>
[JsonConverter(typeof(AsText))]
public readonly record struct Score(int? Value, bool UnderReview = false)
{
    const string NotApplicableText = "n/a";
    const string ReviewText = "s/r";

    /// <summary>The service is not provided.</summary>
    public static readonly Score NotApplicable;

    public bool IsNotApplicable => this == NotApplicable;

    public static Score? Parse(string text) => text switch
    {
        NotApplicableText => NotApplicable,
        ReviewText => new(null, UnderReview: true),
        [>= '1' and <= '4' and var digit] => new(digit - '0'),
        [>= '1' and <= '4' and var digit, ' ', .. ReviewText] => new(digit - '0', UnderReview: true),
        _ => null,
    };

    public override string ToString() => (Value, UnderReview) switch
    {
        (null, false) => NotApplicableText,
        (null, true) => ReviewText,
        ({ } value, false) => $"{value}",
        ({ } value, true) => $"{value} {ReviewText}",
    };

    sealed class AsText : JsonConverter<Score>
    {
        public override Score Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString() ?? "") ?? throw new JsonException("is no score");
        public override void Write(Utf8JsonWriter writer, Score value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
