using System.Diagnostics;
using SMail.Sdk;
using SMail.Sdk.Storage;

namespace SMail.Benchmarks.Storage;

/// <summary>Lists the 50 newest of a mailbox that grows, and starts cold on what it has become.</summary>
internal static class ListBenchmark
{
    private const int PerCommit = 500;
    private const int Tries = 400;

    public static async Task RunAsync(string folder, int largest)
    {
        var path = Path.Combine(folder, "list.db");
        var account = Id.Generate<AccountId>();
        var medians = new List<(int Size, double Micros)>();
        Console.WriteLine($"\nlist the 50 newest{"median µs",25}{"90 % µs",12}");
        await using (var storage = StorageBenchmark.Open(path))
        {
            var filled = 0;
            foreach (var size in new[] { 1_000, 10_000, 100_000, 1_000_000 }.Where(size => size <= largest))
            {
                for (; filled < size; filled += PerCommit)
                    await storage.Accounts.CommitAsync(account, Rows.Commit([.. Enumerable.Range(filled, PerCommit).Select(order => Rows.Entry(1024, order))]), default);
                var times = new double[Tries];
                for (var i = -50; i < Tries; i++)
                {
                    var start = Stopwatch.GetTimestamp();
                    var page = await storage.Messages.ListAsync(account, RowKind.Entry, 1, null, 50, default);
                    if (i >= 0)
                        times[i] = StorageBenchmark.Milliseconds(start) * 1000;
                    if (page.Items.Count != 50 || page.Items[0].Row.Order != size - 1)
                        throw new InvalidOperationException("The list is wrong.");
                }

                Array.Sort(times);
                medians.Add((size, times[Tries / 2]));
                Console.WriteLine($"  {size,12:N0} messages{times[Tries / 2],20:N0}{times[Tries * 9 / 10],12:N0}");
            }
        }

        Console.WriteLine($"  growth from {medians[0].Size:N0} to {medians[^1].Size:N0}: {medians[^1].Micros / medians[0].Micros:N2}x");
        var cold = Stopwatch.GetTimestamp();
        await using (var storage = StorageBenchmark.Open(path))
            await storage.Messages.ListAsync(account, RowKind.Entry, 1, null, 50, default);
        Console.WriteLine($"cold start, open and list: {StorageBenchmark.Milliseconds(cold):N1} ms on {new FileInfo(path).Length >> 20:N0} MiB");
        File.Delete(path);
    }
}
