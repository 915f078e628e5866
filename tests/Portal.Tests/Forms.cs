using Microsoft.Playwright;

namespace Apa.Portal.Tests;

/// <summary>Forms sent past the browser's own way.</summary>
static class Forms
{
    /// <summary>Sends the page's form as it stands and stays on the page, as if the answer had been lost.</summary>
    /// <returns>Status of the page that it led to.</returns>
    public static Task<int> Send(IPage page) => page.EvaluateAsync<int>(
        """
        async () => {
          const form = document.querySelector("main form[method=post]");
          return (await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })).status;
        }
        """);
}
