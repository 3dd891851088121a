using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using SMail.Benchmarks.Engine;

namespace SMail.Benchmarks.Questions;

/// <summary>What does ASCII armor cost? 25 MiB, signed, Curve25519, SEIPD v2 OCB; MimeKit compresses too. The bare primitives know no armor.</summary>
[MemoryDiagnoser]
public class Armor
{
    private readonly BenchKey key = BenchKey.Curve25519(BodyKind.Seipd2Ocb);
    private readonly byte[] plaintext = RandomNumberGenerator.GetBytes(25 << 20);
    private readonly MemoryStream output = new(40 << 20);
    private BarePrimitives bare = null!;
    private MimeKitRival mimeKit = null!;

    [GlobalSetup]
    public void Setup() => (bare, mimeKit) = (new(BodyKind.Seipd2Ocb, plaintext), MimeKitRival.Create(key));

    [GlobalCleanup]
    public void Cleanup()
    {
        mimeKit.Dispose();
        bare.Dispose();
        key.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void SealBouncyCastle()
    {
        output.SetLength(0);
        BouncyCastleRival.Seal(key, plaintext, output, armor: true);
    }

    [Benchmark]
    public void SealMimeKit() => mimeKit.Seal(key, key.RivalRecipients, new MemoryStream(plaintext));

    [Benchmark]
    public void SealOurs()
    {
        output.SetLength(0);
        Ours.Seal(key, plaintext, output, armor: true);
    }

    [Benchmark]
    public void SealBarePrimitives() => bare.Seal(plaintext);
}
