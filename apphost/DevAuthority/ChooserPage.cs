using System.Net;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Apa.DevAuthority;

/// <summary>The page on which one chooses whom to be: a form that sends the request of the portal back with the person added.</summary>
static class ChooserPage
{
    /// <summary>Name of the field that the choice adds.</summary>
    public const string Person = "person";

    const string Style = """
        body { font: 1.1rem/1.5 Arial, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #0b0c0c; background: #fff }
        .local { border-left: 0.6rem solid #d4351c; padding-left: 1rem } ul { list-style: none; padding: 0 } li { margin: 0.5rem 0 }
        button { font: inherit; text-align: left; width: 100%; padding: 0.6rem 1rem; border: 2px solid #0b0c0c; background: #fff; cursor: pointer }
        button:hover { background: #f3f2f1 } button:focus-visible { outline: 4px solid #fd0; background: #fd0 } small { color: #484949 }
        """;

    /// <param name="people">Who may be chosen.</param>
    /// <param name="request">The parameters of the portal's request, which the form repeats.</param>
    public static string Of(IEnumerable<Person> people, IEnumerable<KeyValuePair<string, StringValues>> request)
    {
        var page = new StringBuilder($"""
            <!doctype html>
            <html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Sign in for development: choose a person</title><style>{Style}</style></head>
            <body><main><h1>Choose a person</h1>
            <p class="local"><strong>This machine only.</strong> These people are invented and have no passwords. This page refuses to run outside Development.</p>
            <form method="post" action="/connect/authorize">
            """);
        foreach (var (key, value) in request.Where(p => p.Key != Person))
            page.Append($"""<input type="hidden" name="{Text(key)}" value="{Text(value.ToString())}">""");
        page.Append("<ul>");
        foreach (var person in people)
            page.Append($"""<li><button name="{Person}" value="{Text(person.Sub)}"><strong>{Text(person.Name)}</strong>: {Text(string.Join(", ", person.Roles))}{Note(person)}</button></li>""");
        return page.Append("</ul></form></main></body></html>").ToString();
    }

    static string Note(Person person) => person.Note is { Length: > 0 } note ? $"<br><small>{Text(note)}</small>" : "";

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
