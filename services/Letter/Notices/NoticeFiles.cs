using System.Text;

namespace Apa.Letters.Notices;

/// <summary>Notices as text files in <c>Notices:Directory</c>, a file each.</summary>
public sealed class NoticeFiles(string directory) : ISendNotices
{
    public async Task Send(Notice notice, string to, CancellationToken ct)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, $"{notice.Due.UtcDateTime:yyyyMMdd-HHmmss}-{notice.Id:N}.txt");
        // Renamed into place, so that a reader never sees half a notice; sent again, it is the same file.
        await File.WriteAllTextAsync(path + ".part", $"To: {to}\nSubject: {notice.Subject}\n\n{notice.Text}\n", new UTF8Encoding(false), ct);
        File.Move(path + ".part", path, overwrite: true);
    }
}
