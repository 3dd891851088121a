using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using SMail.Benchmarks.Engine;

namespace SMail.Benchmarks.Questions;

/// <summary>One message sealed and opened (checked before release) by all contestants, on the same plaintext. BouncyCastle and MimeKit always write SEIPD v1; MimeKit compresses and armors too.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
[CategoriesColumn]
public abstract class MessageQuestion
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private BenchKey key = null!;
    private BareKeys keys = null!;
    private BarePrimitives bare = null!;
    private MimeKitRival mimeKit = null!;
    private byte[] plaintext = null!, mimeKits = null!;
    private MemoryStream output = null!, ours = null!, bouncyCastles = null!;

    /// <summary>What the class asks about, for the current parameters.</summary>
    private protected abstract (BenchKey Key, BareKeys Keys, BodyKind Kind, int Size) Ask();

    [GlobalSetup]
    public void Setup()
    {
        (key, keys, var kind, var size) = Ask();
        plaintext = RandomNumberGenerator.GetBytes(size);
        bare = new(kind, plaintext);
        mimeKit = MimeKitRival.Create(key);
        (output, ours, bouncyCastles) = (new(size + (size / 2) + 8192), new(), new());
        Ours.Seal(key, plaintext, ours);
        BouncyCastleRival.Seal(key, plaintext, bouncyCastles);
        using var armored = new MemoryStream();
        mimeKit.Write(key, new MemoryStream(plaintext), armored);
        mimeKits = armored.ToArray();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        mimeKit.Dispose();
        bare.Dispose();
        key.Dispose();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("sign+encrypt")]
    public void SealBouncyCastle()
    {
        output.SetLength(0);
        BouncyCastleRival.Seal(key, plaintext, output);
    }

    [Benchmark, BenchmarkCategory("sign+encrypt")]
    public void SealMimeKit() => mimeKit.Seal(key, key.RivalRecipients, new MemoryStream(plaintext));

    [Benchmark, BenchmarkCategory("sign+encrypt")]
    public void SealOurs()
    {
        output.SetLength(0);
        Ours.Seal(key, plaintext, output);
    }

    [Benchmark, BenchmarkCategory("sign+encrypt")]
    public void SealBarePrimitives()
    {
        keys.Seal();
        bare.Seal(plaintext);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("decrypt+verify")]
    public void OpenBouncyCastle() => BouncyCastleRival.Open(key, Rewound(bouncyCastles), buffer);

    [Benchmark, BenchmarkCategory("decrypt+verify")]
    public void OpenMimeKit() => mimeKit.Open(new MemoryStream(mimeKits)); // it closes what it reads

    [Benchmark, BenchmarkCategory("decrypt+verify")]
    public void OpenOursCheckedBeforeRelease() => Ours.Open(key, Rewound(ours), buffer);

    [Benchmark, BenchmarkCategory("decrypt+verify")]
    public void OpenBarePrimitives()
    {
        keys.Open();
        bare.Open(plaintext);
    }

    private protected void OpenStreaming() => Ours.OpenStreaming(key, Rewound(ours), buffer);

    private static MemoryStream Rewound(MemoryStream message)
    {
        message.Position = 0;
        return message;
    }
}
