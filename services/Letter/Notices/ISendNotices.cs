namespace Apa.Letters.Notices;

/// <summary>How notices leave: by SMTP, or as files.</summary>
public interface ISendNotices
{
    /// <param name="to">Address, or the name of who it is for where no address is configured.</param>
    Task Send(Notice notice, string to, CancellationToken ct);
}
