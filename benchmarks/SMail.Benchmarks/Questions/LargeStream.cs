using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using SMail.Benchmarks.Engine;

namespace SMail.Benchmarks.Questions;

/// <summary>What does 1 GiB cost that is never whole in memory, from and to a file? Curve25519, SEIPD v2 OCB.</summary>
/// <remarks>MimeKit keeps the whole message in memory, compresses and armors; the bare primitives take the same number of bytes, 16 MiB at a time.</remarks>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 3)]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class LargeStream
{
    private const long Size = 1L << 30;
    private const int PieceSize = 16 << 20;

    private readonly BenchKey key = BenchKey.Curve25519(BodyKind.Seipd2Ocb);
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly byte[] piece = new byte[PieceSize];
    private DirectoryInfo folder = null!;
    private BarePrimitives bare = null!;
    private MimeKitRival mimeKit = null!;

    private string OursFile => Path.Combine(folder.FullName, "ours");

    private string BouncyCastlesFile => Path.Combine(folder.FullName, "bouncycastle");

    private string MimeKitsFile => Path.Combine(folder.FullName, "mimekit");

    [GlobalSetup]
    public void Setup()
    {
        folder = Directory.CreateTempSubdirectory("smail-bench-");
        (bare, mimeKit) = (new(BodyKind.Seipd2Ocb, piece), MimeKitRival.Create(key));
    }

    [GlobalSetup(Target = nameof(OpenBouncyCastle))]
    public void SetupBouncyCastle()
    {
        Setup();
        SealBouncyCastle();
    }

    [GlobalSetup(Target = nameof(OpenMimeKit))]
    public void SetupMimeKit()
    {
        Setup();
        using var output = File.Create(MimeKitsFile);
        mimeKit.Write(key, new RepeatedStream(Size), output);
    }

    [GlobalSetup(Targets = [nameof(OpenOursCheckedBeforeRelease), nameof(OpenOursStreaming)])]
    public void SetupOurs()
    {
        Setup();
        SealOurs();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        mimeKit.Dispose();
        bare.Dispose();
        key.Dispose();
        folder.Delete(recursive: true);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("sign+encrypt")]
    public void SealBouncyCastle()
    {
        using var output = File.Create(BouncyCastlesFile);
        BouncyCastleRival.Seal(key, key.RivalRecipients, new RepeatedStream(Size), output);
    }

    [Benchmark, BenchmarkCategory("sign+encrypt")]
    public void SealMimeKit() => mimeKit.Seal(key, key.RivalRecipients, new RepeatedStream(Size));

    [Benchmark, BenchmarkCategory("sign+encrypt")]
    public void SealOurs()
    {
        using var output = File.Create(OursFile);
        Ours.Seal(key, key.Certificates, new RepeatedStream(Size), output);
    }

    [Benchmark, BenchmarkCategory("sign+encrypt")]
    public void SealBarePrimitives() => Pieces(() => bare.Seal(piece));

    [Benchmark(Baseline = true), BenchmarkCategory("decrypt+verify")]
    public void OpenBouncyCastle() => Read(BouncyCastlesFile, message => BouncyCastleRival.Open(key, message, buffer));

    [Benchmark, BenchmarkCategory("decrypt+verify")]
    public void OpenMimeKit() => Read(MimeKitsFile, mimeKit.Open);

    [Benchmark, BenchmarkCategory("decrypt+verify")]
    public void OpenOursCheckedBeforeRelease() => Read(OursFile, message => Ours.Open(key, message, buffer));

    [Benchmark, BenchmarkCategory("decrypt+verify")]
    public void OpenOursStreaming() => Read(OursFile, message => Ours.OpenStreaming(key, message, buffer));

    [Benchmark, BenchmarkCategory("decrypt+verify")]
    public void OpenBarePrimitives() => Pieces(() => bare.Open(piece));

    private static void Pieces(Action work)
    {
        for (var done = 0L; done < Size; done += PieceSize)
            work();
    }

    private static void Read(string file, Action<Stream> open)
    {
        using var message = File.OpenRead(file);
        open(message);
    }
}
