using System.Security.Claims;
using System.Text;
using Google.Rpc;
using Grpc.Core;

namespace Apa.Shared.Tests;

/// <summary>What Shared decides without a host: tables of cases.</summary>
public sealed class RuleTests
{
    [Theory]
    [InlineData("0", true)]
    [InlineData("-5.5", true)]
    [InlineData("123456789012345.123456", true)]
    [InlineData("1234567890123456", false)]
    [InlineData("1.1234567", false)]
    [InlineData("1.", false)]
    [InlineData(".5", false)]
    [InlineData("+1", false)]
    [InlineData("1e3", false)]
    [InlineData("1,5", false)]
    [InlineData("1\n", false)]
    [InlineData("١", false)]
    public void A_decimal_follows_its_grammar(string value, bool holds) => Assert.Equal(holds, !new Check().Decimal(value, "value").Failed);

    [Theory]
    [InlineData("2006-11-01", true)]
    [InlineData("2006-02-29", false)]
    [InlineData("2006-1-1", false)]
    [InlineData("01/11/2006", false)]
    public void A_date_is_one_of_the_calendar(string value, bool holds) => Assert.Equal(holds, !new Check().Date(value, "date").Failed);

    [Theory]
    [InlineData("plain", true)]
    [InlineData("two\nlines", true)]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData("nul\0", false)]
    [InlineData("escape\u001b[2J", false)]
    [InlineData("eleven char", false)]
    public void Text_is_there_bounded_and_without_control_characters(string value, bool holds) => Assert.Equal(holds, !new Check().Required(value, "text", 10).Failed);

    [Theory]
    [InlineData("authorities/919/assessments/apa-2006", true)]
    [InlineData("authorities/919/assessments", false)]
    [InlineData("authorities//assessments/apa-2006", false)]
    [InlineData("authorities/919/letters/apa-2006", false)]
    [InlineData("authorities/9 9/assessments/apa-2006", false)]
    public void A_resource_name_has_its_form(string value, bool holds) => Assert.Equal(holds, Names.Parse(value, "authorities/{la}/assessments/{round}") is not null);

    [Theory]
    [InlineData("authority:919", Role.Authority, true)]
    [InlineData("service:judgement", "service:judgement", true)]
    [InlineData("service:judgement", "service:letter", false)]
    [InlineData("publisher:readonly", Role.Publisher, false)]
    [InlineData("authorityx:919", Role.Authority, false)]
    public void Only_the_roles_that_carry_something_are_known_by_their_prefix(string held, string asked, bool holds) =>
        Assert.Equal(holds, new Caller(new(new ClaimsIdentity([new Claim("role", held)]))).Is(asked));

    [Fact]
    public void Pages_follow_each_other_and_end()
    {
        string[] rows = ["a", "b", "c", "d", "e"];
        var seen = new List<string>();
        var token = "";
        do
        {
            var paging = Paging.Read(2, token, "list", "filter");
            var (page, next) = paging.Cut([.. rows.Where(r => string.CompareOrdinal(r, paging.After) > 0).Take(paging.Take)], r => r);
            seen.AddRange(page);
            token = next;
        }
        while (token.Length > 0);
        Assert.Equal(rows, seen);
    }

    [Theory]
    [InlineData(1001, "")]
    [InlineData(-1, "")]
    [InlineData(0, "not base64!")]
    [InlineData(0, "YWJj")]
    public void A_page_that_cannot_be_is_refused(int size, string token) =>
        Assert.Equal(StatusCode.InvalidArgument, Assert.Throws<RpcException>(() => Paging.Read(size, token, "list")).StatusCode);

    [Fact]
    public void A_token_of_another_filter_is_refused()
    {
        var (_, token) = Paging.Read(1, "", "list", "2006").Cut(["a", "b"], r => r);
        Assert.Equal("a", Paging.Read(1, token, "list", "2006").After);
        Assert.Equal(StatusCode.InvalidArgument, Assert.Throws<RpcException>(() => Paging.Read(1, token, "list", "2007")).StatusCode);
    }

    /// <summary>The filter fits and the key is somebody else's: found by twisted requests, which it answered with INTERNAL.</summary>
    [Theory]
    [InlineData("x")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    public void A_token_whose_key_is_none_of_the_lists_is_refused(string key)
    {
        var (_, token) = Paging.Read(1, "", "list").Cut([key, "b"], r => r);
        var paging = Paging.Read(1, token, "list");
        foreach (var read in (Func<object?>[])[() => paging.Number, () => paging.Place, () => paging.Uid])
            Assert.Equal(StatusCode.InvalidArgument, Assert.Throws<RpcException>(read).StatusCode);
    }

    [Theory]
    [InlineData(RefusalKind.State, StatusCode.FailedPrecondition)]
    [InlineData(RefusalKind.Forbidden, StatusCode.PermissionDenied)]
    [InlineData(RefusalKind.Invalid, StatusCode.InvalidArgument)]
    [InlineData(RefusalKind.Unavailable, StatusCode.Unavailable)]
    public void A_refusal_keeps_its_reason(RefusalKind kind, StatusCode status)
    {
        var error = Errors.From(new("NOT_SO", "it is not so", kind));
        Assert.Equal((status, "NOT_SO", "apa.micro"), (error.StatusCode, error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason, error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Domain));
    }

    [Fact]
    public void An_event_on_the_wire_is_these_bytes()
    {
        var row = new OutboxRow
        {
            Id = new("01920000-0000-7000-8000-000000000001"),
            Type = "google.rpc.ErrorInfo",
            Exchange = "google.rpc.ErrorInfo",
            Subject = "things/1",
            Revision = 3,
            Data = """{ "reason": "x" }""",
            Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Created = DateTimeOffset.UnixEpoch,
            Position = 7,
        };
        var wire = Encoding.UTF8.GetString(CloudEvent.Write(row, "/apa/speaker"));
        Assert.Equal("""{"specversion":"1.0","id":"01920000-0000-7000-8000-000000000001","source":"/apa/speaker","type":"google.rpc.ErrorInfo","subject":"things/1","time":"1970-01-01T00:00:00Z","datacontenttype":"application/json","revision":3,"position":"7","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","data":{ "reason": "x" }}""", wire);
        var kept = CloudEvent.Read(CloudEvent.Read(wire).Text());
        Assert.Equal((3, "7", "things/1", "x"), (kept.Revision, kept.Position, kept.Subject, kept.Data.GetProperty("reason").GetString()));
    }
}
