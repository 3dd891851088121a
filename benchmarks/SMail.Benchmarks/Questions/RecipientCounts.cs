using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Org.BouncyCastle.Bcpg.OpenPgp;
using SMail.Benchmarks.Engine;
using SMail.OpenPgp;

namespace SMail.Benchmarks.Questions;

/// <summary>What does each further recipient cost? 10 KiB, signed, Curve25519, SEIPD v2 OCB; MimeKit compresses and armors too.</summary>
[MemoryDiagnoser]
public class RecipientCounts
{
    private readonly byte[] plaintext = RandomNumberGenerator.GetBytes(10 << 10);
    private readonly MemoryStream output = new(1 << 20);
    private readonly BareKeys keys = BareKeys.Curve25519();
    private List<BenchKey> recipients = null!;
    private List<Certificate> certificates = null!;
    private List<PgpPublicKey> rivals = null!;
    private BarePrimitives bare = null!;
    private MimeKitRival mimeKit = null!;

    [Params(1, 10, 1000)]
    public int Recipients { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        recipients = ManyRecipients.Keys(Recipients);
        certificates = [.. recipients.Select(key => key.Ours.Certificate)];
        rivals = [.. recipients.Select(key => key.RivalRecipients[0])];
        bare = new(BodyKind.Seipd2Ocb, plaintext);
        mimeKit = MimeKitRival.Create(recipients[0]);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        mimeKit.Dispose();
        bare.Dispose();
        recipients.ForEach(key => key.Dispose());
    }

    [Benchmark(Baseline = true)]
    public void SealBouncyCastle()
    {
        output.SetLength(0);
        BouncyCastleRival.Seal(recipients[0], rivals, new MemoryStream(plaintext), output);
    }

    [Benchmark]
    public void SealMimeKit() => mimeKit.Seal(recipients[0], rivals, new MemoryStream(plaintext));

    [Benchmark]
    public void SealOurs()
    {
        output.SetLength(0);
        Ours.Seal(recipients[0], certificates, new MemoryStream(plaintext), output);
    }

    [Benchmark]
    public void SealBarePrimitives()
    {
        keys.Seal();
        for (var i = 1; i < Recipients; i++)
            keys.KeyPacket();
        bare.Seal(plaintext);
    }
}
