using System.Diagnostics;
using SMail.Sdk;
using SMail.Sdk.Storage;

namespace SMail.Benchmarks.Storage;

/// <summary>Commits of one 20 KiB mail each: one after the other, and many at once. Provider and raw take turns, and the median round of each counts: the disk is fast in bursts and slow between them.</summary>
internal static class CommitBenchmark
{
    private const int BodyBytes = 20 * 1024;
    private const int Batch = 100;
    private const int Rounds = 40;

    public static async Task RunAsync(string folder, int messages)
    {
        var (providerPath, rawPath) = (Path.Combine(folder, "provider.db"), Path.Combine(folder, "raw.db"));
        await using (var schema = StorageBenchmark.Open(rawPath))
            await schema.Directory.FindAsync(MailAddress.Parse("nobody@example.org"), default);
        await CompareAllAsync(providerPath, rawPath, messages);
        File.Delete(providerPath);
        File.Delete(rawPath);
    }

    private static async Task CompareAllAsync(string providerPath, string rawPath, int messages)
    {
        await using var provider = StorageBenchmark.Open(providerPath);
        using var raw = new RawSqlite(rawPath);
        var account = Id.Generate<AccountId>();

        Console.WriteLine($"\n20 KiB mails, commits/s{"provider",22}{"raw",12}{"of raw",10}");
        var single = Math.Min(messages / 10, 5000) / Rounds;
        await CompareAsync("one by one", single, async commits =>
        {
            foreach (var commit in commits)
                await provider.Accounts.CommitAsync(account, commit, default);
        }, commits =>
        {
            foreach (var commit in commits)
                raw.Insert([commit]);
        });
        await CompareAsync($"{Batch} at a time", messages / Rounds, async commits =>
        {
            foreach (var batch in commits.Chunk(Batch))
                await Task.WhenAll(batch.Select(commit => provider.Accounts.CommitAsync(account, commit, default).AsTask()));
        }, commits =>
        {
            foreach (var batch in commits.Chunk(Batch))
                raw.Insert(batch);
        });
    }

    private static async Task CompareAsync(string name, int perRound, Func<List<PartitionCommit>, Task> provider, Action<List<PartitionCommit>> raw)
    {
        var (providerTimes, rawTimes) = (new List<double>(), new List<double>());
        for (var round = -2; round < Rounds; round++)
        {
            // Rounds below 0 warm up; whoever is first changes from round to round.
            var (forProvider, forRaw) = (Make(perRound), Make(perRound));
            var (a, b) = (0.0, 0.0);
            if (round % 2 == 0)
                a = await TimeAsync(() => provider(forProvider));
            b = await TimeAsync(() => Task.Run(() => raw(forRaw)));
            if (round % 2 != 0)
                a = await TimeAsync(() => provider(forProvider));
            if (round < 0)
                continue;
            providerTimes.Add(a);
            rawTimes.Add(b);
        }

        var (ours, theirs) = (perRound / Median(providerTimes), perRound / Median(rawTimes));
        Console.WriteLine($"  {name,-24}{ours,19:N0}{theirs,12:N0}{ours / theirs,10:P0}");
    }

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    private static List<PartitionCommit> Make(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Rows.Commit(Rows.Entry(BodyBytes, Stopwatch.GetTimestamp())))];

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
