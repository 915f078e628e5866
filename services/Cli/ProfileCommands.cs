using System.CommandLine;
using Apa.Protos.Indicators.V1;
using Grpc.Core;
using static Apa.Cli.Steps;

namespace Apa.Cli;

/// <summary>An authority's figures compared, taken along as a file, and explained.</summary>
static class ProfileCommands
{
    const string Analyst = "anna-analyst";

    static readonly Dictionary<string, ComparedFigure> Figures = new(StringComparer.OrdinalIgnoreCase)
    {
        ["england"] = ComparedFigure.England,
        ["england-median"] = ComparedFigure.EnglandMedian,
        ["neighbours"] = ComparedFigure.StatisticalNeighbours,
        ["councils"] = ComparedFigure.ComparatorCouncils,
        ["rank"] = ComparedFigure.Rank,
        ["quartile"] = ComparedFigure.Quartile,
        ["change"] = ComparedFigure.Change,
        ["band"] = ComparedFigure.Band,
    };

    public static void AddTo(RootCommand root)
    {
        root.Subcommands.Add(Profile());
        root.Subcommands.Add(Explain());
    }

    static Argument<string> La() => new("la") { Description = "LA code, e.g. 919" };

    static Option<string> Dataset() => new("--dataset") { Description = DatasetNames.OfVersion, DefaultValueFactory = _ => "apa-2006" };

    static Option<string> MethodOption()
    {
        var method = new Option<string>("--method") { Description = "Neighbours' figure by mean or median", DefaultValueFactory = _ => "mean" };
        method.AcceptOnlyFromAmong("mean", "median");
        return method;
    }

    static Method MethodOf(string word) => word == "median" ? Method.Median : Method.Mean;

    static Command Profile()
    {
        var (la, dataset, method) = (La(), Dataset(), MethodOption());
        var outcome = new Option<string>("--outcome") { Description = "Only this outcome: BH, SS, EA, PC, EW or MG", DefaultValueFactory = _ => "" };
        var periods = new Option<int>("--periods") { Description = "How many of the latest periods, 1 to 100; 0 means 10", DefaultValueFactory = _ => 0 };
        var all = new Option<bool>("--all") { Description = "Also indicators without data" };
        var csv = new Option<FileInfo?>("--csv") { Description = "Write exactly what is shown as CSV into this file" };
        var xlsx = new Option<FileInfo?>("--xlsx") { Description = "Write exactly what is shown as a workbook into this file" };
        return Step("profile", "An authority's indicators, compared with England and its neighbours", Analyst,
            [la, dataset, method, outcome, periods, all, csv, xlsx], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var request = new GetProfileRequest
            {
                DatasetVersion = await DatasetNames.Version(indicators, turn.Get(dataset), turn.Ct),
                LaCode = turn.Get(la),
                Outcome = turn.Get(outcome),
                Method = MethodOf(turn.Get(method)),
                Periods = turn.Get(periods),
            };
            (FileInfo? File, ExportFormat Format)[] files = [(turn.Parsed.GetValue(csv), ExportFormat.Csv), (turn.Parsed.GetValue(xlsx), ExportFormat.Xlsx)];
            foreach (var (file, format) in files)
                if (file is not null) await Export(indicators, new() { Profile = request, Format = format }, file.FullName, turn.Ct);
            if (files.Any(f => f.File is not null)) return;
            var profile = await indicators.GetProfileAsync(request, cancellationToken: turn.Ct);
            turn.Print(profile, () => ProfileTable.Show(profile, turn.Get(all), Terminal.Out));
        });
    }

    static async Task Export(IndicatorsService.IndicatorsServiceClient indicators, ExportProfileRequest request, string path, CancellationToken ct)
    {
        using var call = indicators.ExportProfile(request, cancellationToken: ct);
        long size = 0;
        // Renamed into place: a reader never sees half a file.
        await using (var part = System.IO.File.Create(path + ".part"))
            await foreach (var chunk in call.ResponseStream.ReadAllAsync(ct))
            {
                await part.WriteAsync(chunk.Data.Memory, ct);
                size += chunk.Data.Length;
            }
        System.IO.File.Move(path + ".part", path, overwrite: true);
        Turn.Say($"{path}: {size:N0} bytes");
    }

    static Command Explain()
    {
        var (la, dataset, method) = (La(), Dataset(), MethodOption());
        var indicator = new Argument<string>("indicator") { Description = "Code or name, e.g. CF/A1" };
        var figure = new Argument<string>("figure") { Description = "Which figure of the profile: " + string.Join(", ", Figures.Keys) };
        figure.AcceptOnlyFromAmong([.. Figures.Keys]);
        return Step("explain", "How a figure of a profile came about: which places, which values, which were missing", Analyst,
            [la, indicator, figure, dataset, method], async turn =>
        {
            var indicators = turn.Session.Indicators(turn.Person);
            var request = new ExplainComparisonRequest
            {
                DatasetVersion = await DatasetNames.Version(indicators, turn.Get(dataset), turn.Ct),
                LaCode = turn.Get(la),
                Indicator = DatasetNames.Indicator(turn.Get(indicator)),
                Figure = Figures[turn.Get(figure)],
                Method = MethodOf(turn.Get(method)),
            };
            var explanation = await indicators.ExplainComparisonAsync(request, cancellationToken: turn.Ct);
            turn.Print(explanation, () => ExplanationTable.Show(explanation, turn.Get(la), $"{turn.Get(indicator)}, {turn.Get(figure)}, for {turn.Get(la)}", Terminal.Out));
        });
    }
}
