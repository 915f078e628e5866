using Apa.Protos.Publications.V1;
using Google.Protobuf;

namespace Apa.Publications.Tests.Domain;

public sealed class AnnouncementsTests
{
    /// <summary>Area, word and kind of what is for CSCI; the value's field is looked at apart.</summary>
    static readonly string[] SocialCare = ["social", "coasting", "adequate", "apa-four-point\",\"value\":2", "designation"];

    static Publication Published(long revision = 1, Publication? replaced = null)
    {
        var publication = Publication.Accept(Given.Letter(revision: revision), replaced, null, Given.Instant);
        publication.DocumentsArrived();
        publication.Schedule(Given.Instant, Given.Instant);
        publication.Publish(replaced, Given.Instant);
        return publication;
    }

    static List<Announcement> Told(Publication publication, Publication? replaced = null)
    {
        var announcements = Announcements.OfLetter(publication, Given.Framework(), replaced).ToList();
        publication.Tell(announcements.Select(a => a.Audience));
        return announcements;
    }

    [Fact]
    public void Each_audience_gets_its_own_event()
    {
        var announcements = Told(Published());
        Assert.Equal(["public", "audit-commission", "csci"], announcements.Select(a => a.Audience));

        var letter = Assert.IsType<LetterPublished>(announcements[0].Message);
        Assert.Equal(["childrens-services", "capacity-to-improve", "social-care"], letter.Grades.Select(g => g.Area));
        Assert.Equal(["letter.html", "letter.txt"], letter.Documents.Select(d => d.FileName));
        Assert.Single(letter.Designations);

        var score = Assert.IsType<CpaBlockScored>(announcements[1].Message);
        Assert.Equal(("children-and-young-people", 3), (score.Block, score.Grade.Value));

        var care = Assert.IsType<SocialCareJudged>(announcements[2].Message);
        Assert.Equal((2, "coasting"), (care.Grade.Value, Assert.Single(care.Designations).Kind));
    }

    [Fact]
    public void Nothing_of_social_care_is_in_what_the_Audit_Commission_gets()
    {
        var first = Published();
        var told = Told(first);
        var second = Published(2, first);
        told.AddRange(Told(second, first));
        var bytes = told.Where(a => a.Audience == "audit-commission").Select(a => JsonFormatter.Default.Format(a.Message).Replace(" ", "", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, bytes.Count);
        Assert.All(bytes, json => Assert.All(SocialCare, word => Assert.DoesNotContain(word, json, StringComparison.OrdinalIgnoreCase)));
        Assert.All(bytes, json => Assert.Contains("good", json, StringComparison.Ordinal));
    }

    [Fact]
    public void A_correction_goes_to_those_who_had_the_letter_with_their_own_part()
    {
        var first = Published();
        Told(first);
        var corrections = Told(Published(2, first), first);
        Assert.All(corrections, a => Assert.IsType<PublicationCorrected>(a.Message));
        var areas = corrections.ToDictionary(a => a.Audience, a => string.Join(' ', ((PublicationCorrected)a.Message).Grades.Select(g => g.Area)));
        Assert.Equal("childrens-services capacity-to-improve social-care", areas["public"]);
        Assert.Equal("childrens-services", areas["audit-commission"]);
        Assert.Equal("social-care", areas["csci"]);
    }

    [Fact]
    public void An_audience_that_never_had_it_gets_the_letter_and_no_correction()
    {
        var first = Published();
        first.Tell(["public"]);
        var announcements = Told(Published(2, first), first);
        Assert.Equal([nameof(PublicationCorrected), nameof(CpaBlockScored), nameof(SocialCareJudged)], announcements.Select(a => a.Message.Descriptor.Name));
    }

    [Fact]
    public void An_audience_that_had_the_letter_hears_of_its_correction_whatever_events_it_chose()
    {
        var framework = Given.Framework();
        foreach (var audience in framework.Audiences) audience.Events.Remove(nameof(PublicationCorrected));
        var first = Published();
        Told(first);
        var announcements = Announcements.OfLetter(Published(2, first), framework, first).ToList();
        Assert.Equal(["public", "audit-commission", "csci"], announcements.Select(a => a.Audience));
        Assert.All(announcements, a => Assert.IsType<PublicationCorrected>(a.Message));
    }

    [Fact]
    public void An_audience_of_an_earlier_framework_hears_of_the_correction_with_the_part_that_it_had()
    {
        var later = Given.Framework(2);
        later.Audiences.RemoveAt(2);
        var first = Published();
        Told(first);
        var second = Published(2, first);
        var corrected = Assert.IsType<PublicationCorrected>(Announcements.OfLetter(second, later, first, Given.Framework()).Single(a => a.Audience == "csci").Message);
        Assert.Equal(["social-care"], corrected.Grades.Select(grade => grade.Area));
        Assert.Single(corrected.Designations);
        // Where nobody knows any longer what that part was, it hears that and why.
        var bare = Assert.IsType<PublicationCorrected>(Announcements.OfLetter(second, later, first).Single(a => a.Audience == "csci").Message);
        Assert.True(bare.Grades.Count == 0 && bare.Designations.Count == 0 && bare.Reason.Length > 0);
    }

    [Fact]
    public void A_grade_that_a_correction_takes_away_is_corrected_too()
    {
        var first = Published();
        Told(first);
        var letter = Given.Letter(revision: 2);
        letter.Grades.RemoveAt(2);
        var second = Publication.Accept(letter, first, null, Given.Instant);
        Assert.Empty(Assert.IsType<PublicationCorrected>(Announcements.OfLetter(second, Given.Framework(), first).Single(a => a.Audience == "csci").Message).Grades);
    }

    [Fact]
    public void Areas_come_from_the_framework_alone()
    {
        var framework = Given.Framework();
        framework.Audiences[1].Area = "capacity-to-improve";
        var letter = Given.Letter();
        letter.Grades[1].Grade.Value = 4;
        var publication = Publication.Accept(letter, null, null, Given.Instant);
        Assert.Equal(4, Announcements.OfLetter(publication, framework, null).Select(a => a.Message).OfType<CpaBlockScored>().Single().Grade.Value);
    }

    [Fact]
    public void A_letter_without_the_grade_tells_its_audience_nothing()
    {
        var letter = Given.Letter();
        letter.Grades.RemoveAt(0);
        var publication = Publication.Accept(letter, null, null, Given.Instant);
        Assert.DoesNotContain(Announcements.OfLetter(publication, Given.Framework(), null), a => a.Audience == "audit-commission");
    }
}
