using SMail.OpenPgp.IO;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Packets;

/// <summary>Writes the body of one packet: under a single header when its length is known, in parts when it is not
/// (RFC 9580, section 4.2.1).</summary>
internal sealed class PacketBodyWriter : WriteOnlyStream
{
    private const int PartBits = 16;

    private static readonly byte[] PartHeader = [0xE0 | PartBits];

    private readonly Stream output;
    private readonly PacketType type;
    private readonly long? length;
    private readonly SecretBytes? part;
    private bool started;
    private int partCount;
    private long written;

    /// <summary>A length over what a header can hold (4 GiB) is written in parts as well.</summary>
    internal PacketBodyWriter(Stream output, PacketType type, long? length)
    {
        (this.output, this.type) = (output, type);
        this.length = length <= uint.MaxValue ? length : null;
        part = this.length is null ? new SecretBytes(1 << PartBits) : null;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        written += buffer.Length;
        if (length is not null)
        {
            if (written > length)
                throw LengthChanged();
            await output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            return;
        }
        while (!buffer.IsEmpty)
        {
            if (partCount == part!.Length)
                await FlushPartAsync(cancellationToken).ConfigureAwait(false);
            var count = Math.Min(buffer.Length, part.Length - partCount);
            buffer[..count].CopyTo(part.Memory[partCount..]);
            partCount += count;
            buffer = buffer[count..];
        }
    }

    /// <summary>Ends the packet.</summary>
    internal async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        if (length is not null)
        {
            if (written != length)
                throw LengthChanged();
            return;
        }
        var header = new byte[5];
        var size = PacketLength.Write((uint)partCount, header);
        await output.WriteAsync(header.AsMemory(0, size), cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(part!.Memory[..partCount], cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (started)
            return;
        started = true;
        var header = new byte[PacketHeader.MaxSize];
        var size = PacketHeader.Write(type, (uint)(length ?? 0), header);
        await output.WriteAsync(header.AsMemory(0, length is null ? 1 : size), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask FlushPartAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(PartHeader, cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(part!.Memory, cancellationToken).ConfigureAwait(false);
        partCount = 0;
    }

    private static IOException LengthChanged() => new("The plaintext changed its length while it was encrypted.");

    protected override void Dispose(bool disposing)
    {
        part?.Dispose();
        base.Dispose(disposing);
    }
}
