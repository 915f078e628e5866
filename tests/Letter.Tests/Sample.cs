using Apa.Protos.Judgements.V1;
using Apa.Protos.Letters.V1;
using Apa.Protos.Types.V1;

namespace Apa.Letters.Tests;

/// <summary>A full-size letter to a council that does not exist, in the form of the 2006 round; every sentence and figure is invented.</summary>
public static class Sample
{
    public const string Name = "authorities/998/letters/apa-2006";
    public static readonly Guid Uid = Guid.Parse("01900000-0000-7000-8000-000000000998");

    public static Round Round => new("apa-2006", "Annual performance assessment 2006", new(2006, 11, 1), "");

    public static Proto.Framework Framework => new()
    {
        Name = "frameworks/apa-2006/versions/1",
        Framework_ = new() { Id = "apa-2006", Version = 1 },
        Title = "Annual performance assessment 2006",
        CheckWorkingDays = 5,
        Bodies =
        {
            new Body { Id = "ofsted", Name = "Office for Standards in Education", ShortName = "Ofsted", ContactLines = { "1 Sample Street, London AB1 2CD", "T 00000 000000", "enquiries@ofsted.invalid" } },
            new Body { Id = "csci", Name = "Commission for Social Care Inspection", ShortName = "CSCI", Strapline = "Making Social Care Better for People" },
        },
        Signatories =
        {
            new Signatory { Body = "ofsted", Name = "Ada Signer", JobTitle = "Divisional Manager", Organisation = "Office for Standards in Education" },
            new Signatory { Body = "csci", Name = "Ben Countersigner", JobTitle = "Director – Quality", Organisation = "Commission for Social Care Inspection" },
        },
        Areas =
        {
            new AreaText { Area = "childrens-services", Statement = "The contribution of *the local authority's children's services* in maintaining and improving outcomes for children and young people." },
            new AreaText { Area = "capacity-to-improve", Statement = "The council's overall *capacity to improve* its services for children and young people." },
            new AreaText { Area = "social-care", Statement = "The contribution of *the local authority's social care services* in maintaining and improving outcomes for children and young people." },
        },
        Scales =
        {
            new ScaleText
            {
                Scale = "apa-four-point",
                Grades =
                {
                    new GradeText { Value = 4, Word = "outstanding", ServiceDescriptor = "A service that delivers well above minimum requirements for users", CapacityDescriptor = "Excellent / outstanding" },
                    new GradeText { Value = 3, Word = "good", ServiceDescriptor = "A service that consistently delivers above minimum requirements for users", CapacityDescriptor = "Good" },
                    new GradeText { Value = 2, Word = "adequate", ServiceDescriptor = "A service that delivers only minimum requirements for users", CapacityDescriptor = "Adequate" },
                    new GradeText { Value = 1, Word = "inadequate", ServiceDescriptor = "A service that does not deliver minimum requirements for users", CapacityDescriptor = "Inadequate" },
                },
            },
        },
        Sections =
        {
            Section("summary", "Summary"),
            Section("BH", "Being healthy", ("good", "{{ authority.name }} is good at keeping children and young people healthy.")),
            Section("SS", "Staying safe", ("adequate", "Children and young people in {{ authority.name }} are kept adequately safe.")),
            Section("EA", "Enjoying and achieving", ("good", "Children and young people enjoy their learning and do well.")),
            Section("PC", "Making a positive contribution"),
            Section("EW", "Achieving economic well-being"),
            new SectionText { Section = "MG", Heading = "The council's management of its services for children and young people", ListHeading = "Management of children's services" },
        },
        Lists =
        {
            new ListText { List = "strengths", Heading = "Key strengths" },
            new ListText { List = "areas-for-improvement", Heading = "Key areas for improvement" },
            new ListText { List = "focus-items", Heading = "Aspects for focus" },
        },
        Blocks =
        {
            new BlockTemplate { Id = "letterhead", Kind = BlockKind.Letterhead },
            new BlockTemplate { Id = "addressee", Kind = BlockKind.Addressee },
            new BlockTemplate { Id = "date", Kind = BlockKind.Date },
            new BlockTemplate { Id = "salutation", Kind = BlockKind.Paragraph, Text = "Dear {{ addressee.honorific }} {{ addressee.surname }}" },
            new BlockTemplate { Id = "title", Kind = BlockKind.Title, Text = "{{ round.year }} annual performance assessment of services for children and young people in {{ authority.formal_name }}" },
            new BlockTemplate { Id = "thanks", Kind = BlockKind.Paragraph, Text = "This letter says what the {{ round.year }} assessment found. We thank you and your colleagues for your time." },
            new BlockTemplate { Id = "summary-heading", Kind = BlockKind.Heading, Text = "Summary" },
            new BlockTemplate { Id = "grades", Kind = BlockKind.Grades, Columns = { "Areas for judgement", "Grade awarded" }, Footnote = "Grades run from 4, the best, to 1, as the next table says." },
            new BlockTemplate { Id = "descriptors", Kind = BlockKind.Descriptors, Columns = { "Grade", "Service descriptors", "Capacity to improve descriptors" } },
            new BlockTemplate { Id = "summary", Kind = BlockKind.Findings, Section = "summary" },
            new BlockTemplate { Id = "coasting", Kind = BlockKind.Paragraph, When = "designations.coasting", Text = "Your social care services for children are therefore designated as coasting." },
            new BlockTemplate { Id = "findings", Kind = BlockKind.AllFindings },
            new BlockTemplate { Id = "management", Kind = BlockKind.Findings, Section = "MG" },
            new BlockTemplate { Id = "lists-heading", Kind = BlockKind.Heading, Text = "Key strengths and areas for improvement" },
            new BlockTemplate { Id = "lists", Kind = BlockKind.PairedLists, Lists = { "strengths", "areas-for-improvement" } },
            new BlockTemplate { Id = "focus-heading", Kind = BlockKind.Heading, Text = "Aspects for focus in a future joint area review or the next APA" },
            new BlockTemplate { Id = "focus", Kind = BlockKind.List, Lists = { "focus-items" } },
            new BlockTemplate { Id = "use", Kind = BlockKind.Paragraph, Text = "The children's services grade becomes a score of the comprehensive performance assessment." },
            new BlockTemplate { Id = "valediction", Kind = BlockKind.Paragraph, Text = "Yours sincerely" },
            new BlockTemplate { Id = "signatures", Kind = BlockKind.Signatures },
            new BlockTemplate { Id = "notice", Kind = BlockKind.Paragraph, When = "round.notice", Text = "{{ round.notice }}" },
        },
    };

    /// <summary>The judgement, as a message of its own that a test may change.</summary>
    public static Judgement Judgement(long contentRevision = 1) => new()
    {
        Assessment = "authorities/998/assessments/apa-2006",
        Round = "rounds/apa-2006",
        Framework = new() { Id = "apa-2006", Version = 1 },
        ContentRevision = contentRevision,
        Authority = new() { LaCode = "998", Name = "Northmere", FormalName = "Northmere County Council", Codes = { new Code { Scheme = "dfes", Value = "998" }, new Code { Scheme = "snac", Value = "98" } } },
        Addressee = new() { Honorific = "Ms", Name = "Joan Example", JobTitle = "Director of Children's Services", Organisation = "Northmere County Council", AddressLines = { "Shire Hall", "Market Square", "Northmere" }, Postcode = "NM1 1AA" },
        Grades = { Awarded("childrens-services", 3, "good"), Awarded("capacity-to-improve", 3, "good"), Awarded("social-care", 2, "adequate") },
        Designations = { new Designation { Kind = "coasting", Scope = "social-care", Status = DesignationStatus.Raised, Cause = "grade 2 in two years" } },
        Findings =
        {
            Found("summary", null, SampleNarrative.Summary),
            Found("BH", "good", SampleNarrative.BeingHealthy),
            Found("SS", "adequate", SampleNarrative.StayingSafe),
            Found("EA", "good", SampleNarrative.EnjoyingAndAchieving),
            Found("PC", "good", SampleNarrative.PositiveContribution),
            Found("EW", "good", SampleNarrative.EconomicWellBeing),
            Found("MG", null, SampleNarrative.Management),
        },
        Items = { SampleNarrative.Items },
        Figures =
        {
            Figure("s-1", "90%", "Schools that inspectors found good at enabling learners to be healthy", NotStated, "Ofsted", "Section 5 inspections", ""),
            Figure("s-2", "1 in 5", "Children who are overweight when they start school", NotStated, "the authority", "Self-assessment", "whether obesity is counted in"),
            Figure("CF/C20 2005-06", "100%", "Reviews of child protection cases held on time", new Period { Label = "2005-06", Kind = PeriodKind.FinancialYear, Start = "2005-04-01", End = "2006-03-31" }, "CSCI", "Performance indicators", ""),
            Figure("s-4", "from 8.3 to 6.3 months", "Time spent on the register", NotStated, "the authority", "CPR3 return", ""),
            Figure("s-5", "5.5%", "Young people not in education, employment or training", new Period { Label = "2002/2006", Kind = PeriodKind.Range, Start = "2002-01-01", End = "2006-12-31" }, "Connexions", "Annual return", "the label spans four years"),
        },
        People = new() { Lead = "ivy-inspector", DecidedBy = { "ivy-inspector" }, ModeratedBy = "mona-moderator" },
        DatasetVersion = "datasets/apa-2006/versions/1",
        Synthetic = true,
    };

    public static Letter Letter(Judgement? judgement = null) => Letters.Letter.Begin(Uid, judgement ?? Judgement(), Framework, Round, DateTimeOffset.UnixEpoch);

    static Period NotStated => new() { Label = "not stated in source", Kind = PeriodKind.NotStated };

    static AreaGrade Awarded(string area, int value, string word) => new() { Area = area, Grade = new() { Scale = "apa-four-point", Value = value, Word = word } };

    static Finding Found(string section, string? word, string markdown) => new()
    {
        Section = section,
        Markdown = markdown,
        Grading = word is null ? null : new() { Scale = "apa-four-point", Value = word == "good" ? 3 : 2, Word = word },
    };

    static CitedFigure Figure(string reference, string text, string subject, Period period, string provider, string document, string doubt) => new()
    {
        Reference = reference,
        Text = text,
        Subject = subject,
        Period = period,
        Statement = reference.StartsWith("s-", StringComparison.Ordinal) ? $"authorities/998/assessments/apa-2006/statements/{reference}" : "",
        DatasetVersion = reference.StartsWith("s-", StringComparison.Ordinal) ? "" : "datasets/apa-2006/versions/1",
        Indicator = reference.StartsWith("s-", StringComparison.Ordinal) ? "" : "indicators/CF-C20",
        Source = new() { Provider = provider, Document = document },
        Doubt = doubt,
        Synthetic = true,
    };

    static SectionText Section(string id, string heading, params (string Word, string Sentence)[] openings)
    {
        var section = new SectionText { Section = id, Heading = heading };
        foreach (var (word, sentence) in openings) section.Openings.Add(word, sentence);
        return section;
    }
}
