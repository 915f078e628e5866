namespace Apa.Portal.Tests;

/// <summary>Every page once, with what it needs to show something. A page that is not here fails <see cref="PolicyTests"/>.</summary>
public static class Walk
{
    /// <param name="Route">The page's route.</param>
    /// <param name="Address">An address of it.</param>
    /// <param name="Person">Who opens it.</param>
    public sealed record Stop(string Route, string Address, string Person);

    public static readonly IReadOnlyList<Stop> Stops =
    [
        new("", "/", "august-auditor"),
        new("problem/{status:int}", "/nowhere", "august-auditor"),
        new("sign-out", "/sign-out", "august-auditor"),
        new("signed-out", "/signed-out", "august-auditor"),
        new("indicators", "/indicators", "harriet-authority"),
        new("indicators/profile", "/indicators/profile?dataset=synthetic-2006&la=919", "harriet-authority"),
        new("indicators/figure/{id}", "/indicators/figure/CF-A1?dataset=synthetic-2006&version=1&la=919", "harriet-authority"),
        new("indicators/compare", "/indicators/compare?dataset=synthetic-2006&la=919&la=820", "ivan-inspector"),
        new("indicators/datasets/{id}", "/indicators/datasets/synthetic-2006", "anna-analyst"),
        new("indicators/new-dataset", "/indicators/new-dataset", "anna-analyst"),
        new("indicators/datasets/{id}/open", "/indicators/datasets/apa-2006/open", "anna-analyst"),
        new("indicators/datasets/{id}/release", "/indicators/datasets/synthetic-2006/release", "anna-analyst"),
        new("indicators/datasets/{id}/import", "/indicators/datasets/synthetic-2006/import", "anna-analyst"),
        new("indicators/datasets/{id}/queries", "/indicators/datasets/synthetic-2006/queries?version=1&indicator=CF-A1&la=919&period=2005-06&periodKind=SchoolYear", "harriet-authority"),
        new("indicators/datasets/{id}/imports/{import}", "/indicators/datasets/synthetic-2006/imports/{import}", "anna-analyst"),
        new("assessments", "/assessments", "ivan-inspector"),
        new("assessments/{round}/{la}", "/assessments/apa-2006/919", "ivan-inspector"),
        new("assessments/{round}/{la}/findings", "/assessments/apa-2006/919/findings", "ivan-inspector"),
        new("assessments/{round}/{la}/findings", "/assessments/apa-2006/919/findings?section=SS", "ivan-inspector"),
        new("assessments/{round}/{la}/grades", "/assessments/apa-2006/919/grades", "ivan-inspector"),
        new("assessments/{round}/{la}/designations/{kind}", "/assessments/apa-2006/919/designations/coasting", "ivan-inspector"),
        new("assessments/{round}/{la}/checklist", "/assessments/apa-2006/919/checklist", "ivan-inspector"),
        new("assessments/{round}/{la}/lists/{list}", "/assessments/apa-2006/919/lists/strengths", "august-auditor"),
        new("assessments/{round}/{la}/lists/{list}", "/assessments/apa-2006/919/lists/focus-items", "ivan-inspector"),
        new("assessments/{round}/{la}/evidence", "/assessments/apa-2006/919/evidence", "ivan-inspector"),
        new("assessments/{round}/{la}/evidence/file", "/assessments/apa-2006/919/evidence/file", "ivan-inspector"),
        new("assessments/{round}/{la}/evidence/statement", "/assessments/apa-2006/919/evidence/statement?id=s-38", "ivan-inspector"),
        new("assessments/{round}/{la}/dialogue", "/assessments/apa-2006/919/dialogue", "ivan-inspector"),
        new("assessments/{round}/{la}/queries", "/assessments/apa-2006/919/queries", "mona-moderator"),
        new("assessments/{round}/{la}/representations/{number:int}", "/assessments/apa-2006/919/representations/1", "miles-moderator"),
        new("assessments/{round}/{la}/reopen", "/assessments/apa-2006/919/reopen", "alex-administrator"),
        new("assessments/{round}/{la}/team", "/assessments/apa-2006/919/team", "alex-administrator"),
        new("assessments/new-round", "/assessments/new-round", "alex-administrator"),
        new("assessments/{round}/open", "/assessments/apa-2006/open", "alex-administrator"),
        new("our-case", "/our-case", "harriet-authority"),
        new("our-case/{round}/{la}", "/our-case/apa-2006/919", "harriet-authority"),
        new("our-case/{round}/{la}/enquiries/{number:int}", "/our-case/apa-2006/919/enquiries/1", "harriet-authority"),
        new("our-case/{round}/{la}/document", "/our-case/apa-2006/919/document", "harriet-authority"),
        new("our-case/{round}/{la}/representation", "/our-case/apa-2006/919/representation", "harriet-authority"),
        new("assessments/{round}/board", "/assessments/apa-2006/board", "mona-moderator"),
        new("assessments/{round}/panel", "/assessments/apa-2006/panel", "mona-moderator"),
        new("assessments/{round}/side-by-side", "/assessments/apa-2006/side-by-side?la=919", "mona-moderator"),
        new("assessments/{round}/distribution", "/assessments/apa-2006/distribution", "mona-moderator"),
        new("letters", "/letters", "olive-ofsted"),
        new("letters", "/letters", "harriet-authority"),
        new("letters/{round}/{la}", "/letters/apa-2006/919", "edith-editor"),
        new("letters/{round}/{la}/text", "/letters/apa-2006/919/text", "harriet-authority"),
        new("letters/{round}/{la}/paragraph", "/letters/apa-2006/919/paragraph?paragraph=findings-SS-3", "edith-editor"),
        new("letters/{round}/{la}/figures", "/letters/apa-2006/919/figures", "edith-editor"),
        new("letters/{round}/{la}/drafts", "/letters/apa-2006/919/drafts", "edith-editor"),
        new("letters/{round}/{la}/more-time", "/letters/apa-2006/919/more-time", "harriet-authority"),
        new("publications", "/publications", "petra-publisher"),
        new("publications/{round}/{la}", "/publications/apa-2006/919", "petra-publisher"),
        new("publications/{round}/release", "/publications/apa-2006/release", "petra-publisher"),
        new("publications/{round}/abort", "/publications/apa-2006/abort", "petra-publisher"),
        new("publications/{round}/access", "/publications/apa-2006/access", "petra-publisher"),
        new("publications/{round}/access", "/publications/apa-2006/access", "august-auditor"),
        new("operations", "/operations", "august-auditor"),
        new("operations/{service}", "/operations/letter", "august-auditor"),
    ];

    public static TheoryData<string, string> Addresses()
    {
        var data = new TheoryData<string, string>();
        foreach (var stop in Stops) data.Add(stop.Address, stop.Person);
        return data;
    }
}
