using Apa.Protos.Indicators.V1;
using Apa.Shared;

namespace Apa.Indicators.Exporting;

/// <summary>A profile as a workbook: a sheet with what it is of, and one with its rows.</summary>
static class ProfileWorkbook
{
    public static byte[] Write(Profile profile) => Workbook.Write(
        new("About", [["Profile", ""], .. ProfileTable.About(profile).Select(line => new[] { line.Name, line.Text })]),
        new("Profile", [ProfileTable.Header, .. ProfileTable.Rows(profile)], ProfileTable.Numbers));
}
