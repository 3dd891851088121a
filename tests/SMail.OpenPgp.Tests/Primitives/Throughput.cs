using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

/// <summary>Prints MB/s of the bulk primitives beside their rivals. Run it alone, in Release, with `-explicit only`.</summary>
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
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < Span / 2;)
            work();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (watch, runs) = (Stopwatch.StartNew(), 0L);
        for (; watch.Elapsed < Span; runs++)
            work();
        var speed = runs * bytes / watch.Elapsed.TotalSeconds / 1e6;
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / runs;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-60} {speed,10:F0} MB/s {allocated,10} B/call"));
    }
}
