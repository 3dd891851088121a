using System.Buffers;
using System.Security.Cryptography;
using SMail.Sdk.Server;
using SMail.Sdk.Transport.Smtp.Signing;

namespace SMail.Sdk.Transport.Smtp.Sending;

/// <summary>What must be known of a message before it is sent, found in one reading. Holds a copy of the header until it is disposed.</summary>
internal sealed class Survey : IDisposable
{
    /// <summary>The longest header that is sent, in bytes.</summary>
    public const int MaxHeaderBytes = 256 * 1024;

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private readonly RelaxedBody? body;
    private byte[] header = new byte[8192];
    private int headerLength;
    private bool isInBody;
    private bool endsWithCr;
    // How much of CR LF CR LF was just read; a header may be empty.
    private int blank = 2;

    private Survey(bool isHashed) => body = isHashed ? new RelaxedBody() : null;

    public long Size { get; private set; }

    public bool EndsWithLine { get; private set; } = true;

    public bool IsEightBit { get; private set; }

    public bool HasEightBitHeader { get; private set; }

    /// <summary>A CR or LF alone: servers differ on what it is, which lets a message end for one of them and go on as commands for another (SMTP smuggling; RFC 5321, section 2.3.8).</summary>
    public bool HasBareLineEnd { get; private set; }

    public bool IsHeaderTooLong { get; private set; }

    /// <summary>The header, with the empty line where there is one.</summary>
    public ReadOnlySpan<byte> Header => header.AsSpan(0, headerLength);

    /// <summary>SHA-256 of the canonical body (RFC 6376, section 3.4.4); only where it was asked for, once.</summary>
    public byte[] HashBody() => body!.Finish();

    /// <param name="message">The pieces.</param>
    /// <param name="isHashed">Whether to hash the body on the way.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async ValueTask<Survey> TakeAsync(IAsyncEnumerable<OpenMessage> message, bool isHashed, CancellationToken cancellationToken)
    {
        var survey = new Survey(isHashed);
        try
        {
            await foreach (var piece in message.WithCancellation(cancellationToken).ConfigureAwait(false))
                survey.Add(piece.Bytes.Span);
            survey.HasBareLineEnd |= survey.endsWithCr;
            return survey;
        }
        catch
        {
            survey.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(header);
        body?.Dispose();
    }

    private void Add(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
            return;
        Size += piece.Length;
        FindBareLineEnds(piece);
        EndsWithLine = piece[^1] == (byte)'\n';
        if (!isInBody)
            piece = AddHeader(piece);
        IsEightBit |= piece.ContainsAnyInRange((byte)0x80, (byte)0xff);
        body?.Add(piece);
    }

    private void FindBareLineEnds(ReadOnlySpan<byte> piece)
    {
        var start = 0;
        if (endsWithCr)
        {
            HasBareLineEnd |= piece[0] != (byte)'\n';
            start = 1;
        }

        endsWithCr = piece[^1] == (byte)'\r' && piece.Length > start;
        var rest = piece[Math.Min(start, piece.Length)..(endsWithCr ? ^1 : ^0)];
        while (!HasBareLineEnd && rest.IndexOfAny(LineEnds) is var at and >= 0)
        {
            HasBareLineEnd = !rest[at..].StartsWith("\r\n"u8);
            rest = rest[Math.Min(at + 2, rest.Length)..];
        }
    }

    // Returns what belongs to the body.
    private ReadOnlySpan<byte> AddHeader(ReadOnlySpan<byte> piece)
    {
        var length = 0;
        while (length < piece.Length && !isInBody)
        {
            var next = piece[length++];
            blank = next == "\r\n\r\n"u8[blank] ? blank + 1 : next == (byte)'\r' ? 1 : 0;
            isInBody = blank == 4;
        }

        var part = piece[..length];
        HasEightBitHeader |= part.ContainsAnyInRange((byte)0x80, (byte)0xff);
        IsEightBit |= HasEightBitHeader;
        Keep(part);
        return piece[length..];
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        IsHeaderTooLong |= headerLength + part.Length > MaxHeaderBytes;
        if (IsHeaderTooLong)
            return;
        if (headerLength + part.Length > header.Length)
        {
            var larger = new byte[MaxHeaderBytes];
            header.CopyTo(larger, 0);
            CryptographicOperations.ZeroMemory(header);
            header = larger;
        }

        part.CopyTo(header.AsSpan(headerLength));
        headerLength += part.Length;
    }
}
