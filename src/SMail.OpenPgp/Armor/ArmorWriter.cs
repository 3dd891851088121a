using System.Buffers;
using System.Buffers.Text;
using System.Text;
using SMail.OpenPgp.IO;

namespace SMail.OpenPgp;

/// <summary>Writes ASCII armor as the bytes come, without headers (RFC 9580, section 6.2).</summary>
internal sealed class ArmorWriter(Stream output, string label) : WriteOnlyStream
{
    private const int LineBytes = 48;
    private const int LinesAtOnce = 512;
    private const int LineChars = 65;

    private readonly byte[] pending = new byte[LineBytes * LinesAtOnce];
    private readonly byte[] text = new byte[LineChars * LinesAtOnce];
    private int count;
    private bool started;
    private ArmorChecksum? checksum;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (count == pending.Length)
                await FlushLinesAsync(cancellationToken).ConfigureAwait(false);
            var size = Math.Min(buffer.Length, pending.Length - count);
            buffer[..size].CopyTo(pending.AsMemory(count));
            count += size;
            buffer = buffer[size..];
        }
    }

    /// <summary>Writes what is left, and the tail line.</summary>
    internal async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushLinesAsync(cancellationToken).ConfigureAwait(false);
        var tail = checksum is null ? "" : checksum.Text + "\n";
        await output.WriteAsync(Encoding.ASCII.GetBytes($"{tail}-----END {label}-----\n"), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask FlushLinesAsync(CancellationToken cancellationToken)
    {
        if (!started)
        {
            checksum = ArmorChecksum.For(pending.AsSpan(0, count));
            await output.WriteAsync(Encoding.ASCII.GetBytes($"-----BEGIN {label}-----\n\n"), cancellationToken).ConfigureAwait(false);
        }
        started = true;
        checksum?.Append(pending.AsSpan(0, count));
        var size = 0;
        for (var at = 0; at < count; at += LineBytes)
        {
            var status = Base64.EncodeToUtf8(pending.AsSpan(at, Math.Min(LineBytes, count - at)), text.AsSpan(size), out _, out var written);
            System.Diagnostics.Debug.Assert(status == OperationStatus.Done);
            size += written;
            text[size++] = (byte)'\n';
        }
        count = 0;
        await output.WriteAsync(text.AsMemory(0, size), cancellationToken).ConfigureAwait(false);
    }
}
