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

    // Other processes take the processor away in between, so the fastest tenth of many short runs is what counts.
    private void Print(string name, Action work, int bytes)
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
        var speed = bytes / times[times.Count / 10] / 1e6;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-50} {speed,10:F0} MB/s {allocated,10} B/call"));
    }
}
