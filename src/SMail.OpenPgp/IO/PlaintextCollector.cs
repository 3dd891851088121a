namespace SMail.OpenPgp.IO;

/// <summary>Gathers plaintext in native memory as long as it fits under a limit; beyond it only counts.</summary>
internal sealed class PlaintextCollector(long maxMemoryBytes, long expected) : IDisposable
{
    // What is not going to fit is not begun.
    private SecretMemory? memory = expected > maxMemoryBytes ? null : new(expected);

    // For what there is no room for, or not yet.
    private CopyBuffer? beyond;

    /// <summary>How long it is thought to become, in bytes.</summary>
    internal long Expected => expected;

    internal long Length { get; private set; }

    /// <summary>Whether all that has come is in memory.</summary>
    internal bool IsKept => memory is not null;

    internal void Append(ReadOnlySpan<byte> data)
    {
        if (memory is not null && Length + data.Length > maxMemoryBytes)
        {
            memory.Dispose();
            memory = null;
        }
        if (memory is not null && Length + data.Length > memory.Capacity)
            memory = memory.Grow(Length, Math.Min(maxMemoryBytes, Math.Max(Length + data.Length, memory.Capacity * 2)));
        if (memory is not null)
            data.CopyTo(memory.Slice(Length, data.Length));
        Length += data.Length;
    }

    /// <summary>Takes the next piece of a stream, without a copy where there is room; what came is good until the next call, and empty at the end.</summary>
    internal ReadOnlySpan<byte> Read(Stream source)
    {
        if (memory is null || Length == memory.Capacity)
        {
            var more = (beyond ??= new()).Read(source);
            Append(more);
            return more;
        }
        var room = memory.Slice(Length, (int)Math.Min(memory.Capacity - Length, CopyBuffer.Size));
        var count = source.Read(room);
        Length += count;
        return room[..count];
    }

    /// <summary>Hands the memory over, null when the plaintext did not fit.</summary>
    internal SecretMemory? Take()
    {
        var taken = memory;
        memory = null;
        return taken;
    }

    public void Dispose()
    {
        memory?.Dispose();
        beyond?.Dispose();
    }
}
