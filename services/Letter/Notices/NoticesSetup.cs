namespace Apa.Letters.Notices;

public static class NoticesSetup
{
    /// <summary>By SMTP where <c>Notices:Smtp:Host</c> is set, else as files in <c>Notices:Directory</c>, which is the temporary folder unless said.</summary>
    public static void AddNotices(this WebApplicationBuilder builder)
    {
        var smtp = builder.Configuration.GetSection("Notices:Smtp");
        builder.Services.AddSingleton<ISendNotices>(smtp["Host"] is { Length: > 0 }
            ? new NoticeMail(smtp)
            : new NoticeFiles(builder.Configuration["Notices:Directory"] ?? Path.Combine(Path.GetTempPath(), "apa-notices")));
        builder.Services.AddHostedService<SendDueNotices>();
    }
}
