using NJsonSchema;
using NJsonSchema.Validation;

namespace Apa.Cli;

/// <summary>The published JSON Schema of framework files, and everything in a file that breaks it, by line and path.</summary>
static class FrameworkSchema
{
    public static async Task<IReadOnlyList<string>> Violations(string path, CancellationToken ct)
    {
        using var stream = typeof(FrameworkSchema).Assembly.GetManifestResourceStream("framework.schema.json")!;
        var schema = await JsonSchema.FromJsonAsync(stream, ct);
        try
        {
            return [.. schema.Validate(await File.ReadAllTextAsync(path, ct)).SelectMany(Leaves).Select(Line).Distinct()];
        }
        catch (Newtonsoft.Json.JsonReaderException e)
        {
            return [$"line {e.LineNumber}: not JSON: {e.Message}"];
        }
        catch (IOException e)
        {
            throw new CommandFailed(e.Message);
        }
    }

    /// <summary>A fault inside an element of a list is the fault to be mended, not the list's.</summary>
    static IEnumerable<ValidationError> Leaves(ValidationError error) => error is ChildSchemaValidationError { Errors.Count: > 0 } parent
        ? parent.Errors.Values.SelectMany(errors => errors).SelectMany(Leaves)
        : [error];

    static string Line(ValidationError error)
    {
        var where = string.IsNullOrEmpty(error.Path) ? "the file" : error.Path.TrimStart('#', '/').Replace('/', '.');
        return $"line {error.LineNumber}: {where}: {Words(error)}";
    }

    static string Words(ValidationError error) => error.Kind switch
    {
        ValidationErrorKind.PropertyRequired => "is required",
        ValidationErrorKind.NoAdditionalPropertiesAllowed => "is no member of a framework file",
        ValidationErrorKind.NotInEnumeration => $"is none of {string.Join(", ", error.Schema.Enumeration)}",
        ValidationErrorKind.PatternMismatch => $"does not fit {error.Schema.Pattern}",
        ValidationErrorKind.TooFewItems => $"holds {error.Schema.MinItems} at least",
        ValidationErrorKind.TooFewProperties or ValidationErrorKind.TooManyProperties => "holds exactly one condition",
        ValidationErrorKind.NumberTooSmall => $"is {error.Schema.Minimum} at least",
        ValidationErrorKind.NumberTooBig => $"is {error.Schema.Maximum} at most",
        ValidationErrorKind.StringTooShort => "is empty",
        ValidationErrorKind.StringExpected => "is a text",
        ValidationErrorKind.IntegerExpected or ValidationErrorKind.NumberExpected => "is a whole number",
        ValidationErrorKind.BooleanExpected => "is true or false",
        ValidationErrorKind.ArrayExpected => "is a list",
        ValidationErrorKind.ObjectExpected => "is an object",
        _ => error.Kind.ToString(),
    };
}
