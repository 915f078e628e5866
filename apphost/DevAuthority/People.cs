using System.Text.Json;

namespace Apa.DevAuthority;

/// <summary>An invented person and their roles.</summary>
public sealed record Person(string Sub, string Name, IReadOnlyList<string> Roles, string? Note = null);

/// <summary>The people of development, from a file; several for a role, so that four eyes can be tried.</summary>
public sealed class People
{
    static readonly string[] Plain = ["administrator", "analyst", "inspector", "moderator", "editor", "publisher", "auditor"];
    readonly Dictionary<string, Person> bySub;

    People(IEnumerable<Person> people) => bySub = people.ToDictionary(p => p.Sub);

    /// <summary>Everyone, in the order of the file.</summary>
    public IEnumerable<Person> All => bySub.Values;

    public Person? Find(string sub) => bySub.GetValueOrDefault(sub);

    /// <exception cref="InvalidDataException">Everything that is wrong with the file.</exception>
    public static People Read(string path)
    {
        PeopleFile? file;
        try
        {
            file = JsonSerializer.Deserialize<PeopleFile>(File.ReadAllText(path), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
        var people = file?.People ?? [];
        var wrong = people.GroupBy(p => p.Sub).Where(g => g.Count() > 1).Select(g => $"'{g.Key}' stands {g.Count()} times")
            .Concat(people.Where(p => p.Sub.Length == 0 || p.Name.Length == 0).Select(p => $"'{p.Sub}' needs sub and name"))
            .Concat(people.SelectMany(p => p.Roles.Where(r => !IsRole(r)).Select(r => $"'{p.Sub}' has the unknown role '{r}'")))
            .ToList();
        return wrong.Count == 0 ? new(people) : throw new InvalidDataException($"{path}: {string.Join("; ", wrong)}");
    }

    static bool IsRole(string role) => role.Split(':') switch
    {
        [var plain] => Plain.Contains(plain),
        ["authority", var la] => la.Length == 3 && la.All(char.IsAsciiDigit),
        ["signatory", var body] => body is "ofsted" or "csci",
        _ => false,
    };

    sealed record PeopleFile(IReadOnlyList<Person>? People);
}
