using System.Globalization;
using Apa.Protos.Publications.V1;
using Apa.Protos.Types.V1;
using Apa.Shared;

namespace Apa.Publications.Web;

/// <summary>What a reader wants to see of a register; empty words ask for everything.</summary>
/// <param name="State">A word of <see cref="Wording.State"/> with dashes.</param>
/// <param name="Area">An area's id.</param>
/// <param name="Grade">A grade's word or value, of that area or, where none is named, of any.</param>
/// <param name="Name">Part of a name, or a code.</param>
/// <param name="Region">A region's code or name.</param>
public sealed record RegisterQuery(string State, string Area, string Grade, string Name, string Region, int Page, int Size)
{
    public const int DefaultSize = 50;

    /// <summary>Every member at once.</summary>
    public static readonly RegisterQuery Everyone = new("", "", "", "", "", 1, 100_000);

    public static RegisterQuery Read(IQueryCollection query, Check check)
    {
        string Text(string key) => query[key].ToString().Trim();
        int Number(string key, int otherwise, int most)
        {
            var number = otherwise;
            check.That(Text(key).Length == 0 || (int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most), key, $"is a number from 1 to {most}");
            return number;
        }
        var state = Text("state");
        check.That(state.Length == 0 || Wording.States.Any(known => Wording.Id(known) == state), "state", $"is one of {string.Join(", ", Wording.States.Select(Wording.Id))}");
        return new(state, Text("area"), Text("grade"), Text("name"), Text("region"), Number("page", 1, 100_000), Number("size", DefaultSize, 1000));
    }

    public bool Matches(RegisterEntry entry) =>
        (State.Length == 0 || Wording.Id(entry.State) == State)
        && (Name.Length == 0 || Named(entry.Authority))
        && (Region.Length == 0 || entry.Authority.Region == Region || entry.Authority.RegionName.Equals(Region, StringComparison.OrdinalIgnoreCase))
        && ((Area.Length == 0 && Grade.Length == 0) || entry.Grades.Any(grade => (Area.Length == 0 || grade.Area == Area) && (Grade.Length == 0 || IsGrade(grade.Grade))));

    bool Named(AuthorityRef authority) =>
        authority.Name.Contains(Name, StringComparison.OrdinalIgnoreCase) || authority.FormalName.Contains(Name, StringComparison.OrdinalIgnoreCase)
        || authority.LaCode == Name || authority.Codes.Any(code => code.Value.Equals(Name, StringComparison.OrdinalIgnoreCase));

    bool IsGrade(Grade grade) => grade.Word.Equals(Grade, StringComparison.OrdinalIgnoreCase) || grade.Value.ToString(CultureInfo.InvariantCulture) == Grade;

    /// <summary>The same question for another page of the answer.</summary>
    public string ForPage(int page)
    {
        var parts = new (string Key, string Value)[]
        {
            ("state", State), ("area", Area), ("grade", Grade), ("name", Name), ("region", Region),
            ("size", Size == DefaultSize ? "" : Size.ToString(CultureInfo.InvariantCulture)), ("page", page == 1 ? "" : page.ToString(CultureInfo.InvariantCulture)),
        };
        var query = QueryString.Create(parts.Where(part => part.Value.Length > 0).Select(part => KeyValuePair.Create<string, string?>(part.Key, part.Value)));
        return query.ToString();
    }
}

/// <summary>A member as its line in the register shows it.</summary>
/// <param name="Notice">That the letter was corrected or withdrawn, in words; empty where it was not.</param>
/// <param name="Revision">The letter's revision that stands; 0 where none does.</param>
public sealed record RegisterRow(RegisterEntry Entry, string Notice, long Revision)
{
    public Grade? Of(string area) => Entry.Grades.FirstOrDefault(grade => grade.Area == area)?.Grade;
}

/// <summary>A page of a round's register, by name.</summary>
/// <param name="Regions">Regions that members lie in, by name.</param>
public sealed record RegisterView(
    Round Round, Register Register, RegisterQuery Query, IReadOnlyList<RegisterRow> Rows, int Found, IReadOnlyList<string> Areas, IReadOnlyList<string> Words,
    IReadOnlyList<(string Code, string Name)> Regions)
{
    public int Pages => Math.Max(1, (Found + Query.Size - 1) / Query.Size);

    public bool Synthetic => Register.Entries.Any(entry => entry.Synthetic);

    /// <summary>What an area is called here.</summary>
    public string Title(string area) => Wording.Area(area, Register.Areas);

    public static RegisterView Of(Round round, IReadOnlyDictionary<string, PublicLetter> letters, AreaTitles titles, RegisterQuery query)
    {
        var standing = letters.Values.SelectMany(letter => letter.Revisions).Where(p => p.State != PublicationState.Superseded).OrderBy(p => p.LetterRevision);
        var register = PublicRegister.Of(round, standing, titles.Of(round.Document.Framework));
        var found = register.Entries.Where(query.Matches)
            .OrderBy(entry => entry.Authority.Name, StringComparer.OrdinalIgnoreCase).ThenBy(entry => entry.Authority.LaCode, StringComparer.Ordinal).ToList();
        var rows = found.Skip((query.Page - 1) * query.Size).Take(query.Size).Select(entry => Row(entry, letters.GetValueOrDefault(entry.Authority.LaCode)));
        var grades = register.Entries.SelectMany(entry => entry.Grades).ToList();
        return new(round, register, query, [.. rows], found.Count,
            [.. grades.Select(grade => grade.Area).Distinct()],
            [.. grades.OrderByDescending(grade => grade.Grade.Value).Select(grade => grade.Grade.Word).Distinct()],
            [.. register.Entries.Select(entry => entry.Authority).Where(authority => authority.Region.Length > 0).DistinctBy(authority => authority.Region)
                .Select(authority => (authority.Region, Wording.Region(authority))).OrderBy(region => region.Item2, StringComparer.OrdinalIgnoreCase)]);
    }

    static RegisterRow Row(RegisterEntry entry, PublicLetter? letter) => new(entry, letter is null ? "" : Wording.Notice(letter, entry.Reason), letter?.Current?.LetterRevision ?? 0);
}
