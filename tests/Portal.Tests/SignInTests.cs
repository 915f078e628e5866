using System.Net;
using Microsoft.Playwright;

namespace Apa.Portal.Tests;

public sealed class SignInTests(Visitors visitors)
{
    [Fact]
    public async Task Person_who_signs_in_comes_back_to_the_page_that_was_asked_for_and_can_sign_out()
    {
        await using var context = await visitors.Nobody();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/indicators");
        Assert.Contains("This machine only", await page.ContentAsync(), StringComparison.Ordinal);
        await page.Locator("button[value='anna-analyst']").ClickAsync();
        await page.WaitForURLAsync($"{visitors.Address}/indicators");
        Assert.Equal("Indicators", await page.Locator("h1").TextContentAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.WaitForURLAsync($"{visitors.Address}/signed-out");
        await page.GotoAsync("/indicators");
        Assert.Contains("Choose a person", await page.TitleAsync() + await page.Locator("h1").TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_other_sites_and_no_token_is_in_a_page()
    {
        var page = await visitors.PageOf("august-auditor");
        await page.GotoAsync("/sign-out");
        Assert.All(await page.Context.CookiesAsync(), cookie =>
        {
            Assert.True(cookie.HttpOnly, cookie.Name);
            Assert.Equal(SameSiteAttribute.Lax, cookie.SameSite);
        });
        Assert.DoesNotContain("eyJ", await page.ContentAsync(), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/signin-oidc")]
    [InlineData("{portal}/signin-oidc/elsewhere")]
    [InlineData("{portal}/signin-oidc?next=elsewhere")]
    public async Task Token_authority_sends_nobody_to_another_address(string redirect)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var uri = Uri.EscapeDataString(redirect.Replace("{portal}", visitors.Address, StringComparison.Ordinal));
        using var answer = await http.GetAsync(new Uri($"{visitors.Running["devauthority"].HttpAddress}/connect/authorize?client_id=portal&response_type=code&scope=openid&code_challenge=3jPAkXpJQUTkHTDjbTiDS7lXdQjTo9DeTYmAyZwQ2vU&code_challenge_method=S256&redirect_uri={uri}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Form_without_its_token_is_refused()
    {
        var page = await visitors.PageOf("august-auditor");
        var answer = await page.APIRequest.PostAsync($"{visitors.Address}/sign-out");
        Assert.Equal(400, answer.Status);
        await page.GotoAsync("/");
        Assert.Equal("What you can do", await page.Locator("h1").TextContentAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Pages_allow_no_inline_script_or_style()
    {
        var page = await visitors.PageOf("august-auditor");
        var answer = (await page.GotoAsync("/"))!;
        var policy = (await answer.AllHeadersAsync())["content-security-policy"];
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        await page.CloseAsync();
    }
}
