using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Apa.Protos.Types.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Apa.Contracts.Tests;

/// <summary>
/// JSON Schemas of the events of Publication, made from the protos: for each event one of its data in proto3 JSON and one of the
/// CloudEvent around it. Draft 7, because AsyncAPI's parser knows no later one. Comments of the protos are the descriptions.
/// </summary>
/// <remarks>Contracts grow: a member or a value of an enum that a schema does not know is valid.</remarks>
static class EventSchemas
{
    const string Draft = "http://json-schema.org/draft-07/schema#";
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>File names and contents, as the protos in the repository give them.</summary>
    public static async Task<SortedDictionary<string, string>> Make()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in (await Events()).MessageTypes.Where(message => message.Name != "PublicationKey"))
        {
            files.Add(DataFile(message), Text(Data(message)));
            files.Add($"{message.FullName}.schema.json", Text(Envelope(message)));
        }
        return files;
    }

    static string DataFile(MessageDescriptor message) => $"{message.FullName}.data.schema.json";

    static string Text(JsonObject schema) => schema.ToJsonString(Readable) + "\n";

    /// <summary>The events with the comments of their source, which generated code does not keep.</summary>
    static async Task<FileDescriptor> Events()
    {
        var registry = new ExtensionRegistry { OptionsExtensions.Always, OptionsExtensions.Form };
        var files = FileDescriptorSet.Parser.WithExtensionRegistry(registry).ParseFrom(await Buf.Run("build", "-o", "-#format=binpb")).File;
        return FileDescriptor.BuildFromByteStrings(files.Select(file => file.ToByteString()), registry).Single(file => file.Name == "apa/publication/v1/events.proto");
    }

    static JsonObject Envelope(MessageDescriptor message) => new()
    {
        ["$schema"] = Draft,
        ["$id"] = $"{message.FullName}.schema.json",
        ["title"] = message.Name,
        ["description"] = $"{Comment(message)} A CloudEvent 1.0 in structured JSON, application/cloudevents+json.",
        ["type"] = "object",
        ["required"] = Names("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "revision", "position", "data"),
        ["properties"] = new JsonObject
        {
            ["specversion"] = Constant("1.0", "Version of CloudEvents."),
            ["id"] = Described("UUID. The same event keeps it however often and whichever way it comes: drop what you have.", "string", ("format", "uuid")),
            ["source"] = Constant("/apa/publication", "Who tells."),
            ["type"] = Constant(message.FullName, "Full name of the proto message in data."),
            ["subject"] = Subject(message),
            ["time"] = Described("When it was told, RFC 3339 UTC.", "string", ("format", "date-time")),
            ["datacontenttype"] = Constant("application/json", "Media type of data."),
            ["revision"] = Described("The subject's own counter. What is lower than the highest seen of a subject is late: it stands no more.", "integer", ("minimum", 1), ("maximum", int.MaxValue)),
            ["position"] = Described("Place in the order of all events of Publication, a decimal integer of 64 bits. To read on after; has gaps.", "string", ("pattern", "^[1-9][0-9]{0,18}$")),
            ["traceparent"] = Described("W3C trace context of what caused it; absent where it was not traced.", "string", ("pattern", "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")),
            ["rehearsal"] = Constant("true", "There only in a rehearsal: nothing has happened, and nothing may be done or kept of it."),
            ["data"] = new JsonObject { ["$ref"] = DataFile(message) },
        },
    };

    static JsonObject Subject(MessageDescriptor message) => message.FindFieldByName("key") is null
        ? Described("The round, rounds/{id}.", "string", ("pattern", "^rounds/[a-z0-9-]{1,63}$"))
        : Described("The publication, rounds/{round}/publications/{la_code}.", "string", ("pattern", "^rounds/[a-z0-9-]{1,63}/publications/[0-9]{3}$"));

    static JsonObject Data(MessageDescriptor message)
    {
        var definitions = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var schema = Message(message, definitions);
        schema["description"] = $"{Comment(message)} In proto3 JSON: an absent member has its default, a member or value not described here was added later.";
        schema.Insert(0, "$schema", Draft);
        schema.Insert(1, "$id", DataFile(message));
        schema.Insert(2, "title", $"{message.Name}, its data");
        schema["definitions"] = new JsonObject(definitions.Select(definition => KeyValuePair.Create<string, JsonNode?>(definition.Key, definition.Value)));
        return schema;
    }

    static JsonObject Message(MessageDescriptor message, SortedDictionary<string, JsonObject> definitions)
    {
        var fields = message.Fields.InDeclarationOrder();
        var schema = new JsonObject { ["description"] = Comment(message), ["type"] = "object" };
        if (fields.Any(Always)) schema["required"] = Names([.. fields.Where(Always).Select(field => field.JsonName)]);
        schema["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.JsonName, Field(field, definitions))));
        return schema;
    }

    static JsonObject Field(FieldDescriptor field, SortedDictionary<string, JsonObject> definitions)
    {
        if (field.IsMap || field.RealContainingOneof is not null) throw new NotSupportedException($"{field.FullName}: no event had a map or a oneof yet");
        var schema = field.IsRepeated
            ? new JsonObject { ["type"] = "array", ["items"] = Value(field, definitions) }
            : Value(field, definitions);
        // Draft 7 sees nothing beside a $ref.
        if (schema.ContainsKey("$ref")) schema = new() { ["allOf"] = new JsonArray(schema) };
        schema.Insert(0, "description", Comment(field));
        if (Always(field) && field.FieldType == FieldType.String) schema["minLength"] = 1;
        if (!Always(field) && Default(field) is { } absent) schema["default"] = absent;
        return schema;
    }

    static JsonObject Value(FieldDescriptor field, SortedDictionary<string, JsonObject> definitions)
    {
        switch (field.FieldType)
        {
            case FieldType.String:
                var text = new JsonObject { ["type"] = "string" };
                if (Form(field) is { Length: > 0 } form) text["format"] = form;
                return text;
            case FieldType.Bool:
                return new() { ["type"] = "boolean" };
            case FieldType.Int32:
                return new() { ["type"] = "integer", ["minimum"] = int.MinValue, ["maximum"] = int.MaxValue };
            case FieldType.Int64:
                // proto3 JSON writes 64 bits as text, since JavaScript's numbers do not hold them.
                return new() { ["type"] = "string", ["pattern"] = "^-?[0-9]{1,19}$" };
            case FieldType.Enum:
                return Reference(field.EnumType.FullName, () => Enumeration(field.EnumType), definitions);
            case FieldType.Message:
                return Reference(field.MessageType.FullName, () => Message(field.MessageType, definitions), definitions);
            default:
                throw new NotSupportedException($"{field.FullName}: no event had a {field.FieldType} yet");
        }
    }

    static JsonObject Reference(string name, Func<JsonObject> make, SortedDictionary<string, JsonObject> definitions)
    {
        if (!definitions.ContainsKey(name)) definitions[name] = make();
        return new() { ["$ref"] = $"#/definitions/{name}" };
    }

    static JsonObject Enumeration(EnumDescriptor type) => new()
    {
        ["description"] = Comment(type),
        ["anyOf"] = new JsonArray(
        [
            .. type.Values.Select(value => Constant(value.Name, Comment(value))),
            Described("A value added later; take it as not said.", "string", ("pattern", "^[A-Z][A-Z0-9_]*$")),
            Described("The number of a value that the sender had no name for; take it as not said.", "integer"),
        ]),
    };

    static JsonNode? Default(FieldDescriptor field) => field.FieldType switch
    {
        _ when field.IsRepeated => new JsonArray(),
        // An empty text would not have the form.
        FieldType.String => Form(field) is { Length: > 0 } ? null : "",
        FieldType.Bool => false,
        FieldType.Int32 => 0,
        FieldType.Int64 => "0",
        FieldType.Enum => field.EnumType.FindValueByNumber(0).Name,
        _ => null,
    };

    static bool Always(FieldDescriptor field) => field.GetOptions()?.GetExtension(OptionsExtensions.Always) ?? false;
    static string? Form(FieldDescriptor field) => field.GetOptions()?.GetExtension(OptionsExtensions.Form);

    static string Comment(DescriptorBase described) => string.Join(' ', (described.Declaration?.LeadingComments ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    static JsonObject Constant(string value, string description) => new() { ["description"] = description, ["const"] = value };

    static JsonObject Described(string description, string type, params (string Keyword, JsonNode Value)[] more)
    {
        var schema = new JsonObject { ["description"] = description, ["type"] = type };
        foreach (var (keyword, value) in more) schema[keyword] = value;
        return schema;
    }

    static JsonArray Names(params string[] names) => [.. names.Select(name => (JsonNode)name)];
}
