using System.Diagnostics;
using System.Security.Cryptography;
using SMail.Sdk;

namespace SMail.Benchmarks.Storage;

/// <summary>Writes a 25 MiB body piece by piece and reads it back, and looks at what that takes of managed memory.</summary>
internal static class BlobBenchmark
{
    private const int Size = 25 << 20;

    public static async Task RunAsync(string folder)
    {
        await using var storage = StorageBenchmark.Open(Path.Combine(folder, "blob.db"));
        var blob = Id.Generate<BlobId>();
        var lease = DateTimeOffset.UtcNow.AddHours(1);
        var piece = RandomNumberGenerator.GetBytes(SealedChunk.MaxBytes);
        var writing = Stopwatch.GetTimestamp();
        for (var offset = 0L; offset < Size; offset += piece.Length)
            await storage.Blobs.AppendAsync(blob, offset, new SealedChunk(piece), lease, default);
        await storage.Blobs.CompleteAsync(blob, Size, default);
        var written = StorageBenchmark.Milliseconds(writing);

        var buffer = new byte[128 * 1024];
        var peak = 0L;
        await ReadAsync();
        GC.Collect();
        peak = 0;
        var (before, allocated) = (GC.GetTotalMemory(forceFullCollection: true), GC.GetTotalAllocatedBytes(precise: true));
        var reading = Stopwatch.GetTimestamp();
        await ReadAsync();
        var read = StorageBenchmark.Milliseconds(reading);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Console.WriteLine($"\n25 MiB blob: written in {written:N0} ms, read in {read:N0} ms, allocated while reading {allocated >> 10:N0} KiB, peak managed memory above start {Math.Max(0, peak - before) >> 10:N0} KiB");

        async Task ReadAsync()
        {
            for (var offset = 0L; offset < Size;)
            {
                offset += await storage.Blobs.ReadAsync(blob, offset, buffer, default);
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
            }
        }
    }
}
