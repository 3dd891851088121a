using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

public abstract partial class AccountStoreSuite
{
    private const int CommitsEach = 25;

    [Fact]
    public async Task Commits_from_many_threads_all_arrive_each_with_a_number_of_its_own()
    {
        var committed = await Race.RunAsync(async thread =>
        {
            var mine = new List<(RowKey Key, long Change)>();
            for (var i = 0; i < CommitsEach; i++)
            {
                var row = Make.Row(order: thread);
                mine.Add((row.Key, (await Store.PutAsync(_account, row, Precondition.Absent)).Change));
            }
            Assert.Equal(mine.Select(item => item.Change).Order(), mine.Select(item => item.Change));
            return mine;
        });
        var expected = committed.SelectMany(mine => mine).OrderBy(item => item.Change).ToArray();
        Assert.Equal(expected.Length, expected.Select(item => item.Change).Distinct().Count());
        Assert.Equal(expected, (await Store.AllChangesAsync(_account)).Select(item => (item.Key, item.Change)));
    }

    [Fact]
    public async Task A_reader_beside_many_writers_misses_no_change()
    {
        var done = false;
        var reader = Task.Run(async () =>
        {
            var seen = new List<RowKey>();
            long since = 0;
            for (var last = false; !last;)
            {
                last = Volatile.Read(ref done);
                var page = await Store.ChangesAsync(_account, since, limit: 10);
                seen.AddRange(page.Items.Select(item => item.Key));
                since = page.UpTo;
                last &= !page.More;
            }
            return seen;
        });
        var written = await Race.RunAsync(async _ =>
        {
            var mine = new List<RowKey>();
            for (var i = 0; i < CommitsEach; i++)
            {
                var row = Make.Row();
                await Store.PutAsync(_account, row);
                mine.Add(row.Key);
                await Task.Yield(); // Lets the reader in, however fast the store is.
            }
            return mine;
        });
        Volatile.Write(ref done, true);
        var expected = written.SelectMany(mine => mine).ToHashSet();
        var seen = await reader;
        Assert.Equal(expected.Count, seen.Count);
        Assert.Equal(expected, seen.ToHashSet());
    }

    [Fact]
    public async Task Of_many_threads_that_expect_the_same_version_one_wins()
    {
        var key = Make.Key(RowKind.Record);
        await Store.PutAsync(_account, Make.Row(key, order: 0));
        for (var round = 1; round <= CommitsEach; round++)
        {
            var stored = await Store.GetAsync(_account, key);
            var next = Make.Put(stored.Row with { Order = stored.Row.Order + 1 }, Precondition.Version(stored.Version));
            var results = await Race.RunAsync(async _ => await Store.Accounts.CommitAsync(_account, Make.Commit(next), Token));
            Assert.Single(results.OfType<Committed>());
            Assert.Equal(Race.Threads - 1, results.OfType<Conflict>().Count());
            Assert.Equal(round, (await Store.GetAsync(_account, key)).Row.Order);
        }
    }

    [Fact]
    public async Task Of_one_commit_sent_by_many_threads_one_is_done()
    {
        for (var round = 0; round < 10; round++)
        {
            var row = Make.Row();
            var commit = Make.Commit(Make.Put(row));
            var results = await Race.RunAsync(async _ => await Store.Accounts.CommitAsync(_account, commit, Token));
            var change = Assert.Single(results.OfType<Committed>()).Change;
            Assert.Equal(Race.Threads - 1, results.OfType<AlreadyApplied>().Count(again => again.Change == change));
            Assert.Equal(1, (await Store.GetAsync(_account, row.Key)).Version);
        }
    }

    [Fact]
    public async Task Of_many_threads_that_expect_absence_one_wins()
    {
        for (var round = 0; round < 10; round++)
        {
            var key = Make.Key();
            var results = await Race.RunAsync(async thread => await Store.Accounts.CommitAsync(
                _account, Make.Commit(Make.Put(Make.Row(key, order: thread), Precondition.Absent)), Token));
            Assert.Single(results.OfType<Committed>());
            Assert.Equal(Race.Threads - 1, results.OfType<Conflict>().Count());
        }
    }

    [Fact]
    public async Task A_commit_is_seen_whole_or_not_at_all()
    {
        Row left = Make.Row(), right = Make.Row();
        await Store.CommitAsync(_account, Make.Put(left), Make.Put(right));
        await Race.RunAsync(async thread =>
        {
            for (var i = 0; i < CommitsEach; i++)
            {
                if (thread % 2 == 0)
                {
                    var order = thread * CommitsEach + i;
                    await Store.CommitAsync(_account, Make.Put(left with { Order = order }), Make.Put(right with { Order = order }));
                }
                else
                {
                    var page = await Store.Messages.ListAsync(_account, RowKind.Entry, 0, null, 10, Token);
                    Assert.Equal(2, page.Items.Count);
                    Assert.Equal(page.Items[0].Row.Order, page.Items[1].Row.Order);
                    Assert.Equal(page.Items[0].Change, page.Items[1].Change);
                }
            }
        });
    }

    [Fact]
    public async Task Accounts_do_not_disturb_each_other()
    {
        await Race.RunAsync(async _ =>
        {
            var mine = Make.Account();
            for (var i = 0; i < CommitsEach; i++)
                await Store.PutAsync(mine, Make.Row(order: i));
            Assert.Equal(CommitsEach, (await Store.AllAsync(mine)).Count);
            Assert.Equal(CommitsEach, (await Store.AllChangesAsync(mine)).Count);
        });
    }
}
