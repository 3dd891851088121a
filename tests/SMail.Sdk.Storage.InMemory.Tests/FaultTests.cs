using SMail.Sdk.Testing.Faults;

namespace SMail.Sdk.Storage.InMemory.Tests;

/// <summary>What an injected fault does, and at which calls.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly StorageDecorator _store = new(new InMemoryStorage(TimeProvider.System));
    private readonly AccountId _account = Id.Generate<AccountId>();
    private readonly RowKey _key = new(RowKind.Entry, Guid.NewGuid());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_call_that_throws_does_nothing()
    {
        _store.Hooks.Inject(Fault.Throws(StorageError.Full), fits: call => call.Name == "Accounts.Commit");
        Assert.Equal(StorageError.Full, (await Assert.ThrowsAsync<StorageException>(PutAsync)).Code);
        Assert.Null(await FindAsync());
        await PutAsync();
        Assert.Equal(1, (await FindAsync())?.Version);
    }

    [Fact]
    public async Task A_call_whose_answer_is_lost_has_done_its_work()
    {
        _store.Hooks.Inject(Fault.LosesAnswer(StorageError.Unavailable), fits: call => call.Name == "Accounts.Commit");
        Assert.Equal(StorageError.Unavailable, (await Assert.ThrowsAsync<StorageException>(PutAsync)).Code);
        Assert.Equal(1, (await FindAsync())?.Version);
    }

    [Fact]
    public async Task A_call_that_stalls_ends_with_its_token_and_does_nothing()
    {
        _store.Hooks.Inject(Fault.Stalls(), fits: call => call.Name == "Accounts.Commit");
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var put = CommitAsync(source.Token);
        await Task.Delay(20, Token);
        Assert.False(put.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task A_lie_changes_answers_of_its_type_alone()
    {
        await PutAsync();
        _store.Hooks.Inject(Fault.Lies<StoredRow>(row => row with { Version = 7 }), times: 2);
        Assert.IsType<Committed>(await CommitAsync(Token));
        Assert.Equal(7, (await FindAsync())?.Version);
        Assert.Equal(2, (await FindAsync())?.Version);
    }

    [Fact]
    public async Task A_fault_strikes_at_the_calls_it_was_told()
    {
        var fault = _store.Hooks.Inject(Fault.Throws(StorageError.ReadOnly), at: 3, times: 2, fits: call => call.Name == "Accounts.Find");
        var struck = new List<bool>();
        for (var i = 0; i < 6; i++)
        {
            await PutAsync();
            struck.Add(await Record.ExceptionAsync(FindAsync) is StorageException);
        }
        Assert.Equal([false, false, true, true, false, false], struck);
        Assert.Equal(2, fault.Count);
    }

    [Fact]
    public async Task Clearing_ends_every_fault()
    {
        var fault = _store.Hooks.Inject(Fault.Throws(StorageError.Corrupt), times: 100);
        await Assert.ThrowsAsync<StorageException>(PutAsync);
        _store.Hooks.Clear();
        await PutAsync();
        Assert.Equal(1, fault.Count);
    }

    private async Task PutAsync() => Assert.IsType<Committed>(await CommitAsync(Token));

    private async Task<CommitResult> CommitAsync(CancellationToken token) => await _store.Accounts.CommitAsync(
        _account, new PartitionCommit(Id.Generate<CommitId>(), [new PutRow(new Row(_key, new RowValue(new byte[] { 1 })), Precondition.None)]), token);

    private async Task<StoredRow?> FindAsync() => await _store.Accounts.FindAsync(_account, _key, Token);
}
