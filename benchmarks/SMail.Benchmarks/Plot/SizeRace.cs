using System.Security.Cryptography;
using SMail.Benchmarks.Engine;

namespace SMail.Benchmarks.Plot;

/// <summary>Everything the plot shows about messages of one size.</summary>
internal sealed class SizeRace
{
    public SizeRace(BenchKey key, int size)
    {
        Size = size;
        var budget = TimeSpan.FromSeconds(1.5);
        var (plaintext, buffer, keys) = (RandomNumberGenerator.GetBytes(size), new byte[64 * 1024], BareKeys.Curve25519());
        using var bare = new BarePrimitives(BodyKind.Seipd2Ocb, plaintext);
        var (output, message, rivals) = (new MemoryStream(size + (size / 8) + 8192), new MemoryStream(), new MemoryStream());
        Ours.Seal(key, plaintext, message);
        BouncyCastleRival.Seal(key, plaintext, rivals);
        var rivalSeal = RatioWorks.Into(output, () => BouncyCastleRival.Seal(key, plaintext, output));
        var rivalOpen = RatioWorks.From(rivals, () => BouncyCastleRival.Open(key, rivals, buffer));
        Seal = Race.Run("sign+encrypt", RatioWorks.Into(output, () => Ours.Seal(key, plaintext, output)), rivalSeal, Both(keys.Seal, () => bare.Seal(plaintext)), budget);
        Open = Race.Run("decrypt+verify", RatioWorks.From(message, () => Ours.Open(key, message, buffer)), rivalOpen, Both(keys.Open, () => bare.Open(plaintext)), budget);
        (RivalSealBytes, RivalOpenBytes) = (Race.Allocated(rivalSeal), Race.Allocated(rivalOpen));
    }

    public int Size { get; }

    public RaceResult Seal { get; }

    public RaceResult Open { get; }

    public long RivalSealBytes { get; }

    public long RivalOpenBytes { get; }

    public double MegabytesPerSecond(double ms) => Size / 1e3 / ms;

    public override string ToString() => FormattableString.Invariant(
        $"{SvgPanel.Bytes(Size),8}: sign+encrypt {Seal.Ms:F3} ms, rival {Seal.RivalMs:F3}, ceiling {Seal.CeilingMs:F3}, {Seal.AllocatedBytes:N0} bytes, rival {RivalSealBytes:N0}; decrypt+verify {Open.Ms:F3} ms, rival {Open.RivalMs:F3}, ceiling {Open.CeilingMs:F3}, {Open.AllocatedBytes:N0} bytes, rival {RivalOpenBytes:N0}");

    private static Action Both(Action first, Action second) => () =>
    {
        first();
        second();
    };
}
