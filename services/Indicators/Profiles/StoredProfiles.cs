using System.Buffers;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Apa.Indicators;

/// <summary>The rows of one authority and outcome in a released version, as the wire takes them.</summary>
public sealed class StoredProfile
{
    public required string DatasetId { get; init; }
    public required int Version { get; init; }
    public required string LaCode { get; init; }

    /// <summary>Place of the outcome in the profile.</summary>
    public required int Place { get; init; }
    public required string Outcome { get; init; }

    /// <summary>Whether small numbers are left out; such rows are there only where there are any.</summary>
    public required bool Withheld { get; init; }

    /// <summary>Whether anything shown, or that it was made of, was invented.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>The field <c>rows</c> of a Profile, once per row: messages of protobuf are joined by joining their bytes.</summary>
    public required byte[] Rows { get; init; }
}

/// <summary>
/// Works out the profiles of all authorities at release, once: nothing in them changes after that. Indicator by indicator, so that
/// what is sorted for one authority serves them all, and outcome by outcome, so that one outcome's rows are held at a time.
/// </summary>
public sealed class StoredProfiles(IndicatorsDb db, Setting setting, Catalogue catalogue, DatasetVersion version)
{
    /// <summary>Tag of the field <c>rows</c>: its number, and that its length comes first.</summary>
    static readonly byte RowsTag = (byte)WireFormat.MakeTag(Proto.Profile.RowsFieldNumber, WireFormat.WireType.LengthDelimited);

    /// <summary>Writes them in the transaction under way; whether any value is small.</summary>
    public async Task<bool> Write(CancellationToken ct)
    {
        // A first pass knows whether a second one, for those who may not see small numbers, would differ.
        var small = await Write(Sight.Whole, ct);
        if (small) await Write(Sight.Public, ct);
        return small;
    }

    async Task<bool> Write(Sight sight, CancellationToken ct)
    {
        var small = false;
        foreach (var (outcome, place) in catalogue.Outcomes.Select((outcome, place) => (outcome, place)))
        {
            var authorities = setting.Authorities.Select(authority => (authority.Code, Rows: new ProfileRows(setting, authority.Code), Written: new Written())).ToList();
            foreach (var indicator in catalogue.Of(outcome))
            {
                var sheet = new Sheet(indicator, await ObservationsOf(indicator, ct), setting, sight);
                small |= sheet.AnySmall;
                foreach (var authority in authorities) authority.Written.Add(authority.Rows.Row(sheet));
            }
            await Store([.. authorities.Select(authority => (authority.Code, authority.Written))], outcome, place, sight == Sight.Public, ct);
        }
        return small;
    }

    Task<List<Observation>> ObservationsOf(Proto.Indicator indicator, CancellationToken ct)
    {
        var id = Resource.IndicatorId(indicator.Code);
        return db.ObservationsOf(version).Where(row => row.IndicatorId == id).ToListAsync(ct);
    }

    async Task Store(IReadOnlyList<(string LaCode, Written Written)> all, string outcome, int place, bool withheld, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var copy = await connection.BeginBinaryImportAsync("COPY profiles (dataset_id, version, la_code, place, outcome, withheld, synthetic, rows) FROM STDIN (FORMAT binary)", ct);
        foreach (var (laCode, written) in all)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(version.DatasetId, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(version.Version, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(laCode, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(place, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(outcome, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(withheld, NpgsqlDbType.Boolean, ct);
            await copy.WriteAsync(written.Synthetic, NpgsqlDbType.Boolean, ct);
            await copy.WriteAsync(written.Bytes, NpgsqlDbType.Bytea, ct);
        }
        await copy.CompleteAsync(ct);
    }

    /// <summary>Rows of one authority and outcome on their way to the table.</summary>
    sealed class Written
    {
        readonly ArrayBufferWriter<byte> bytes = new(4096);

        public bool Synthetic { get; private set; }

        public ReadOnlyMemory<byte> Bytes => bytes.WrittenMemory;

        public void Add(MadeRow made)
        {
            Synthetic |= made.Synthetic;
            bytes.Write([RowsTag]);
            var length = made.Row.CalculateSize();
            for (var rest = (uint)length; ; rest >>= 7)
            {
                if (rest < 0x80)
                {
                    bytes.Write([(byte)rest]);
                    break;
                }
                bytes.Write([(byte)(rest | 0x80)]);
            }
            made.Row.WriteTo(bytes);
        }
    }
}
