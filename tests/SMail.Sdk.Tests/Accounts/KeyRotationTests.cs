using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

public sealed class KeyRotationTests : IAsyncLifetime
{
    private const string Old = TestSystem.Password;
    private const string New = "another battery, another horse";
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => system = await TestSystem.StartAsync();

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task Others_encrypt_to_the_new_subkey_and_old_mail_stays_readable()
    {
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        await system.SendAsync(bobby, new ComposedMail { To = ["alice"], Text = "Before" });
        using var stolen = SecretKey.Read(alice.SecretKey.ExportUnprotected());
        await RotateAsync(alice);
        system.Clock.Advance(TimeSpan.FromSeconds(1));
        await system.SendAsync(bobby, new ComposedMail { To = ["alice"], Text = "After" });

        await using var again = await system.LoginAsync("alice", New);
        Assert.Equal(alice.Fingerprint, again.Fingerprint);
        foreach (var session in new[] { alice, again })
        {
            var texts = new List<string>();
            foreach (var item in await system.ListAsync(session))
            {
                using var mail = await system.OpenAsync(session, item.Entry);
                texts.Add(mail.Text!.TrimEnd());
            }

            Assert.Equal(["After", "Before"], texts);
        }

        // Whoever has the old keys can't open what came since.
        var key = (await system.Server.Door.ListEntriesAsync(new ListEntriesRequest(MailFolder.Inbox, null, 1) { Token = again.Token }, Token)).Value!.Entries[0].Copy.Summary;
        using var summary = new MemoryStream(key.Bytes.ToArray());
        await Assert.ThrowsAsync<OpenPgpException>(() => Pgp.DecryptAsync(summary, new DecryptOptions { Keys = [stolen] }, Token));
    }

    [Fact]
    public async Task Everything_under_the_account_key_is_sealed_anew_in_one_commit()
    {
        await using var alice = await system.JoinAsync("alice");
        var format = new Notes();
        var ids = Enumerable.Range(0, 3).Select(_ => Id.Generate<RecordId>()).ToList();
        foreach (var id in ids)
            await alice.Records.ChangeAsync(format, id, _ => $"note {id}", Token);
        var before = await RecordsAsync(alice, ids);
        using (var watch = new StorageWatch(system.Storage))
        {
            await RotateAsync(alice);
            Assert.Equal(["Accounts.Commit Login Record Record Record Record Record", "Directory.Swap"], watch.Changes);
        }

        Assert.All(before.Zip(await RecordsAsync(alice, ids)), pair => Assert.NotEqual(pair.First, pair.Second));
        await using var again = await system.LoginAsync("alice", New);
        foreach (var session in new[] { alice, again })
            foreach (var id in ids)
                Assert.Equal($"note {id}", await session.Records.ReadAsync(format, id, Token));
        await again.Records.ChangeAsync(format, ids[0], old => old + "!", Token);
        await RotateAsync(again, New, Old);
        Assert.Equal($"note {ids[0]}!", await again.Records.ReadAsync(format, ids[0], Token));
    }

    [Fact]
    public async Task What_was_broken_off_before_the_directory_is_repaired_at_the_next_login()
    {
        await using var alice = await system.JoinAsync("alice");
        system.Storage.Hooks.FailBefore(call => call.Name == "Directory.Swap", () => new StorageException(StorageError.Unavailable, "Away."));
        await RotateAsync(alice);
        system.Storage.Hooks.Clear();
        Assert.Single((await system.Storage.Directory.FindAsync(alice.Address, Token))!.Certificates);
        await using var again = await system.LoginAsync("alice", New);
        var row = await system.Storage.Directory.FindAsync(alice.Address, Token);
        Assert.Equal(again.SecretKey.Certificate.ToBytes(), row!.Certificates[1].Bytes.ToArray());
        // Once is enough.
        await using var last = await system.LoginAsync("alice", New);
        Assert.Equal(2, (await system.Storage.Directory.FindAsync(alice.Address, Token))!.Certificates.Count);
    }

    [Fact]
    public async Task A_certificate_that_lacks_something_or_is_anothers_is_not_published()
    {
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        var first = new CertificateBytes(alice.SecretKey.Certificate.ToBytes());
        await RotateAsync(alice);
        foreach (var bytes in new[] { first, new CertificateBytes(bobby.SecretKey.Certificate.ToBytes()), new CertificateBytes(new byte[10]) })
            Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(system.Server.Door.PublishCertificateAsync(new PublishCertificateRequest(bytes) { Token = alice.Token }, Token)));
        Assert.Null((await system.Server.Door.PublishCertificateAsync(new PublishCertificateRequest(new CertificateBytes(alice.SecretKey.Certificate.ToBytes())) { Token = alice.Token }, Token)).Error);
    }

    [Fact]
    public async Task Where_nobody_knows_under_which_key_the_records_are_the_session_ends()
    {
        await using var alice = await system.JoinAsync("alice");
        system.Storage.Hooks.Inject(Testing.Faults.Fault.LosesAnswer(StorageError.Unavailable), fits: call => call.Arguments is [_, PartitionCommit { Writes: [{ Key.Kind: RowKind.Login }, ..] }]);
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => RotateAsync(alice)));
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(async () => await system.ListAsync(alice)));
        await using var again = await system.LoginAsync("alice", New);
    }

    private Task RotateAsync(MailSession session, string from = Old, string to = New) => system.Accounts.RotateKeysAsync(session, from.AsMemory(), to.AsMemory(), to.AsMemory(), Token);

    private async Task<List<SealedRecord>> RecordsAsync(MailSession session, IReadOnlyList<RecordId> ids) =>
        [.. (await system.Server.Door.GetRecordsAsync(new GetRecordsRequest([RecordId.SecretKeys, RecordId.State, .. ids]) { Token = session.Token }, Token)).Value!.Records.Select(record => record.Record!)];

    private sealed class Notes : RecordFormat<string>
    {
        public override string Kind => "note";

        public override string Read(ReadOnlySpan<byte> content) => System.Text.Encoding.UTF8.GetString(content);

        public override byte[] Write(string value) => System.Text.Encoding.UTF8.GetBytes(value);
    }
}
