using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>Pinned memory for secrets, used again: the collector leaves no copies of it behind, and it is dear to make. What goes
/// back is zeroed.</summary>
internal static class PinnedPool
{
    private const int Small = 256;
    private const int Medium = 1024;

    /// <summary>A chunk of 64 KiB with two tags.</summary>
    private const int Large = (64 * 1024) + 32;

    private const int MaxKept = 32;

    // Per thread, so that threads at work side by side do not wait for each other.
    private static readonly ThreadLocal<Stack<byte[]>> SmallOnes = new(() => new(MaxKept));
    private static readonly ThreadLocal<Stack<byte[]>> MediumOnes = new(() => new(MaxKept));
    private static readonly ConcurrentQueue<byte[]> LargeOnes = new();

    /// <summary>At least so many bytes, all zero.</summary>
    internal static byte[] Rent(int length)
    {
        if (length <= Medium)
        {
            var kept = (length <= Small ? SmallOnes : MediumOnes).Value!;
            return kept.TryPop(out var mine) ? mine : Make(length <= Small ? Small : Medium);
        }
        return length <= Large
            ? LargeOnes.TryDequeue(out var large) ? large : Make(Large)
            : Make(length);
    }

    /// <summary>Zeroes what was used of it and takes it back; whoever had it has it no more.</summary>
    internal static void Return(byte[] buffer, int used)
    {
        CryptographicOperations.ZeroMemory(buffer.AsSpan(0, used));
        switch (buffer.Length)
        {
            case Small:
                Keep(SmallOnes.Value!, buffer);
                break;
            case Medium:
                Keep(MediumOnes.Value!, buffer);
                break;
            case Large when LargeOnes.Count < MaxKept:
                LargeOnes.Enqueue(buffer);
                break;
        }
    }

    private static void Keep(Stack<byte[]> kept, byte[] buffer)
    {
        if (kept.Count < MaxKept)
            kept.Push(buffer);
    }

    private static byte[] Make(int length) => GC.AllocateArray<byte>(length, pinned: true);
}
