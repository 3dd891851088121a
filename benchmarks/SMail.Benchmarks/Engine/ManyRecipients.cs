using System.Diagnostics;
using SMail.Benchmarks.Peers;

namespace SMail.Benchmarks.Engine;

/// <summary>Key packets for 1,000 recipients and an empty body; the ceiling is an ephemeral key and an agreement for each, on one core.</summary>
internal static class ManyRecipients
{
    public const string Work = "key packets for 1,000 recipients, Curve25519";
    public const string OnOneCore = Work + ", on one core";
    private const int Count = 1000;

    public static RaceResult Race(string cores)
    {
        var bare = BareKeys.Curve25519();
        var keys = Keys(Count);
        var certificates = keys.Select(key => key.Ours.Certificate).ToList();
        var rivals = keys.Select(key => key.RivalRecipients[0]).ToList();
        var output = new MemoryStream(1 << 20);
        return Engine.Race.Run($"{Work}, {cores}",
            RatioWorks.Into(output, () => Ours.SealKeys(certificates, output)),
            RatioWorks.Into(output, () => BouncyCastleRival.SealKeys(rivals, output)),
            () =>
            {
                for (var i = 0; i < Count; i++)
                    bare.KeyPacket();
            }, TimeSpan.FromSeconds(6));
    }

    /// <summary>The same in a child process that has one core.</summary>
    public static RaceResult RaceOnOneCore()
    {
        var json = Tool.Read(Tool.Self(["--recipients-on-one-core"], ("DOTNET_PROCESSOR_COUNT", "1")));
        return RatioMode.Deserialize(json).Single();
    }

    /// <summary>What that child does.</summary>
    public static int RunChild()
    {
        // A parallel loop takes a second thread even so; all threads made from here on stay on one core.
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using var process = Process.GetCurrentProcess();
            process.ProcessorAffinity = 1;
        }
        Console.WriteLine(RatioMode.Serialize([Race("on one core")]));
        return 0;
    }

    /// <summary>How many times faster we are on all cores than on one.</summary>
    public static double Speedup(IReadOnlyList<RaceResult> results) =>
        results.Single(result => result.Work == OnOneCore).Ms / results.Single(result => result.Work == $"{Work}, on all cores").Ms;

    public static List<BenchKey> Keys(int count) =>
        [.. Enumerable.Range(0, count).Select(i => BenchKey.Curve25519(BodyKind.Seipd2Ocb, $"<{i}@example.org>"))];
}
