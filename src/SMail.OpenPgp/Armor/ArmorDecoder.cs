using System.Buffers.Text;
using System.Text;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Takes ASCII armor that arrives in pieces, and passes what is binary already through (RFC 9580, section 6).
/// Text around the block, headers and the checksum are passed over, whitespace may stand anywhere.</summary>
internal abstract class ArmorDecoder
{
    private const int MaxLine = 16 * 1024;
    private const int QuantumSize = 4;
    private const int TextSize = 16 * 1024;

    private byte[] text = [];
    private readonly List<byte> line = [];
    private State state = State.Start;
    private int textCount;
    private int padding;

    private enum State
    {
        Start,
        Binary,
        Seeking,
        Headers,
        Data,
        Checksum,
        End,
    }

    /// <summary>Whether the input was armored.</summary>
    internal bool IsArmored => state is not (State.Start or State.Binary);

    /// <summary>The next piece of the binary form.</summary>
    protected abstract void OnData(ReadOnlySpan<byte> data);

    /// <summary>Another block begins behind one that ended; a message has one only.</summary>
    protected virtual void OnNextBlock() => throw Errors.Malformed("More than one armored block.");

    internal void Feed(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        if (state == State.Start)
        {
            // A byte order mark that comes in pieces is one all the same.
            while (line.Count < Encoding.UTF8.Preamble.Length && !data.IsEmpty)
            {
                line.Add(data[0]);
                data = data[1..];
            }
            if (line.Count < Encoding.UTF8.Preamble.Length && Encoding.UTF8.Preamble.StartsWith(line.ToArray()))
                return;
            Begin();
        }
        Pass(data);
    }

    /// <summary>The first octets tell what the input is.</summary>
    private void Begin()
    {
        byte[] start = [.. line];
        line.Clear();
        state = AsciiArmor.IsBinary(start) ? State.Binary : State.Seeking;
        Pass(start);
    }

    private void Pass(ReadOnlySpan<byte> data)
    {
        if (state == State.Binary)
        {
            OnData(data);
            return;
        }
        foreach (var octet in data)
            Take(octet);
    }

    /// <exception cref="OpenPgpException">There was no block, or it was cut.</exception>
    internal void Complete()
    {
        if (state == State.Start && line.Count > 0)
            Begin();
        // The last line may have no end.
        if (IsArmored)
            Take((byte)'\n');
        if (state is State.Seeking or State.Headers or State.Data or State.Checksum)
            throw Errors.Malformed("These bytes are neither OpenPGP packets nor whole ASCII armor.");
    }

    private void Take(byte octet)
    {
        switch (state)
        {
            case State.Data:
                TakeData(octet);
                break;
            case State.Checksum:
                if (octet == '-')
                    Finish(octet);
                break;
            default:
                TakeLine(octet);
                break;
        }
    }

    private void TakeData(byte octet)
    {
        if (octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            return;
        if (octet == '-')
            Finish(octet);
        else if (octet == '=' && textCount % QuantumSize == 0)
            state = State.Checksum;
        else
        {
            padding += octet == '=' ? 1 : 0;
            if (octet != '=' && padding > 0)
                throw NotBase64();
            text[textCount++] = octet;
            if (textCount == text.Length)
                Flush();
        }
    }

    private void Finish(byte octet)
    {
        Flush();
        state = State.End;
        line.Add(octet);
    }

    private void Flush()
    {
        if (Base64.DecodeFromUtf8InPlace(text.AsSpan(0, textCount), out var count) != System.Buffers.OperationStatus.Done)
            throw NotBase64();
        OnData(text.AsSpan(0, count));
        textCount = 0;
    }

    private void TakeLine(byte octet)
    {
        if (octet != '\n')
        {
            // Only a line too long to be looked for is given up.
            if (line.Count < MaxLine)
                line.Add(octet);
            return;
        }
        var content = Encoding.Latin1.GetString([.. line]).Trim();
        line.Clear();
        if (state == State.Headers)
            TakeHeader(content);
        else if (AsciiArmor.IsBegin(content.TrimStart('\u00EF', '\u00BB', '\u00BF')))
        {
            if (state == State.End)
                OnNextBlock();
            (state, padding) = (State.Headers, 0);
            if (text.Length == 0)
                text = new byte[TextSize];
        }
    }

    /// <summary>A blank line ends the headers; where it is missing, the data begins with what is no header.</summary>
    private void TakeHeader(string content)
    {
        if (content.Contains(':', StringComparison.Ordinal))
            return;
        state = State.Data;
        foreach (var character in content)
            Take((byte)character);
    }

    private static OpenPgpException NotBase64() => Errors.Malformed("ASCII armor holds characters that are not base64.");
}

/// <summary>Hands the binary form on to a scanner of packets.</summary>
internal sealed class ScannerDecoder(PacketScanner scanner) : ArmorDecoder
{
    protected override void OnData(ReadOnlySpan<byte> data) => scanner.Feed(data);
}

/// <summary>Hands the binary form on to whatever takes pieces.</summary>
internal sealed class PieceDecoder(PieceDecoder.Taker take) : ArmorDecoder
{
    internal delegate void Taker(ReadOnlySpan<byte> data);

    protected override void OnData(ReadOnlySpan<byte> data) => take(data);

    /// <summary>Several keys, one behind the other, are one sequence of packets.</summary>
    protected override void OnNextBlock()
    {
    }
}
