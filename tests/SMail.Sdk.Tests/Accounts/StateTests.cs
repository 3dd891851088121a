using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>A server that shows an account as it was, or parts of it as they were; and what a device remembers.</summary>
public sealed class StateTests : IAsyncLifetime
{
    private const string Old = TestSystem.Password;
    private const string New = "another battery, another horse";
    private static readonly Notes Format = new();
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => system = await TestSystem.StartAsync();

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task An_account_without_a_state_gets_one_at_its_next_login_and_no_second_one()
    {
        await using (var session = await system.JoinAsync("alice"))
            await DeleteStateAsync(session);
        system.Options.DeviceMemory = new InProcessDeviceMemory();
        var device = new SMailClient(system.Door, system.Options);
        using (var watch = new StorageWatch(system.Storage))
        {
            await using var first = await device.Accounts.LoginAsync("alice", Old.AsMemory(), Token);
            await using var second = await device.Accounts.LoginAsync("alice", Old.AsMemory(), Token);
            Assert.Equal(["Accounts.Commit Session Device", "Accounts.Commit Record", "Accounts.Commit Session Device"], watch.Changes);
        }
    }

    [Fact]
    public async Task A_device_that_has_seen_a_state_refuses_an_older_one_and_none()
    {
        var grants = await CatchGrantsAsync();
        foreach (var state in new[] { grants[0].State, null })
        {
            ChangeGrant(grant => grant with { State = state });
            Assert.Equal(SMailError.RolledBack, await LoginErrorAsync(system.Client));
        }

        // Another device knows no better, unless the server mixes ages; that is documented.
        await using var fresh = await NewDevice().Accounts.LoginAsync("alice", Old.AsMemory(), Token);
        system.Door.Hooks.Clear();
        await using var again = await system.LoginAsync("alice");
    }

    [Fact]
    public async Task Even_a_fresh_device_refuses_a_login_and_a_state_of_different_ages()
    {
        await using (var session = await system.JoinAsync("alice"))
        {
            var before = await CatchAsync();
            await system.Accounts.ChangePasswordAsync(session, Old.AsMemory(), New.AsMemory(), New.AsMemory(), Token);
            await system.Accounts.ChangePasswordAsync(session, New.AsMemory(), Old.AsMemory(), Old.AsMemory(), Token);
            var after = await CatchAsync();
            foreach (var mixed in new[] { after with { State = before.State }, after with { WrappedAccountKey = before.WrappedAccountKey }, before with { State = after.State } })
            {
                // The token is the honest one: only what is sealed is of another age.
                ChangeGrant(grant => mixed with { Token = grant.Token, Share = grant.Share });
                Assert.Equal(SMailError.RolledBack, await LoginErrorAsync(NewDevice()));
            }
        }
    }

    [Fact]
    public async Task The_state_of_another_account_and_other_records_in_its_place_are_refused()
    {
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        var theirs = (await system.Server.Door.GetRecordsAsync(new GetRecordsRequest([RecordId.State]) { Token = bobby.Token }, Token)).Value!.Records[0];
        var grant = await CatchAsync();
        foreach (var record in new[] { theirs.Record, grant.SecretKeys, grant.WrappedAccountKey })
        {
            ChangeGrant(value => value with { State = value.State! with { Record = record } });
            Assert.Equal(SMailError.KeysDamaged, await LoginErrorAsync(NewDevice()));
        }
    }

    [Fact]
    public async Task Records_that_are_older_swapped_or_gone_are_refused()
    {
        await using var writer = await system.JoinAsync("alice");
        var (one, other) = (Id.Generate<RecordId>(), Id.Generate<RecordId>());
        await writer.Records.ChangeAsync(Format, one, _ => "first", Token);
        var kept = await RecordAsync(writer, one);
        await writer.Records.ChangeAsync(Format, one, _ => "second", Token);
        await writer.Records.ChangeAsync(Format, other, _ => "other", Token);
        await writer.Records.ChangeAsync(Format, other, _ => "other, second", Token);
        var swapped = await RecordAsync(writer, other);
        foreach (var (record, error) in new (SealedRecord?, SMailError)[] { (kept, SMailError.RolledBack), (null, SMailError.RolledBack), (swapped, SMailError.KeysDamaged) })
        {
            await using var reader = await system.LoginAsync("alice");
            system.Door.Hooks.ChangeAnswers<Answer<RecordsAnswer>>(answer => answer.Value!.Records[0].Id != one ? answer : answer with { Value = new([answer.Value.Records[0] with { Record = record }]) });
            Assert.Equal(error, await Assertions.ErrorOfAsync(async () => await reader.Records.ReadAsync(Format, one, Token)));
            system.Door.Hooks.Clear();
            Assert.Equal("second", await reader.Records.ReadAsync(Format, one, Token));
        }
    }

    [Fact]
    public async Task Two_sessions_that_write_the_same_record_lose_nothing()
    {
        await using var one = await system.JoinAsync("alice");
        await using var other = await system.LoginAsync("alice");
        var id = Id.Generate<RecordId>();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? one : other).Records.ChangeAsync(Format, id, old => old + (char)('a' + i), Token).AsTask()));
        await using var reader = await system.LoginAsync("alice");
        Assert.Equal("abcdefghij", string.Concat((await reader.Records.ReadAsync(Format, id, Token))!.Order()));
    }

    [Fact]
    public async Task A_server_that_always_says_conflict_does_not_hold_anybody_up()
    {
        await using var session = await system.JoinAsync("alice");
        system.Door.Hooks.ChangeAnswers<Answer<Done>>(answer => answer with { Value = null, Error = new DoorError(SMailError.Conflict, "Again.") });
        Assert.Equal(SMailError.Conflict, await Assertions.ErrorOfAsync(async () => await session.Records.ChangeAsync(Format, Id.Generate<RecordId>(), _ => "note", Token)));
        Assert.Equal(SMailError.Conflict, await Assertions.ErrorOfAsync(() => system.Accounts.ChangePasswordAsync(session, Old.AsMemory(), New.AsMemory(), New.AsMemory(), Token)));
    }

    [Theory]
    [InlineData("another's")]
    [InlineData("none")]
    [InlineData("nonsense")]
    public async Task A_directory_that_shows_another_key_for_the_own_address_is_noticed(string what)
    {
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        IReadOnlyList<CertificateBytes> shown = what switch
        {
            "another's" => [new(alice.SecretKey.Certificate.ToBytes()), new(bobby.SecretKey.Certificate.ToBytes())],
            "nonsense" => [new(new byte[] { 1, 2, 3 })],
            _ => [],
        };
        system.Door.Hooks.ChangeAnswers<Answer<DirectoryAnswer>>(answer => answer with { Value = new([new DirectoryEntry(alice.Address, shown)]) });
        Assert.Equal(SMailError.OwnKeyReplaced, await LoginErrorAsync(NewDevice()));
    }

    [Fact]
    public async Task Other_own_keys_than_this_device_has_seen_are_noticed()
    {
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        var memory = new InProcessDeviceMemory();
        await memory.RememberAsync(alice.Address, new DeviceSight(1, bobby.Fingerprint), Token);
        system.Options.DeviceMemory = memory;
        var device = new SMailClient(system.Door, system.Options);
        Assert.Equal(SMailError.OwnKeyReplaced, await LoginErrorAsync(device));
        await memory.ForgetAsync(alice.Address, Token);
        await using var again = await device.Accounts.LoginAsync("alice", Old.AsMemory(), Token);
        Assert.Equal(new DeviceSight(1, alice.Fingerprint), await memory.FindAsync(alice.Address, Token));
    }

    /// <summary>The grant before the state had another record in it, and the one after.</summary>
    private async Task<List<LoginGrant>> CatchGrantsAsync()
    {
        await using var session = await system.JoinAsync("alice");
        var before = await CatchAsync();
        await session.Records.ChangeAsync(Format, Id.Generate<RecordId>(), _ => "note", Token);
        return [before, await CatchAsync()];
    }

    private async Task<LoginGrant> CatchAsync()
    {
        LoginGrant? caught = null;
        ChangeGrant(grant => caught = grant);
        await using var session = await system.LoginAsync("alice");
        system.Door.Hooks.Clear();
        return caught!;
    }

    private async Task<SealedRecord?> RecordAsync(MailSession session, RecordId id) =>
        (await system.Server.Door.GetRecordsAsync(new GetRecordsRequest([id]) { Token = session.Token }, Token)).Value!.Records[0].Record;

    private void ChangeGrant(Func<LoginGrant, LoginGrant> change) =>
        system.Door.Hooks.ChangeAnswers<Answer<LoginGrant>>(answer => answer with { Value = change(answer.Value!) });

    private SMailClient NewDevice()
    {
        system.Options.DeviceMemory = new InProcessDeviceMemory();
        return new SMailClient(system.Door, system.Options);
    }

    private static Task<SMailError> LoginErrorAsync(SMailClient device) => Assertions.ErrorOfAsync(() => device.Accounts.LoginAsync("alice", Old.AsMemory(), Token));

    private async Task DeleteStateAsync(MailSession session) => Assert.IsType<Committed>(await system.Storage.Accounts.CommitAsync(
        session.Account, new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(new RowKey(RowKind.Record, RecordId.State.Value), Precondition.Version(1))]), Token));

    private sealed class Notes : RecordFormat<string>
    {
        public override string Kind => "note";

        public override string Read(ReadOnlySpan<byte> content) => System.Text.Encoding.UTF8.GetString(content);

        public override byte[] Write(string value) => System.Text.Encoding.UTF8.GetBytes(value);
    }
}
