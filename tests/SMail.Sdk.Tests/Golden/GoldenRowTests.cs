using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using SMail.Sdk.Delivery;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Tests.KeyDerivation;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Golden;

/// <summary>Row values and envelopes that each release wrote are read by this one, field by field. A folder is never changed once its release is out.</summary>
/// <remarks>For a new release, set <c>SMAIL_WRITE_GOLDEN</c> to its folder, run this class, and commit what was written.</remarks>
public sealed class GoldenRowTests
{
    private static readonly string Files = Path.Combine(AppContext.BaseDirectory, "Golden");
    private static readonly string Current = Environment.GetEnvironmentVariable("SMAIL_WRITE_GOLDEN") ?? "";
    private static readonly RecordHeader Header = new(Samples.Account, "pin", new Guid(Samples.Salt, bigEndian: true), 1);

    public static TheoryData<string> Releases => [.. Directory.GetDirectories(Files).Select(folder => Path.GetFileName(folder))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Releases))]
    public void Rows_of_a_release_are_read_field_by_field(string release)
    {
        var files = Directory.GetFiles(Path.Combine(Files, release), "*.row");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var golden = File.ReadAllBytes(file);
            Assert.Equal(0x01, golden[0]);
            var again = ReadAndWrite(KindOf(file), new RowValue(golden));
            AssertKept(JsonNode.Parse(golden.AsSpan(1)), JsonNode.Parse(again.Bytes.Span[1..]), Path.GetFileName(file));
        }
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Envelopes_of_a_release_open(string release)
    {
        var folder = Path.Combine(Files, release);
        using var kek = Samples.Key();
        using var key = kek.Unwrap(SealedRecord.Parse(File.ReadAllBytes(Path.Combine(folder, "wrap.bin"))), Samples.Binding);
        var record = SealedRecord.Parse(File.ReadAllBytes(Path.Combine(folder, "record.bin")));
        using var opened = key.OpenRecord(RecordPurpose.Records, Header, record);
        Assert.Equal("pinned"u8, opened.Span);
    }

    /// <summary>The writer of the files; without the variable it writes nothing, but has to see a row of every kind.</summary>
    [Fact]
    public async Task This_release_writes_such_rows_and_envelopes()
    {
        var rows = new Dictionary<string, byte[]>();
        var transport = new ScriptedTransport();
        transport.Always(TransportStatus.TryLater);
        await using var system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => transport;
            options.Mailbox.InlineBodyBytes = 0;
            options.Server.PasswordReset = PasswordResetMode.ByToken;
            options.Server.Sending.Messages = new LimitRate(100, TimeSpan.FromMinutes(1));
        });
        system.Storage.Hooks.Before = (call, _) =>
        {
            foreach (var row in call.Arguments.OfType<PartitionCommit>().SelectMany(commit => commit.Writes).OfType<PutRow>().Select(put => put.Row))
                rows.TryAdd(row.Key.Kind == RowKind.Entry ? $"entry-{row.Group}" : $"{row.Key.Kind}".ToLowerInvariant(), row.Value.Bytes.ToArray());
            return Task.CompletedTask;
        };
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        await system.SendAnywhereAsync(alice, new ComposedMail { To = ["bobby", "carol@outside.example"], Subject = "Golden", Text = "A body in a blob." });
        await system.Mailboxes.DeleteAsync(bobby, Assert.Single(await system.ListAsync(bobby)).Entry, Token);
        var token = await system.Administration.IssueResetAsync(alice.Address, Token);
        await using var reset = await system.Accounts.RedeemResetAsync("alice", token, "another".AsMemory(), "another".AsMemory(), Token);
        using var arriving = new InboundMessage(new InboundEnvelope(null, [$"alice@{TestSystem.Domain}"]), new MemoryStream(new byte[200_000]));
        Assert.Equal(InboundStatus.Accepted, Assert.Single(await system.Server.Inbox.AcceptAsync(arriving, Token)).Status);
        system.Options.Server.Delivery.DeadLetterTime = TimeSpan.FromDays(1);
        transport.Always(TransportStatus.Refused);
        system.Clock.Advance(TimeSpan.FromHours(1));
        await system.Server.DeliverDueAsync(Token);
        // The Sent copy, what arrived, and a body that is on its way.
        await system.Administration.DeleteAsync(bobby.Address, Token);
        Assert.Superset(new HashSet<string> { "entry-0", "entry-1", "entry-2" }, rows.Keys.ToHashSet());
        Assert.Equal(Enum.GetValues<RowKind>().ToHashSet(), rows.Keys.Select(KindOf).ToHashSet());

        using var kek = Samples.Key();
        using var key = AccountKey.Generate();
        var wrap = kek.Wrap(key, Samples.Header);
        var record = key.SealRecord(RecordPurpose.Records, Header, "pinned"u8);
        if (Current.Length == 0)
            return;
        Directory.CreateDirectory(Current);
        foreach (var (name, value) in rows)
            await File.WriteAllBytesAsync(Path.Combine(Current, name + ".row"), value, Token);
        await File.WriteAllBytesAsync(Path.Combine(Current, "wrap.bin"), wrap.Bytes, Token);
        await File.WriteAllBytesAsync(Path.Combine(Current, "record.bin"), record.Bytes, Token);
    }

    private static RowKind KindOf(string file) => Enum.Parse<RowKind>(Path.GetFileNameWithoutExtension(file).Split('-')[0], ignoreCase: true);

    /// <summary>A later release may know more fields, and none of those that are there may be lost or changed.</summary>
    private static void AssertKept(JsonNode? golden, JsonNode? again, string where)
    {
        if (golden is JsonObject fields)
        {
            foreach (var (name, value) in fields)
                AssertKept(value, Assert.IsType<JsonObject>(again)[name], $"{where}.{name}");
        }
        else if (golden is JsonArray items)
        {
            Assert.Equal(items.Count, Assert.IsType<JsonArray>(again).Count);
            for (var i = 0; i < items.Count; i++)
                AssertKept(items[i], again[i], $"{where}[{i}]");
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(golden, again), $"{where} was {golden?.ToJsonString()} and became {again?.ToJsonString()}.");
        }
    }

    private static RowValue ReadAndWrite(RowKind kind, RowValue value) => kind switch
    {
        RowKind.Login => Cross(value, RowJson.Default.LoginRow),
        RowKind.Record => Cross(value, RowJson.Default.RecordRow),
        RowKind.Session => Cross(value, RowJson.Default.SessionRow),
        RowKind.Entry => Cross(value, RowJson.Default.EntryRow),
        RowKind.Outbox => Cross(value, RowJson.Default.OutboxRow),
        RowKind.Unreference => Cross(value, RowJson.Default.UnreferenceRow),
        RowKind.Erasure => Cross(value, RowJson.Default.ErasureRow),
        RowKind.Account => Cross(value, RowJson.Default.AccountRow),
        RowKind.Limit => Cross(value, RowJson.Default.LimitRow),
        RowKind.Registration => Cross(value, RowJson.Default.RegistrationRow),
        RowKind.LockedKeys => Cross(value, RowJson.Default.LockedKeysRow),
        RowKind.Device => Cross(value, RowJson.Default.DeviceRow),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static RowValue Cross<T>(RowValue value, JsonTypeInfo<T> type) where T : class => RowCodec.Encode(RowCodec.Decode(value, type), type);
}
