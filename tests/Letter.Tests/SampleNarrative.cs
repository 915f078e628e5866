using Apa.Protos.Judgements.V1;

namespace Apa.Letters.Tests;

/// <summary>Invented narrative and lists of the length that a real letter has.</summary>
static class SampleNarrative
{
    public const string Summary = """
        Northmere gives most of its children a sound start, and its partners pull in one direction. Health services reach further into the villages than they did a year ago, schools go on improving and young people say that they are listened to. Social care has not kept pace: too many families wait for an assessment, and managers have only lately had figures that they can trust. Senior officers and members know this, have put money behind a plan, and the early signs are encouraging.
        """;

    public const string BeingHealthy = """
        The primary care trusts and the council plan together, and the joint posts that they created last autumn have made the difference that was hoped for. Inspectors found {{figure s-1}} of schools good at enabling learners to be healthy. Meals have improved in every secondary school, and the scheme for walking to school now covers the two market towns.

        Being overweight remains a worry: {{figure s-2}} children are already overweight when they start school. The strategy that was agreed in spring is sensible but young, and nobody can yet say whether it works. Sexual health advice is offered in all colleges; it is harder to come by in the north of the county, where buses are few.

        Children wait less long for help with their *mental health* than before. A service for those with learning difficulties is commissioned but not open, and the plan for it has slipped twice. Looked after children have a nurse of their own, and almost all had their teeth and health checked within the year.

        Help for young people who misuse substances is slender compared with that of similar councils. The new team has been recruited and starts in January.
        """;

    public const string StayingSafe = """
        Every child on the register has a qualified social worker, and {{figure CF/C20 2005-06}} of reviews were held on time. The time that children spend on the register has fallen {{figure s-4}}. These are real strengths, on which the council can build.

        Too many initial and core assessments are late. Referrals rose steeply after the contact centre opened, most of them need no social worker, and the threshold at which a case is taken on differs from office to office. The council has reviewed the whole path of a referral with help from outside. It has not finished putting into practice what it learned.

        Placements are stable, and three in four looked after children live within twenty miles of their home. There are too few foster carers for teenagers; the council buys places elsewhere, some of them far away and most of them dear. Adoption is handled with care, if slowly.

        Schools take bullying seriously. Pupils who spoke to inspectors knew whom to turn to, and exclusions have fallen for the second year. Roads are safer: casualties among children are at their lowest since records began in their present form.

        The safeguarding board is well led and attended. Its audit of case files was honest and its findings were uncomfortable; **the board should now satisfy itself that practice has changed**.
        """;

    public const string EnjoyingAndAchieving = """
        Early years settings are good and getting better. At the end of Key Stages 1 and 2 pupils do better than those of similar authorities in reading and mathematics, and about as well in writing. Support for schools that give cause for concern is prompt and practical, and none has stayed in a formal category for longer than a year.

        Results at sixteen have risen for the third year running, though the gap between the best and the weakest school is as wide as it was. The value that schools add between eleven and sixteen is above average in the south of the county and below it in the coastal towns. The council knows which departments need help and provides it by way of advisers and lead teachers.

        The attendance of looked after children has slipped and needs attention. Those who sit examinations do well, and eleven went on to university. Children of traveller families achieve less than their peers; a small team works with them and their parents, and it is trusted.

        Most children with learning difficulties are taught in mainstream schools, and their parents are content with the support that they get. The two special schools are good. Places for pupils who are educated other than at school are too few and too far apart.

        Libraries, youth clubs and sports centres reach more children than a year ago, and the holiday schemes are full. Music is a particular pleasure of this county.
        """;

    public const string PositiveContribution = """
        Young people sit on the children's trust and chair its annual conference. The youth council has a budget and spends it wisely. Offending by young people has fallen, re-offending has not, and the youth justice service works closely with schools to understand why.

        Young carers have somebody to turn to in every district. Looked after children take more part in their reviews than they did, though the youngest are seldom asked what they think.
        """;

    public const string EconomicWellBeing = """
        The share of young people who are not in education, employment or training is {{figure s-5}}, which is low. Colleges, schools and employers plan courses for those aged fourteen to nineteen together, and the range on offer has grown in all but one district.

        Care leavers get good advice from their personal advisers but not always a decent home: supported housing is short in the county town. The housing associations have promised forty places, of which twelve are ready. Young people with disabilities pass to adult services without a gap, and every one of them has a plan.

        Children's centres opened on time and on budget, and parents use them to train for work as well as to meet. Their take-up among fathers is small.
        """;

    public const string Management = """
        Members and officers share an ambition that is clear and realistic. The plan for children and young people names what matters most, says who is responsible and is read beyond County Hall. Partners speak of a council that listens before it decides.

        Money is managed well. Spending on family support is being protected while the cost of placements outside the county is brought down. The saving expected of the next two years is large, and the council has not yet said where all of it will come from.

        The workforce is stable except in two social work teams, where one post in five was empty in the summer. Training is good. Managers now receive a monthly report on assessments, and the best of them use it; it should become everybody's habit. Figures given to us were corrected more often than they should have been. The share of figures in doubt (see {{figure s-2}}) should fall.
        """;

    public static IEnumerable<ListItem> Items =>
    [
        .. List("strengths", "BH", "healthy schools and school meals", "waiting times for help with mental health", "health of looked after children"),
        .. List("strengths", "SS", "timely reviews of child protection cases", "stability of placements", "safety on the roads"),
        .. List("strengths", "EA", "early years provision", "achievement at Key Stages 1 and 2", "support for schools causing concern", "music and recreation"),
        .. List("strengths", "PC", "part of young people in decisions", "support for young carers"),
        .. List("strengths", "EW", "low share of young people not in education, employment or training (5.5%)", "planning from fourteen to nineteen"),
        .. List("strengths", "MG", "shared and realistic ambition", "financial management", "partnership with the voluntary sector"),
        .. List("areas-for-improvement", "BH", "obesity at the start of school", "mental health services for children with learning difficulties"),
        .. List("areas-for-improvement", "SS", "initial and core assessments on time", "one threshold for referrals", "foster placements for teenagers"),
        .. List("areas-for-improvement", "EA", "attendance of looked after children", "provision for pupils educated other than at school", "A*-C grades of traveller children & their peers"),
        .. List("areas-for-improvement", "PC", "re-offending"),
        .. List("areas-for-improvement", "EW", "homes for care leavers"),
        .. List("areas-for-improvement", "MG", "vacancies in two social work teams", "accuracy of data"),
        .. List("focus-items", "", "Timeliness of initial and core assessments.", "Attendance of looked after children.", "Mental health services for children with learning difficulties.", "Foster placements for teenagers.", "Homes for care leavers.", "Accuracy of data."),
    ];

    static IEnumerable<ListItem> List(string list, string outcome, params string[] texts) =>
        texts.Select((text, i) => new ListItem { List = list, Outcome = outcome, Position = i + 1, Text = text });
}
