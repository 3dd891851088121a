namespace SMail.Sdk.Storage.InMemory;

/// <summary>One blob: pieces that are only added until it is complete, and whoever holds it.</summary>
internal sealed class Blob
{
    private readonly Lock _gate = new();
    private readonly List<long> _starts = [];
    private readonly List<byte[]> _pieces = [];
    private readonly HashSet<BlobReference> _references = [];
    private long _length;
    private DateTimeOffset _leaseUntil;
    private bool _complete;
    private bool _deleted;

    /// <summary>Adds a piece; false when the blob was deleted meanwhile.</summary>
    public bool TryAppend(long offset, ReadOnlyMemory<byte> bytes, DateTimeOffset leaseUntil)
    {
        lock (_gate)
        {
            if (_deleted)
                return false;
            if (_complete)
                throw Invalid("The blob is complete.");
            if (offset == _length)
            {
                _starts.Add(offset);
                _pieces.Add(bytes.ToArray());
                _length += bytes.Length;
            }
            else if (_starts.BinarySearch(offset) is not (>= 0 and var same) || !_pieces[same].AsSpan().SequenceEqual(bytes.Span))
            {
                throw Invalid("The piece leaves a gap, or other bytes stand there.");
            }
            Lengthen(leaseUntil);
            return true;
        }
    }

    public void Complete(long length)
    {
        lock (_gate)
        {
            if (_deleted)
                throw NotFound();
            if (length != _length)
                throw Invalid("The blob has another length.");
            _complete = true;
        }
    }

    public BlobInfo? Info()
    {
        lock (_gate)
            return _deleted ? null : new BlobInfo(_length, _complete, _leaseUntil);
    }

    public int Read(long offset, Span<byte> buffer)
    {
        lock (_gate)
            RequireComplete();
        // No lock from here on: a complete blob never changes again.
        var read = 0;
        for (var i = PieceAt(offset); i < _pieces.Count && read < buffer.Length; i++)
        {
            var rest = _pieces[i].AsSpan((int)Math.Min(offset + read - _starts[i], _pieces[i].Length));
            var part = rest[..Math.Min(rest.Length, buffer.Length - read)];
            part.CopyTo(buffer[read..]);
            read += part.Length;
        }
        return read;
    }

    public void RenewLease(DateTimeOffset until)
    {
        lock (_gate)
            Lengthen(until);
    }

    public void AddReference(BlobReference reference)
    {
        lock (_gate)
        {
            RequireComplete();
            _references.Add(reference);
        }
    }

    public void RemoveReference(BlobReference reference)
    {
        lock (_gate)
            _references.Remove(reference);
    }

    /// <summary>Deletes the blob unless a reference holds it, or a lease that ends later.</summary>
    public bool TryDelete(DateTimeOffset leaseEndedBy)
    {
        lock (_gate)
            return _deleted |= _references.Count == 0 && _leaseUntil <= leaseEndedBy;
    }

    public static StorageException NotFound() => new(StorageError.BlobNotFound, "There is no such blob, or it is not complete.");

    private static StorageException Invalid(string message) => new(StorageError.InvalidArgument, message);

    private int PieceAt(long offset)
    {
        var found = _starts.BinarySearch(offset);
        return found >= 0 ? found : Math.Max(~found - 1, 0);
    }

    private void Lengthen(DateTimeOffset until) => _leaseUntil = until > _leaseUntil ? until : _leaseUntil;

    private void RequireComplete()
    {
        if (_deleted || !_complete)
            throw NotFound();
    }
}
