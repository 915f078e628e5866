using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Apa.Letters.Notices;

/// <summary>Notices by SMTP: <c>Notices:Smtp:Host</c>, <c>:Port</c>, <c>:From</c>, <c>:User</c>, <c>:Password</c>; TLS wherever the server offers it.</summary>
public sealed class NoticeMail(IConfiguration smtp) : ISendNotices
{
    public async Task Send(Notice notice, string to, CancellationToken ct)
    {
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(smtp["From"] ?? throw new InvalidOperationException("Notices:Smtp:From is not set")));
        message.To.Add(MailboxAddress.Parse(to));
        message.Subject = notice.Subject;
        // The same notice sent twice is one message to whoever looks at ids.
        message.MessageId = $"{notice.Id:N}@notices.apa";
        message.Body = new TextPart("plain") { Text = notice.Text };
        using var client = new SmtpClient { Timeout = 30_000 };
        await client.ConnectAsync(smtp["Host"]!, smtp.GetValue("Port", 25), smtp.GetValue("Tls", SecureSocketOptions.StartTlsWhenAvailable), ct);
        if (smtp["User"] is { Length: > 0 } user) await client.AuthenticateAsync(user, smtp["Password"] ?? "", ct);
        await client.SendAsync(message, ct);
        await client.DisconnectAsync(quit: true, ct);
    }
}
