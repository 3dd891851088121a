namespace SMail.OpenPgp.Primitives;

/// <summary>A hash that is fed piece by piece.</summary>
internal abstract class RunningHash : IDisposable
{
    internal abstract int Size { get; }

    internal abstract void AppendData(ReadOnlySpan<byte> data);

    /// <summary>Writes the hash of all that was appended, and starts anew.</summary>
    internal abstract int GetHashAndReset(Span<byte> destination);

    internal byte[] GetHashAndReset()
    {
        var hash = new byte[Size];
        GetHashAndReset(hash);
        return hash;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
