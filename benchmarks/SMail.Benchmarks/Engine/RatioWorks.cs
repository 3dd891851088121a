using System.Security.Cryptography;

namespace SMail.Benchmarks.Engine;

/// <summary>The lines of the table of ratios.</summary>
internal static class RatioWorks
{
    private const int Large = 25 << 20;

    public static async IAsyncEnumerable<RaceResult> AllAsync()
    {
        foreach (var result in Engine())
            yield return result;
        foreach (var result in await SdkWork.RunAsync())
            yield return result;
    }

    private static IEnumerable<RaceResult> Engine()
    {
        foreach (var kind in new[] { BodyKind.Seipd2Ocb, BodyKind.Seipd2Gcm, BodyKind.Seipd1 })
        {
            using var key = BenchKey.Curve25519(kind);
            foreach (var result in Messages("25 MiB", key, BareKeys.None, kind, Large, TimeSpan.FromSeconds(4)))
                yield return result;
        }
        using (var key = BenchKey.Curve25519(BodyKind.Seipd2Ocb))
        {
            foreach (var (name, size) in new[] { ("1 KiB", 1 << 10), ("10 KiB", 10 << 10), ("100 KiB", 100 << 10) })
                foreach (var result in Messages($"{name}, Curve25519", key, BareKeys.Curve25519(), BodyKind.Seipd2Ocb, size, TimeSpan.FromSeconds(1.5)))
                    yield return result;
        }
        using (var key = BenchKey.Rsa3072(BodyKind.Seipd2Ocb))
            foreach (var result in Messages("10 KiB, RSA-3072", key, BareKeys.Rsa3072(), BodyKind.Seipd2Ocb, 10 << 10, TimeSpan.FromSeconds(3)))
                yield return result;
        yield return ManyRecipients.RaceOnOneCore();
        yield return ManyRecipients.Race("on all cores");
        yield return Armor();
    }

    // Sealing goes from a stream in memory to a stream in memory that has room. Opening goes to a buffer of 64 KiB that is thrown away.
    private static IEnumerable<RaceResult> Messages(string name, BenchKey key, BareKeys bareKeys, BodyKind kind, int size, TimeSpan budget)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var (output, buffer) = (new MemoryStream(size + (size / 8) + 8192), new byte[64 * 1024]);
        using var bare = new BarePrimitives(kind, plaintext);
        yield return Race.Run($"sign+encrypt {name}, {Name(kind)}",
            Into(output, () => Ours.Seal(key, plaintext, output)),
            Into(output, () => BouncyCastleRival.Seal(key, plaintext, output)),
            () =>
            {
                bareKeys.Seal();
                bare.Seal(plaintext);
            }, budget);
        var (message, rivals) = (new MemoryStream(), new MemoryStream());
        Ours.Seal(key, plaintext, message);
        BouncyCastleRival.Seal(key, plaintext, rivals);
        var rival = From(rivals, () => BouncyCastleRival.Open(key, rivals, buffer));
        void Ceiling()
        {
            bareKeys.Open();
            bare.Open(plaintext);
        }

        yield return Race.Run($"decrypt+verify {name}, {Name(kind)}, checked before release", From(message, () => Ours.Open(key, message, buffer)), rival, Ceiling, budget);
        if (kind != BodyKind.Seipd1)
            yield return Race.Run($"decrypt+verify {name}, {Name(kind)}, streaming", From(message, () => Ours.OpenStreaming(key, message, buffer)), rival, Ceiling, budget);
    }

    // The ceiling knows nothing of armor, so this shows what armor costs.
    private static RaceResult Armor()
    {
        using var key = BenchKey.Curve25519(BodyKind.Seipd2Ocb);
        var plaintext = RandomNumberGenerator.GetBytes(Large);
        using var bare = new BarePrimitives(BodyKind.Seipd2Ocb, plaintext);
        var output = new MemoryStream(40 << 20);
        return Race.Run($"sign+encrypt 25 MiB, {Name(BodyKind.Seipd2Ocb)}, armored",
            Into(output, () => Ours.Seal(key, plaintext, output, armor: true)),
            Into(output, () => BouncyCastleRival.Seal(key, plaintext, output, armor: true)),
            () => bare.Seal(plaintext), TimeSpan.FromSeconds(4));
    }

    public static string Name(BodyKind kind) => kind switch
    {
        BodyKind.Seipd1 => "SEIPD v1",
        BodyKind.Seipd2Ocb => "SEIPD v2 OCB",
        _ => "SEIPD v2 GCM",
    };

    public static Action Into(MemoryStream output, Action work) => () =>
    {
        output.SetLength(0);
        work();
    };

    public static Action From(MemoryStream message, Action work) => () =>
    {
        message.Position = 0;
        work();
    };
}
