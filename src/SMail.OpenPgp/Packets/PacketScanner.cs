namespace SMail.OpenPgp.Packets;

/// <summary>Follows the framing of a packet sequence that arrives in pieces, in constant memory.</summary>
internal abstract class PacketScanner
{
    private readonly byte[] pending = new byte[PacketHeader.MaxSize];
    private int pendingCount;
    private PacketLength part;
    private long left;
    private State state = State.Header;

    private enum State
    {
        Header,
        Body,
        NextLength,
    }

    /// <summary>A packet of this type begins.</summary>
    protected abstract void OnStart(PacketType type);

    /// <summary>A piece of the packet's body, without its framing.</summary>
    protected abstract void OnBody(ReadOnlySpan<byte> piece);

    /// <summary>The packet is complete.</summary>
    protected abstract void OnEnd();

    /// <summary>Takes the next piece of the sequence.</summary>
    /// <exception cref="OpenPgpException">The framing is malformed.</exception>
    internal virtual void Feed(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
            data = state == State.Body ? Body(data) : Length(data);
    }

    /// <summary>Says that the sequence is over.</summary>
    /// <exception cref="OpenPgpException">It ends within a packet.</exception>
    internal void Complete()
    {
        if (state == State.Body && part.Kind == LengthKind.Indeterminate)
            EndPart();
        if (state != State.Header || pendingCount != 0)
            throw Errors.Malformed("The last packet is cut.");
    }

    private ReadOnlySpan<byte> Body(ReadOnlySpan<byte> data)
    {
        var size = part.Kind == LengthKind.Indeterminate ? data.Length : (int)Math.Min(left, data.Length);
        OnBody(data[..size]);
        left -= size;
        if (left == 0 && part.Kind != LengthKind.Indeterminate)
            EndPart();
        return data[size..];
    }

    /// <summary>Takes one byte of a header or of the length of a packet's next part.</summary>
    private ReadOnlySpan<byte> Length(ReadOnlySpan<byte> data)
    {
        pending[pendingCount++] = data[0];
        var seen = pending.AsSpan(0, pendingCount);
        if (state == State.Header && PacketHeader.TryRead(seen, out var header, out _))
        {
            OnStart(header.Type);
            Begin(header.Length);
        }
        else if (state == State.NextLength && PacketLength.TryRead(seen, out var next, out _))
            Begin(next);
        return data[1..];
    }

    private void Begin(PacketLength length)
    {
        (part, left, pendingCount, state) = (length, length.Octets, 0, State.Body);
        if (left == 0 && length.Kind == LengthKind.Final)
            EndPart();
    }

    private void EndPart()
    {
        state = part.Kind == LengthKind.Partial ? State.NextLength : State.Header;
        if (state == State.Header)
            OnEnd();
    }
}
