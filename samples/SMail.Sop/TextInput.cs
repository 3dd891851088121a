using System.Security.Cryptography;
using System.Text;

namespace SMail.Sop;

/// <summary>Passes input on and fails as soon as it is not UTF-8.</summary>
internal sealed class TextInput(Stream input) : Stream
{
    private readonly Decoder decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private char[] characters = [];

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = input.Read(buffer, offset, count);
        Check(buffer.AsSpan(offset, read), isLast: read == 0 && count > 0);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await input.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..read], isLast: read == 0 && buffer.Length > 0);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private void Check(ReadOnlySpan<byte> bytes, bool isLast)
    {
        // What is left of a character before counts too.
        if (characters.Length < bytes.Length + 4)
            characters = new char[bytes.Length + 4];
        try
        {
            decoder.GetChars(bytes, characters, isLast);
        }
        catch (DecoderFallbackException e)
        {
            throw new SopException(ExitCode.ExpectedText, $"{Standard.InputName} is not UTF-8 text.", e);
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(characters.AsSpan()));
            input.Dispose();
        }
        base.Dispose(disposing);
    }
}
