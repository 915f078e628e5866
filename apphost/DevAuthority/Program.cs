using System.Net;
using Apa.DevAuthority;

// A token authority for development: named people without passwords. Production names the organisation's own.
var builder = WebApplication.CreateBuilder(args);
if (!builder.Environment.IsDevelopment())
{
    await Console.Error.WriteLineAsync("DevAuthority gives tokens to named people without passwords: it runs in Development only.");
    return 1;
}

People people;
try
{
    people = People.Read(builder.Configuration["DevAuthority:PeopleFile"] ?? "seeds/people.json");
}
catch (InvalidDataException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

// Loopback only: a token for anyone must not be had from elsewhere.
builder.WebHost.ConfigureKestrel((context, kestrel) => kestrel.Listen(IPAddress.Loopback, context.Configuration.GetValue("HTTP_PORT", 0)));
builder.Services.AddTokens(builder.Configuration, people, new Clients(builder.Configuration));
builder.Services.AddHealthChecks();

var app = builder.Build();
app.MapHealthChecks("/health/live");
app.MapHealthChecks("/health/ready");
app.MapGet("/", () => Results.Text(
    "<!doctype html><html lang=\"en\"><title>Development token authority</title><h1>Development only</h1>"
    + "<p>This authority gives tokens to invented people without passwords. It is for this machine and refuses to run outside Development.</p></html>",
    "text/html"));
app.UseAuthentication();
app.MapMethods("/connect/authorize", ["GET", "POST"], (Delegate)((HttpContext http) => SignIn.Authorize(http, people)));
app.MapMethods("/connect/endsession", ["GET", "POST"], SignIn.EndSession);
await app.RunAsync();
return 0;

/// <summary>For tests.</summary>
public partial class Program;
