using FsCheck;
using FsCheck.Fluent;
using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage.Models;

/// <summary>Steps on rows: commits, leases, and readings that compare everything.</summary>
internal static class RowSteps
{
    private static readonly Gen<Precondition> SomePrecondition = Gen.OneOf(
        Gen.Constant(Precondition.None), Gen.Constant(Precondition.Absent), Gen.Constant(Precondition.SkipIfPresent),
        Gen.Choose(1, 4).Select(version => Precondition.Version(version)));

    private static readonly Gen<Write> SomeWrite =
        from row in Gen.Choose(0, 4)
        from delete in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from precondition in SomePrecondition
        from place in Gen.Choose(0, 5)
        from due in Gen.Choose(-30, 30)
        select new Write(row, delete, precondition, place % 2, place / 2, due % 2 == 0 ? due : null);

    private static readonly Gen<Step<RowModel>> SomeCommit =
        from account in Gen.Choose(0, 1)
        from id in Gen.Choose(0, 40)
        from writes in Gen.ListOf(SomeWrite)
        select (Step<RowModel>)new CommitStep(account, id, [.. writes.DistinctBy(write => write.Row)]);

    public static Gen<Step<RowModel>> Any { get; } = Gen.Frequency(
        (6, SomeCommit),
        (2, Gen.Choose(1, 4).Zip(Gen.Choose(1, 30), (limit, minutes) => (Step<RowModel>)new LeaseStep(limit, minutes))),
        (1, Gen.Choose(1, 30).Select(minutes => (Step<RowModel>)new Wait<RowModel>(minutes))),
        (3, Gen.Choose(0, 1).Zip(Gen.Choose(1, 4), (account, limit) => (Step<RowModel>)new ReadStep(account, limit))));
}

/// <summary>What a commit does to one row.</summary>
internal sealed record Write(int Row, bool Delete, Precondition Precondition, int Group, int Order, int? DueInMinutes);

/// <summary>A commit; few ids, so that some come twice.</summary>
internal sealed record CommitStep(int Account, int Id, IReadOnlyList<Write> Writes) : Step<RowModel>
{
    public override async Task RunAsync(IMailStorage store, RowModel model, ManualClock clock, CancellationToken token)
    {
        var account = new AccountId(IdOf(Account));
        var commit = new PartitionCommit(new CommitId(IdOf(Id)), [.. Writes.Select(write => Real(write, clock.GetUtcNow()))]);
        var result = await store.Accounts.CommitAsync(account, commit, token);
        var expected = model[account];
        var broken = expected.Broken(commit.Writes).ToHashSet();
        if (expected.Commits.TryGetValue(commit.Id, out var change))
        {
            Assert.Equal(new AlreadyApplied(change), result);
        }
        else if (broken.Count > 0)
        {
            Assert.Equal(broken, Assert.IsType<Conflict>(result).Rows.ToHashSet());
        }
        else
        {
            var done = Assert.IsType<Committed>(result);
            Assert.True(done.Change > expected.Latest, "Change numbers rise.");
            expected.Apply(commit, done.Change);
        }
    }

    public override string ToString() => $"Commit {Id} on account {Account}: {string.Join("; ", Writes)}";

    private static RowWrite Real(Write write, DateTimeOffset now)
    {
        var key = new RowKey(RowKind.Entry, IdOf(write.Row));
        if (write.Delete)
            return new DeleteRow(key, write.Precondition);
        var value = new RowValue(new byte[] { (byte)write.Group, (byte)write.Order });
        var due = write.DueInMinutes is { } minutes ? now.AddMinutes(minutes) : (DateTimeOffset?)null;
        return new PutRow(new Row(key, value) { Group = write.Group, Order = write.Order, Due = due }, write.Precondition);
    }
}

/// <summary>A lease. Which of several rows due at the same time come is the store's choice; that none was passed over is checked.</summary>
internal sealed record LeaseStep(int Limit, int Minutes) : Step<RowModel>
{
    public override async Task RunAsync(IMailStorage store, RowModel model, ManualClock clock, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var due = model.Due(now).OrderBy(item => item.Row.Row.Due).ToList();
        var leased = await store.Outbox.LeaseAsync(TimeSpan.FromMinutes(Minutes), Limit, token);
        var before = leased.Select(item => model[item.Account].Rows[item.Stored.Row.Key]).ToList();
        Assert.Equal(due.Take(Limit).Select(item => item.Row.Row.Due), before.Select(row => row.Row.Due));
        foreach (var (item, old) in leased.Zip(before))
        {
            var expected = old with { Row = old.Row with { Due = now.AddMinutes(Minutes) }, Version = old.Version + 1 };
            ReadStep.Same(expected, item.Stored);
            model[item.Account].Rows[old.Row.Key] = expected;
        }
    }
}

/// <summary>Reads all there is of an account, in pages of a size.</summary>
internal sealed record ReadStep(int Account, int Limit) : Step<RowModel>
{
    public override async Task RunAsync(IMailStorage store, RowModel model, ManualClock clock, CancellationToken token)
    {
        var account = new AccountId(IdOf(Account));
        var expected = model[account];
        foreach (var row in expected.Rows.Values)
            Same(row, await store.Accounts.FindAsync(account, row.Row.Key, token));
        for (var group = 0; group <= 1; group++)
        {
            var rows = expected.Rows.Values.Where(row => row.Row.Group == group).ToList();
            var listed = await store.AllAsync(account, group: group, limit: Limit);
            Assert.Equal(rows.Select(row => row.Row.Order).OrderDescending(), listed.Select(row => row.Row.Order));
            Assert.Equal(rows.Select(row => row.Row.Key).ToHashSet(), listed.Select(row => row.Row.Key).ToHashSet());
            Assert.All(listed, row => Same(expected.Rows[row.Row.Key], row));
        }
        var changes = await store.AllChangesAsync(account, limit: Limit);
        Assert.Equal(expected.Changes.Values.Order(), changes.Select(item => item.Change));
        foreach (var item in changes)
        {
            Assert.Equal(expected.Changes[item.Key], item.Change);
            Same(expected.Rows.GetValueOrDefault(item.Key), item.Row);
        }
    }

    public static void Same(StoredRow? expected, StoredRow? actual)
    {
        if (expected is null)
        {
            Assert.Null(actual);
            return;
        }
        Expect.Same(expected.Row, actual?.Row);
        Assert.Equal((expected.Version, expected.Change), (actual!.Version, actual.Change));
    }
}
