using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

/// <summary>Prints MB/s and µs of the primitives beside their rivals. Run it alone, in Release, with `-explicit only`.</summary>
public sealed class Throughput(ITestOutputHelper output)
{
    private const int Size = 16 << 20;
    private const int ChunkSize = 64 << 10;
    private static readonly TimeSpan Span = TimeSpan.FromMilliseconds(700);

    [Fact(Explicit = true)]
    public void Of_the_bulk_primitives()
    {
        var (key, data, target) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(Size), new byte[Size]);
        Print("memcpy", () => data.CopyTo(target, 0), Size);
        foreach (var aead in (AeadId[])[AeadId.Ocb, AeadId.Gcm, AeadId.Eax])
            foreach (var cipher in Implementations.Of(aead, key, aead.NonceSize()))
                using (cipher)
                    Aead(aead, cipher, data);
        foreach (var cipher in CfbImplementations.Aes(key, new byte[16]))
            using (cipher)
            {
                Print($"Cfb {cipher.GetType().Name} encrypt", () => cipher.Encrypt(data.AsSpan(0, ChunkSize)), ChunkSize);
                Print($"Cfb {cipher.GetType().Name} decrypt", () => cipher.Decrypt(data.AsSpan(0, ChunkSize)), ChunkSize);
            }
    }

    [Fact(Explicit = true)]
    public void Of_the_public_key_operations()
    {
        var (seed, key, signature, shared) = (RandomNumberGenerator.GetBytes(32), new byte[32], new byte[64], new byte[32]);
        using var signingKey = Ed25519.SigningKey(seed);
        var (kek, wrapped, digest) = (RandomNumberGenerator.GetBytes(32), new byte[48], RandomNumberGenerator.GetBytes(32));
        using var numbers = RsaNumbers.Generate(3072);
        foreach (var set in Enum.GetValues<PrimitiveSet>())
        {
            Print($"{set} Ed25519 sign", () => Ed25519.Sign(signingKey.Span, digest, signature, set));
            Ed25519.PublicKey(seed, key, set);
            Print($"{set} Ed25519 verify", () => Ed25519.Verify(key, digest, signature, set));
            X25519.PublicKey(seed, key, set);
            Print($"{set} X25519 agree", () => X25519.Agree(seed, key, shared, set));
            Print($"{set} key wrap of 40 bytes", () => AesKeyWrap.Wrap(kek, wrapped.AsSpan(0, 40), wrapped, set));
            foreach (var id in (CurveId[])[CurveId.P256, CurveId.P384])
                Curve(PrimeCurve.Get(id, set), set, digest);
            using var rsa = RsaKey.Secret(numbers, set);
            var (made, message) = (new byte[rsa.Size], new byte[rsa.Size]);
            Print($"{set} RSA-3072 sign", () => rsa.Sign(HashId.Sha256, digest, made));
            Print($"{set} RSA-3072 verify", () => rsa.Verify(HashId.Sha256, digest, made));
            rsa.Encrypt(digest, made);
            Print($"{set} RSA-3072 decrypt", () => rsa.Decrypt(made, message));
            made[^1] ^= 1;
            Print($"{set} RSA-3072 decrypt, wrong padding", () => rsa.Decrypt(made, message));
        }
        Curve(PrimeCurve.Get(CurveId.BrainpoolP256r1), PrimitiveSet.Managed, digest);
        Curve(new PlatformCurve(CurveId.BrainpoolP256r1), PrimitiveSet.Fastest, digest);
    }

    private void Curve(PrimeCurve curve, PrimitiveSet set, byte[] digest)
    {
        var (secret, point) = (new byte[curve.Id.FieldSize()], new byte[curve.Id.PointSize()]);
        var (signature, shared) = (new byte[2 * curve.Id.FieldSize()], new byte[curve.Id.FieldSize()]);
        curve.Generate(secret, point);
        Print($"{set} {curve.Id} sign", () => curve.Sign(secret, HashId.Sha256, digest, signature));
        Print($"{set} {curve.Id} verify", () => curve.Verify(point, digest, signature));
        Print($"{set} {curve.Id} agree", () => curve.Agree(secret, point, shared));
    }

    private void Aead(AeadId aead, AeadCipher cipher, byte[] data)
    {
        var (nonce, sealedChunk, opened) = (new byte[aead.NonceSize()], new byte[ChunkSize + 16], new byte[ChunkSize]);
        var name = $"{aead} {cipher.GetType().Name}";
        var at = 0;
        Print(name + " seal", () =>
        {
            cipher.Seal(nonce, data.AsSpan(at, ChunkSize), "header"u8, sealedChunk);
            at = (at + ChunkSize) % Size;
        }, ChunkSize);
        Print(name + " open", () => cipher.TryOpen(nonce, sealedChunk, "header"u8, opened), ChunkSize);
    }

    private void Print(string name, Action work, int bytes)
    {
        var (seconds, allocated) = Measure(work);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-50} {bytes / seconds / 1e6,10:F0} MB/s {allocated,10} B/call"));
    }

    private void Print(string name, Action work)
    {
        var (seconds, allocated) = Measure(work);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-50} {seconds * 1e6,10:F1} µs {allocated,10} B/call"));
    }

    // Other processes take the processor away in between, so the fastest tenth of many short runs is what counts.
    private static (double Seconds, long Allocated) Measure(Action work)
    {
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < Span / 2;)
            work();
        var times = new List<double>(1 << 18);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var all = Stopwatch.StartNew(); all.Elapsed < Span && times.Count < times.Capacity;)
        {
            var start = Stopwatch.GetTimestamp();
            work();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / times.Count;
        times.Sort();
        return (times[times.Count / 10], allocated);
    }
}
