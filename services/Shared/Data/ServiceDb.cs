using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Apa.Shared;

/// <summary>
/// The database of a service: its own tables beside outbox, inbox and request ledger. One <c>SaveChanges</c> commits state,
/// events and the answer together.
/// </summary>
public abstract class ServiceDb(DbContextOptions options, TimeProvider time) : DbContext(options)
{
    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();
    public DbSet<InboxRow> Inbox => Set<InboxRow>();
    public DbSet<RequestRow> Requests => Set<RequestRow>();

    protected TimeProvider Time => time;

    /// <summary>Adds an event to the outbox; it is committed with whatever else this context saves.</summary>
    /// <param name="revision">The subject's own counter, raised by one per emitted change.</param>
    /// <param name="audience">Whose exchange it goes to; null: the type's own.</param>
    public void Emit(IMessage data, string subject, long revision, string? audience = null) => Outbox.Add(new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        Type = data.Descriptor.FullName,
        Exchange = Topology.Exchange(data.Descriptor, audience),
        Audience = audience,
        Subject = subject,
        Revision = revision,
        Data = JsonFormatter.Default.Format(data),
        Traceparent = Activity.Current?.Id,
        Created = time.GetUtcNow(),
    });

    /// <summary>
    /// Answers a mutating request once: the same caller, <c>request_id</c> and content get the same answer again, other content is
    /// refused. <paramref name="act"/> changes state and emits; everything is saved here, in one transaction.
    /// </summary>
    public async Task<TReply> Once<TRequest, TReply>(TRequest request, ServerCallContext context, Func<CancellationToken, Task<TReply>> act)
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply>, new()
    {
        var ct = context.CancellationToken;
        var given = (string)request.Descriptor.FindFieldByName("request_id").Accessor.GetValue(request);
        if (!Guid.TryParse(given, out var requestId)) throw Errors.Invalid([new("request_id", "is required: a UUID, one per caller and request")]);
        var caller = context.Caller().Sub;
        var hash = Hash(request);

        if (await Answered<TReply>(caller, requestId, hash, ct) is { } before) return before;
        try
        {
            var reply = await act(ct);
            Requests.Add(new() { Caller = caller, RequestId = requestId, Hash = hash, Reply = reply.ToByteArray(), At = time.GetUtcNow() });
            await SaveChangesAsync(ct);
            return reply;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && !Shared.Database.IsAway(e))
        {
            // The same request at the same moment: whoever was first has answered for both. The second sees its twin's work as a
            // taken key, a row that moved on, an etag or a state that no longer fits.
            ChangeTracker.Clear();
            if (await Answered<TReply>(caller, requestId, hash, ct) is { } twin) return twin;
            throw;
        }
    }

    /// <summary>Over type and content; a map's entries come in any order, so they are sorted.</summary>
    static byte[] Hash(IMessage request)
    {
        using var content = new MemoryStream();
        content.Write(Encoding.UTF8.GetBytes(request.Descriptor.FullName));
        using (var output = new CodedOutputStream(content, leaveOpen: true) { Deterministic = true }) request.WriteTo(output);
        return SHA256.HashData(content.ToArray());
    }

    async Task<TReply?> Answered<TReply>(string caller, Guid requestId, byte[] hash, CancellationToken ct) where TReply : IMessage<TReply>, new()
    {
        var row = await Requests.AsNoTracking().FirstOrDefaultAsync(r => r.Caller == caller && r.RequestId == requestId, ct);
        if (row is null) return default;
        if (!row.Hash.AsSpan().SequenceEqual(hash)) throw Errors.RequestIdReused(requestId.ToString());
        var reply = new TReply();
        reply.MergeFrom(row.Reply);
        return reply;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OutboxRow>(row =>
        {
            row.ToTable("outbox");
            row.HasKey(r => r.Id);
            row.HasIndex(r => r.Position).IsUnique();
            row.HasIndex(r => r.Created).HasFilter("sent IS NULL").HasDatabaseName("ix_outbox_unsent");
        });
        modelBuilder.Entity<InboxRow>(row =>
        {
            row.ToTable("inbox");
            row.HasKey(r => r.Id);
            row.HasIndex(r => new { r.Subject, r.Type, r.Revision });
            row.HasIndex(r => r.Received).HasFilter("state = 3").HasDatabaseName("ix_inbox_waiting");
        });
        modelBuilder.Entity<RequestRow>(row =>
        {
            row.ToTable("requests");
            row.HasKey(r => new { r.Caller, r.RequestId });
        });
    }
}
