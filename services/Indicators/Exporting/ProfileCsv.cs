using System.Globalization;
using Apa.Protos.Indicators.V1;
using CsvHelper;

namespace Apa.Indicators.Exporting;

/// <summary>A profile as CSV: RFC 4180 in UTF-8, one header line; what the file is of stands in its last two columns on every row.</summary>
static class ProfileCsv
{
    public static byte[] Write(Profile profile)
    {
        using var bytes = new MemoryStream();
        // Texts that a spreadsheet would run begin with an apostrophe; numbers are numbers, a minus before them or not.
        using (var csv = CsvWriter.Create(bytes, new CsvWriterOptions { Injection = CsvInjection.Escape }))
        {
            csv.WriteHeader([.. ProfileTable.Header, .. ProfileTable.About(profile).Select(line => line.Name)]);
            var about = ProfileTable.About(profile).Select(line => line.Text).ToArray();
            foreach (var row in ProfileTable.Rows(profile))
            {
                for (var i = 0; i < row.Length; i++)
                    if (row[i].Length > 0 && ProfileTable.Numbers.Contains(ProfileTable.Header[i])) csv.WriteField(decimal.Parse(row[i], CultureInfo.InvariantCulture));
                    else csv.WriteField(row[i]);
                foreach (var text in about) csv.WriteField(text);
                csv.EndRecord();
            }
        }
        return bytes.ToArray();
    }
}
