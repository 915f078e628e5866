using System.Net;
using Apa.Portal;
using Apa.Shared;
using Microsoft.AspNetCore.Server.Kestrel.Core;

var builder = WebApplication.CreateBuilder(args);
builder.AddProcessDefaults("portal");
builder.WebHost.ConfigureKestrel((context, kestrel) => kestrel.Listen(
    IPAddress.Parse(context.Configuration["BIND_ADDRESS"] ?? "127.0.0.1"), context.Configuration.GetValue("HTTP_PORT", 0), endpoint => endpoint.Protocols = HttpProtocols.Http1));
builder.AddSignIn();
builder.AddServiceClients();
if (builder.Environment.IsDevelopment()) builder.AddServerTiming();
builder.Services.AddSingleton<Frameworks>();
builder.Services.AddSingleton<PublicAddresses>();
builder.Services.AddRazorPages(options => options.Conventions.ConfigureFilter(new RefusedCalls()));

var app = builder.Build();
app.UseExceptionHandler("/problem/500");
app.UseStatusCodePagesWithReExecute("/problem/{0}");
app.UseContentPolicy();
if (app.Environment.IsDevelopment()) app.UseServerTiming();
if (!app.Environment.IsDevelopment()) app.UseHsts();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.MapAssets();
app.MapRazorPages();
app.MapProcessDefaults();
// Where there is no page: to whoever is signed in that is what it is, not a refusal.
app.MapFallback("{*address}", () => Results.NotFound()).RequireAuthorization();
await app.RunAsync();

/// <summary>For tests.</summary>
public partial class Program;
