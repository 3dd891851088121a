using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using SMail.Benchmarks.Storage;
using SMail.OpenPgp;

namespace SMail.Benchmarks.Engine;

/// <summary>One table in under three minutes: each work beside BouncyCastle's OpenPGP classes and beside the bare primitives.</summary>
internal static class RatioMode
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static int Run(string? jsonFile)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, load {StorageBenchmark.Load()}; each time is the best of several rounds");
        Console.WriteLine("the ceiling is hash and cipher (and public-key operations, for small messages) over the same bytes, one after the other on one core");
        Console.WriteLine($"{"",-58}{"ms",10}{"rival ms",10}{"ceiling",10}{"x rival",9}{"of ceil.",10}{"allocated",14}");
        var results = new List<RaceResult>();
        foreach (var result in All())
        {
            results.Add(result);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Work,-58}{result.Ms,10:F3}{result.RivalMs,10:F3}{result.CeilingMs,10:F3}{result.TimesRival,8:F1}x{result.OfCeiling,9:P0}{result.AllocatedBytes,14:N0}"));
        }
        Console.WriteLine($"load at the end {StorageBenchmark.Load()}");
        if (jsonFile is not null)
            File.WriteAllText(jsonFile, JsonSerializer.Serialize(results, Json));
        return 0;
    }

    private static IEnumerable<RaceResult> All()
    {
        foreach (var kind in new[] { BodyKind.Seipd2Ocb, BodyKind.Seipd2Gcm, BodyKind.Seipd1 })
        {
            using var key = BenchKey.Curve25519(kind);
            foreach (var result in Messages("25 MiB", key, BareKeys.None, kind, 25 << 20, TimeSpan.FromSeconds(6)))
                yield return result;
        }
        using (var key = BenchKey.Curve25519(BodyKind.Seipd2Ocb))
        {
            foreach (var (name, size) in new[] { ("1 KiB", 1 << 10), ("10 KiB", 10 << 10), ("100 KiB", 100 << 10) })
                foreach (var result in Messages($"{name}, Curve25519", key, BareKeys.Curve25519(), BodyKind.Seipd2Ocb, size, TimeSpan.FromSeconds(2)))
                    yield return result;
        }
        using (var key = BenchKey.Rsa3072(BodyKind.Seipd2Ocb))
            foreach (var result in Messages("10 KiB, RSA-3072", key, BareKeys.Rsa3072(), BodyKind.Seipd2Ocb, 10 << 10, TimeSpan.FromSeconds(4)))
                yield return result;
        yield return Recipients(1000);
        yield return Armor();
    }

    private static IEnumerable<RaceResult> Messages(string name, BenchKey key, BareKeys bareKeys, BodyKind kind, int size, TimeSpan budget)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var (output, buffer) = (new MemoryStream(size + (size / 8) + 8192), new byte[64 * 1024]);
        using var bare = new BarePrimitives(kind, plaintext);
        yield return Race.Run($"sign+encrypt {name}, {Name(kind)}",
            Into(output, () => Ours.Seal(key, plaintext, output)),
            Into(output, () => BouncyCastleRival.Seal(key, plaintext, output)),
            Into(output, () =>
            {
                bareKeys.Seal();
                bare.Seal(plaintext, output);
            }), budget);
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

    /// <summary>A small message to many; the ceiling is the key operations alone.</summary>
    private static RaceResult Recipients(int count)
    {
        var bare = BareKeys.Curve25519();
        var keys = Enumerable.Range(0, count).Select(i => BenchKey.Curve25519(BodyKind.Seipd2Ocb, $"<{i}@example.org>")).ToList();
        var certificates = keys.Select(key => key.Ours.Certificate).ToList();
        var rivals = keys.Select(key => key.Rival.GetSecretKeys().Last().PublicKey).ToList();
        var output = new MemoryStream(1 << 20);
        return Race.Run($"key packets for {count:N0} recipients, Curve25519",
            Into(output, () => Pgp.EncryptAsync(new MemoryStream(), output, new() { Recipients = certificates }).GetAwaiter().GetResult()),
            Into(output, () => BouncyCastleRival.SealKeys(rivals, output)),
            () =>
            {
                for (var i = 0; i < count; i++)
                    bare.Seal();
            }, TimeSpan.FromSeconds(5));
    }

    private static RaceResult Armor()
    {
        using var key = BenchKey.Curve25519(BodyKind.Seipd2Ocb);
        var plaintext = RandomNumberGenerator.GetBytes(25 << 20);
        using var bare = new BarePrimitives(BodyKind.Seipd2Ocb, plaintext);
        var output = new MemoryStream(40 << 20);
        return Race.Run("sign+encrypt 25 MiB, v2 OCB, armored",
            Into(output, () => Ours.Seal(key, plaintext, output, armor: true)),
            Into(output, () => BouncyCastleRival.Seal(key, plaintext, output, armor: true)),
            Into(output, () => bare.Seal(plaintext, output)), TimeSpan.FromSeconds(5));
    }

    private static string Name(BodyKind kind) => kind switch
    {
        BodyKind.Seipd1 => "v1",
        BodyKind.Seipd2Ocb => "v2 OCB",
        _ => "v2 GCM",
    };

    private static Action Into(MemoryStream output, Action work) => () =>
    {
        output.SetLength(0);
        work();
    };

    private static Action From(MemoryStream message, Action work) => () =>
    {
        message.Position = 0;
        work();
    };
}
