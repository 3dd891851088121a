using System.Diagnostics;
using System.Globalization;
using SMail.Benchmarks.Engine;

namespace SMail.Benchmarks.Peers;

/// <summary>The peak working set of 1 GiB above the start, each in a child process of its own that warmed up on 1 MiB.</summary>
internal static class PeakMode
{
    private const long Size = 1L << 30;
    private const long WarmUpSize = 1 << 20;
    private const long Bound = 64L << 20;
    private const string Command = "--peak";

    private static readonly (string Key, string Action, string Work)[] Works =
    [
        ("v2", "seal", "sign+encrypt 1 GiB, SEIPD v2 OCB, streaming"),
        ("v2", "stream", "decrypt+verify 1 GiB, SEIPD v2 OCB, streaming"),
        ("v2", "check", "decrypt+verify 1 GiB, SEIPD v2 OCB, checked before release, spool"),
        ("v1", "seal", "sign+encrypt 1 GiB, SEIPD v1, streaming"),
        ("v1", "check", "decrypt+verify 1 GiB, SEIPD v1, checked before release, spool"),
    ];

    public static void Run(string folder)
    {
        Console.WriteLine($"\n{"peak working set above start, MiB; at most 64",-70}{"MiB",8}{"seconds",10}");
        foreach (var (key, action, work) in Works)
        {
            var from = Stopwatch.GetTimestamp();
            var peak = long.Parse(Tool.Read(Tool.Self([Command, action, Path.Combine(folder, key)])), CultureInfo.InvariantCulture);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {work,-68}{peak / 1048576.0,8:F1}{Stopwatch.GetElapsedTime(from).TotalSeconds,10:F1}  {(peak <= Bound ? "met" : "MISSED")}"));
        }
        foreach (var message in Directory.EnumerateFiles(folder, "*.large"))
            File.Delete(message);
    }

    /// <summary>What a child does: prints bytes above its start.</summary>
    public static int RunChild(string action, string path)
    {
        using var key = BenchKey.Read(File.ReadAllBytes($"{path}.pgp"));
        Seal(key, $"{path}.small", WarmUpSize);
        Work(action, key, $"{path}.small", WarmUpSize);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        // Linux forgets the peak so far; elsewhere that of the warm-up stays in it, and the figure is too high.
        if (File.Exists("/proc/self/clear_refs"))
            File.WriteAllText("/proc/self/clear_refs", "5");
        using var process = Process.GetCurrentProcess();
        var start = process.WorkingSet64;
        Work(action, key, $"{path}.large", Size);
        process.Refresh();
        Console.WriteLine((process.PeakWorkingSet64 - start).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static void Work(string action, BenchKey key, string path, long size)
    {
        if (action == "seal")
        {
            Seal(key, path, size);
            return;
        }
        using var message = File.OpenRead(path);
        if (action == "stream")
            Ours.OpenStreaming(key, message, new byte[64 * 1024]);
        else
            Ours.Open(key, message, new byte[64 * 1024]);
    }

    private static void Seal(BenchKey key, string path, long size)
    {
        using var output = File.Create(path);
        Ours.Seal(key, key.Certificates, new RepeatedStream(size), output);
    }
}
