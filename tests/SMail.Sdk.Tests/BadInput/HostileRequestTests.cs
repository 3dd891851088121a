using System.Reflection;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.BadInput;

/// <summary>A client that sends what no client of ours sends, to the raw door.</summary>
public sealed class HostileRequestTests(People people) : IClassFixture<People>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestSystem System => people.System;

    private IMailServer Door => System.Server.Door;

    [Fact]
    public async Task Another_version_of_the_contract_is_refused_by_every_call()
    {
        var requests = await CatchRequestsAsync();
        using var watch = new StorageWatch(System.Storage);
        var methods = typeof(IMailServer).GetInterfaces().SelectMany(facet => facet.GetMethods()).ToList();
        Assert.Equal(methods.Select(method => method.GetParameters()[0].ParameterType.Name).Order(), requests.Select(request => request.GetType().Name).Order());
        foreach (var request in requests)
        {
            foreach (var version in new[] { 0, 2, -1, int.MaxValue })
            {
                typeof(DoorRequest).GetProperty(nameof(DoorRequest.ContractVersion))!.SetValue(request, version);
                var method = methods.Single(candidate => candidate.GetParameters()[0].ParameterType == request.GetType());
                Assert.Equal(SMailError.ContractVersion, await InvokeAsync(method, request));
            }
        }

        Assert.Empty(watch.Changes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(201)]
    [InlineData(int.MaxValue)]
    public async Task A_page_has_a_sensible_size(int limit) =>
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(Door.ListEntriesAsync(new ListEntriesRequest(MailFolder.Inbox, null, limit) { Token = people.Alice.Token }, Token)));

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("01")]
    public async Task A_cursor_that_is_none_is_refused(string cursor) =>
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(Door.ListEntriesAsync(new ListEntriesRequest(MailFolder.Inbox, cursor, 10) { Token = people.Alice.Token }, Token)));

    [Fact]
    public async Task Folders_that_do_not_exist_or_are_hidden_can_not_be_listed()
    {
        foreach (var folder in new[] { 0, 3, -1 })
            Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(Door.ListEntriesAsync(new ListEntriesRequest((MailFolder)folder, null, 10) { Token = people.Alice.Token }, Token)));
    }

    [Fact]
    public async Task Too_many_addresses_at_once_are_refused()
    {
        var addresses = Enumerable.Range(0, LookUpRequest.MaxAddresses + 1).Select(i => MailAddress.Parse($"user{i}@s-mail.test")).ToList();
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(Door.LookUpAsync(new LookUpRequest(addresses) { Token = people.Alice.Token }, Token)));
        Assert.Equal(LookUpRequest.MaxAddresses, (await Door.LookUpAsync(new LookUpRequest(addresses[1..]) { Token = people.Alice.Token }, Token)).Value!.Entries.Count);
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(long.MinValue, 10)]
    [InlineData(long.MaxValue, 10)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(0, SealedChunk.MaxBytes + 1)]
    [InlineData(1_000_000, 10)]
    public async Task A_range_outside_a_body_is_refused(long offset, int count)
    {
        foreach (var size in new[] { 10, 100_000 })
        {
            var entry = await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"], Attachments = [new MailAttachment("a.bin", new byte[size])] });
            Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(Door.ReadBodyAsync(new ReadBodyRequest(entry, offset, count) { Token = people.Bobby.Token }, Token)));
        }
    }

    [Fact]
    public async Task Uploads_that_are_none_are_refused()
    {
        var (token, blob) = (people.Alice.Token, Id.Generate<BlobId>());
        using var watch = new StorageWatch(System.Storage);
        foreach (var (offset, size) in new (long, int)[] { (-1, 10), (0, 0), (0, SealedChunk.MaxBytes + 1), (10, 10), (long.MaxValue, 10), (1L << 40, 10) })
            Assert.Contains(await Assertions.ErrorOfAsync(Door.PutSealedChunkAsync(new PutSealedChunkRequest(blob, offset, new SealedChunk(new byte[size])) { Token = token }, Token)),
                new[] { SMailError.InvalidRequest, SMailError.MessageTooLarge });
        foreach (var (index, size) in new[] { (-1, 10), (int.MinValue, 10), (1, 10), (int.MaxValue, 10), (0, OpenMessage.PieceBytes + 1) })
            Assert.Contains(await Assertions.ErrorOfAsync(Door.PutOpenChunkAsync(new PutOpenChunkRequest(blob, index, new OpenMessage(new byte[size])) { Token = token }, Token)),
                new[] { SMailError.InvalidRequest, SMailError.MessageTooLarge });
        foreach (var length in new[] { -1, 0, 10, long.MaxValue, long.MinValue })
            foreach (var isOpen in new[] { true, false })
                Assert.Contains(await Assertions.ErrorOfAsync(Door.CompleteUploadAsync(new CompleteUploadRequest(blob, isOpen, length) { Token = token }, Token)),
                    new[] { SMailError.InvalidRequest, SMailError.MessageTooLarge });
        Assert.Empty(watch.Changes);
    }

    [Fact]
    public async Task An_upload_that_is_not_sealed_is_swept()
    {
        var (blob, bytes) = (Id.Generate<BlobId>(), "plaintext of somebody who forgot to seal it"u8.ToArray());
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        Assert.Null((await system.Server.Door.PutSealedChunkAsync(new PutSealedChunkRequest(blob, 0, new SealedChunk(bytes)) { Token = alice.Token }, Token)).Error);
        foreach (var isOpen in new[] { false, true })
            Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(system.Server.Door.CompleteUploadAsync(new CompleteUploadRequest(blob, isOpen, bytes.Length) { Token = alice.Token }, Token)));
        system.Clock.Advance(system.Options.Server.UploadTime);
        await system.Server.SweepAsync(Token);
        Assert.Null(await system.Storage.Inner.Blobs.FindAsync(blob, Token));
    }

    [Fact]
    public async Task Records_that_are_not_written_so_are_refused()
    {
        var (token, record) = (people.Alice.Token, (await Door.GetRecordsAsync(new GetRecordsRequest([RecordId.State]) { Token = people.Alice.Token }, Token)).Value!.Records[0]);
        using var watch = new StorageWatch(System.Storage);
        var note = new RecordWrite(Id.Generate<RecordId>(), record.Record!, 0);
        foreach (var writes in new RecordWrite[][]
        {
            [], [.. Enumerable.Range(0, GetRecordsRequest.MaxRecords + 1).Select(_ => note with { Id = Id.Generate<RecordId>() })], [note, note], [null!],
            [note with { Id = RecordId.SecretKeys }], [note with { Id = RecordId.SecretKeys, ExpectedVersion = 1 }, note],
        })
            Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(Door.PutRecordsAsync(new PutRecordsRequest(writes) { Token = token }, Token)));
        foreach (var expected in new[] { -1, 7, long.MinValue, long.MaxValue })
            Assert.Equal(SMailError.Conflict, await Assertions.ErrorOfAsync(Door.PutRecordsAsync(new PutRecordsRequest([note, new RecordWrite(RecordId.State, record.Record!, expected)]) { Token = token }, Token)));
        foreach (var ids in new RecordId[][] { [], [.. Enumerable.Repeat(RecordId.State, GetRecordsRequest.MaxRecords + 1)] })
            Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(Door.GetRecordsAsync(new GetRecordsRequest(ids) { Token = token }, Token)));
        Assert.Empty(watch.Changes);
    }

    private async Task<SMailError> InvokeAsync(MethodInfo method, DoorRequest request)
    {
        dynamic call = method.Invoke(Door, [request, Token])!;
        var answer = await call;
        return answer.Error.Code;
    }

    /// <summary>One request of every kind, as honest clients make them.</summary>
    private static async Task<List<DoorRequest>> CatchRequestsAsync()
    {
        var outside = new ScriptedTransport();
        var requests = new Dictionary<Type, DoorRequest>();
        await using var system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => outside;
            options.Server.PasswordReset = PasswordResetMode.ByToken;
            options.Server.RecoveryPhrase = true;
        });
        system.Door.Hooks.Before = (call, _) => Task.FromResult(requests[call.Arguments[0]!.GetType()] = (DoorRequest)call.Arguments[0]!);
        Assert.True((await system.Accounts.CheckNameAsync("alice", Token)).IsAvailable);
        var alice = await system.JoinAsync("alice");
        await system.SendAnywhereAsync(alice, new ComposedMail { To = ["alice", "ann@outside.example"], Attachments = [new MailAttachment("a.bin", new byte[100_000])] });
        var entry = (await system.ListAsync(alice)).Single().Entry;
        await system.ReadAsync(alice, entry);
        await system.Mailboxes.DeleteAsync(alice, entry, Token);
        await system.Accounts.RotateKeysAsync(alice, TestSystem.Password.AsMemory(), "new".AsMemory(), "new".AsMemory(), Token);
        await system.Door.GetRecordsAsync(new GetRecordsRequest([RecordId.State]) { Token = alice.Token }, Token);
        using (var phrase = await system.Accounts.CreateRecoveryPhraseAsync(alice, "new".AsMemory(), Token))
            await using (await system.Accounts.RecoverAsync("alice", phrase.Memory, "new".AsMemory(), "new".AsMemory(), Token)) { }
        await alice.DisposeAsync();
        var reset = await system.Administration.IssueResetAsync(alice.Address, Token);
        await using var again = await system.Accounts.RedeemResetAsync("alice", reset, "newer".AsMemory(), "newer".AsMemory(), Token);
        await system.Accounts.UnlockLegacyAsync(again, "new".AsMemory(), Token);
        return [.. requests.Values];
    }
}
