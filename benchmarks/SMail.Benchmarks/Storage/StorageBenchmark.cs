using System.Diagnostics;
using System.Globalization;
using SMail.Sdk.Storage.Sqlite;

namespace SMail.Benchmarks.Storage;

/// <summary>The SQLite provider beside raw Microsoft.Data.Sqlite that executes the same inserts on the same schema with the same durability.</summary>
internal static class StorageBenchmark
{
    private const long DiskNeeded = 6L << 30;

    public static async Task<int> RunAsync(string[] args)
    {
        var messages = Number(args, "--messages", 20_000);
        var largest = Number(args, "--largest", 1_000_000);
        var parent = Text(args, "--folder") ?? Path.GetTempPath();
        var free = new DriveInfo(Path.GetFullPath(parent)).AvailableFreeSpace;
        if (free < DiskNeeded)
        {
            Console.Error.WriteLine($"This needs {DiskNeeded >> 30} GiB of disk in '{parent}', and {free >> 30} GiB are free.");
            return 2;
        }

        var folder = Directory.CreateDirectory(Path.Combine(parent, $"smail-bench-{Environment.ProcessId}"));
        try
        {
            Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, load {Load()}, synchronous=FULL, WAL");
            await CommitBenchmark.RunAsync(folder.FullName, messages);
            await ListBenchmark.RunAsync(folder.FullName, largest);
            await BlobBenchmark.RunAsync(folder.FullName);
            Console.WriteLine($"load at the end {Load()}");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static SqliteStorage Open(string path) => new(new SqliteStorageOptions { Path = path }, TimeProvider.System);

    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg")[..14] : "unknown";

    public static double Milliseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;

    private static int Number(string[] args, string name, int otherwise) =>
        Text(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string? Text(string[] args, string name) =>
        Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
