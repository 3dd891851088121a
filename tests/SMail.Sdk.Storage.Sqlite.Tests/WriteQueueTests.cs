using Microsoft.Data.Sqlite;
using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Tests;

public sealed class WriteQueueTests : IAsyncDisposable
{
    private readonly WriteQueue _queue;
    private readonly ManualResetEventSlim _gate = new();
    private readonly Task<int> _first;

    /// <summary>The first write holds the writer up, so that what comes after it shares a transaction.</summary>
    public WriteQueueTests()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        var session = new Session(connection);
        session.Execute("CREATE TABLE t (x INTEGER UNIQUE)");
        _queue = new WriteQueue(session, maxBatch: 256);
        _first = Run(_ =>
        {
            _gate.Wait(Seeds.Token);
            return 0;
        });
        while (_queue.Transactions == 0)
            Thread.Yield();
    }

    [Fact]
    public async Task Writes_that_wait_share_one_transaction()
    {
        var writes = Enumerable.Range(0, 100).Select(Insert).ToArray();
        _gate.Set();
        await Task.WhenAll(writes);
        Assert.Equal(2, _queue.Transactions);
        Assert.Equal(100, await Count());
    }

    [Fact]
    public async Task A_write_that_fails_does_not_take_the_others_with_it()
    {
        Task<int> before = Insert(1), fails = Run(session => session.Execute("INSERT INTO nowhere VALUES (1)")), after = Insert(2);
        _gate.Set();
        await Seeds.RefusedAsync(StorageError.Unavailable, () => fails);
        await Task.WhenAll(before, after);
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async Task A_write_that_fails_half_way_leaves_nothing()
    {
        var fails = Run(session => session.Execute("INSERT INTO t VALUES (1)") + session.Execute("INSERT INTO t VALUES (1)"));
        var bug = Run<int>(session => throw new InvalidOperationException($"{session.Execute("INSERT INTO t VALUES (7)")} row"));
        _gate.Set();
        await Assert.ThrowsAsync<StorageException>(() => fails);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bug);
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task A_write_that_is_refused_costs_the_others_no_second_try()
    {
        Task<int> before = Insert(1), refused = Run<int>(_ => throw Limits.Invalid("no")), after = Insert(2);
        _gate.Set();
        await Seeds.RefusedAsync(StorageError.InvalidArgument, () => refused);
        await Task.WhenAll(before, after);
        Assert.Equal(2, _queue.Transactions);
    }

    [Fact]
    public async Task A_write_cancelled_while_it_waits_is_not_done()
    {
        using var source = new CancellationTokenSource();
        var cancelled = _queue.RunAsync(session => session.Execute("INSERT INTO t VALUES (1)"), source.Token).AsTask();
        await source.CancelAsync();
        _gate.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(0, await Count());
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        await _first;
        await _queue.DisposeAsync();
        _gate.Dispose();
    }

    private Task<int> Insert(int x) => Run(session => session.Execute("INSERT INTO t VALUES (?1)", (long)x));

    private async Task<long> Count() => await Run(session => session.Number("SELECT count(*) FROM t")!.Value);

    private Task<T> Run<T>(Func<Session, T> write) => _queue.RunAsync(write, CancellationToken.None).AsTask();
}
