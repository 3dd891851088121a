using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Hashes on another core what passes by on this one: the hash of a signature is dearer than the cipher. Data is hashed in its
/// order, by whoever is free; where no other core comes to help, the caller does it alone.</summary>
internal sealed class ParallelDigest : IThreadPoolWorkItem, IDisposable
{
    private const int SlotCount = 8;
    private const int SlotSize = 64 * 1024;

    /// <summary>Below this the help comes too late to be worth asking for.</summary>
    private const int MinLength = 4 * SlotSize;

    private readonly Appender append;
    private readonly SecretBytes[] slots = new SecretBytes[SlotCount];
    private readonly int[] counts = new int[SlotCount];
    private readonly object gate = new();
    private long hashed;
    private long filled;
    private bool isHashing;
    private bool isQueued;
    private long wanted = long.MaxValue;

    internal ParallelDigest(Appender append)
    {
        this.append = append;
        for (var i = 0; i < SlotCount; i++)
            slots[i] = new SecretBytes(SlotSize);
    }

    internal delegate void Appender(ReadOnlySpan<byte> data);

    /// <summary>Whether it is worth it for data of a length, which may be unknown.</summary>
    internal static bool Helps(long? length) => Environment.ProcessorCount > 1 && (length ?? long.MaxValue) > MinLength;

    /// <summary>Takes a copy of the data.</summary>
    internal void Append(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (filled - Volatile.Read(ref hashed) == SlotCount)
                HelpUntilLeft(SlotCount / 2);
            var (slot, count) = ((int)(filled % SlotCount), Math.Min(data.Length, SlotSize));
            data[..count].CopyTo(slots[slot].Span);
            counts[slot] = count;
            data = data[count..];
            lock (gate)
            {
                filled++;
                if (isQueued)
                    continue;
                isQueued = true;
            }
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Returns when all was hashed.</summary>
    internal void Complete() => HelpUntilLeft(0);

    /// <summary>Hashes what there is; the next piece of data calls again.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        while (true)
        {
            lock (gate)
            {
                if (isHashing || hashed == filled)
                {
                    isQueued = false;
                    return;
                }
                isHashing = true;
            }
            HashOne();
        }
    }

    private void HelpUntilLeft(int left)
    {
        while (true)
        {
            lock (gate)
            {
                if (filled - hashed <= left)
                {
                    wanted = long.MaxValue;
                    return;
                }
                if (isHashing)
                {
                    wanted = filled - left;
                    Monitor.Wait(gate);
                    continue;
                }
                isHashing = true;
            }
            HashOne();
        }
    }

    private void HashOne()
    {
        var slot = (int)(hashed % SlotCount);
        append(slots[slot].Span[..counts[slot]]);
        lock (gate)
        {
            hashed++;
            isHashing = false;
            if (hashed >= wanted)
                Monitor.Pulse(gate);
        }
    }

    /// <summary>Waits for a helper that is still at work, whose memory this is.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            wanted = 0;
            while (isHashing)
                Monitor.Wait(gate);
            hashed = filled;
        }
        foreach (var slot in slots)
            slot.Dispose();
    }
}
