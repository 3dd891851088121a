using System.Buffers;
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

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private byte[] text = [];
    private readonly List<byte> line = [];
    private State state = State.Start;
    private int textCount;
    private int padding;
    private int markCount;

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
        if (state == State.Start)
            data = Start(data);
        if (data.IsEmpty)
            return;
        if (state == State.Binary)
        {
            OnData(data);
            return;
        }
        while (!data.IsEmpty)
        {
            // Whole lines of data are taken at once; everything else octet by octet.
            var run = state == State.Data ? data.IndexOfAnyExcept(Alphabet) : 0;
            if (run < 0)
                run = data.Length;
            if (run > 0)
                TakeRun(data[..run]);
            else
                Take(data[run++]);
            data = data[run..];
        }
    }

    private void TakeRun(ReadOnlySpan<byte> data)
    {
        if (padding > 0)
            throw NotBase64();
        while (!data.IsEmpty)
        {
            var count = Math.Min(data.Length, text.Length - textCount);
            data[..count].CopyTo(text.AsSpan(textCount));
            textCount += count;
            data = data[count..];
            if (textCount == text.Length)
                Flush();
        }
    }

    /// <summary>Tells binary from text; answers what is left. A byte order mark may come in pieces, and what begins like one may be a packet.</summary>
    private ReadOnlySpan<byte> Start(ReadOnlySpan<byte> data)
    {
        var mark = Encoding.UTF8.Preamble;
        while (markCount < mark.Length && !data.IsEmpty && data[0] == mark[markCount])
        {
            markCount++;
            data = data[1..];
        }
        if (markCount == mark.Length)
            state = State.Seeking;
        else if (!data.IsEmpty && markCount > 0)
            BeginBinary();
        else if (!data.IsEmpty)
            state = AsciiArmor.IsBinary(data) ? State.Binary : State.Seeking;
        return data;
    }

    private void BeginBinary()
    {
        state = State.Binary;
        OnData(Encoding.UTF8.Preamble[..markCount]);
    }

    /// <exception cref="OpenPgpException">There was no block, or it was cut.</exception>
    internal void Complete()
    {
        if (state == State.Start && markCount > 0)
            BeginBinary();
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
        if (Base64.DecodeFromUtf8InPlace(text.AsSpan(0, textCount), out var count) != OperationStatus.Done)
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
internal sealed class PieceDecoder(PieceDecoder.Taker take, bool severalBlocks = true) : ArmorDecoder
{
    internal delegate void Taker(ReadOnlySpan<byte> data);

    protected override void OnData(ReadOnlySpan<byte> data) => take(data);

    /// <summary>Several keys, one behind the other, are one sequence of packets.</summary>
    protected override void OnNextBlock()
    {
        if (!severalBlocks)
            base.OnNextBlock();
    }
}
