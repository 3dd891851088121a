using System.Buffers;
using System.Security.Cryptography;

namespace SMail.OpenPgp.IO;

/// <summary>Keeps ciphertext so that it can be read more than once: in memory up to a limit, beyond it in a private file
/// that is gone when closed.</summary>
internal sealed class CiphertextSpool(long maxMemoryBytes) : ICiphertextSink, IDisposable
{
    private const int SegmentSize = 128 * 1024;

    private readonly List<byte[]> segments = [];
    private FileStream? file;

    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> data)
    {
        if (file is null && Length + data.Length > maxMemoryBytes)
            MoveToFile();
        while (!data.IsEmpty)
        {
            var count = file is null ? AppendToMemory(data) : AppendToFile(data);
            Length += count;
            data = data[count..];
        }
    }

    /// <summary>A new reader from the start; readers do not disturb each other.</summary>
    internal Stream OpenRead() => new Reader(this);

    private int AppendToMemory(ReadOnlySpan<byte> data)
    {
        var offset = (int)(Length % SegmentSize);
        if (offset == 0)
            segments.Add(ArrayPool<byte>.Shared.Rent(SegmentSize));
        var count = Math.Min(data.Length, SegmentSize - offset);
        data[..count].CopyTo(segments[^1].AsSpan(offset));
        return count;
    }

    private int AppendToFile(ReadOnlySpan<byte> data)
    {
        RandomAccess.Write(file!.SafeFileHandle, data, Length);
        return data.Length;
    }

    private void MoveToFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var spool = new FileStream(Path.Combine(Path.GetTempPath(), RandomNumberGenerator.GetHexString(32)), options);
        for (var i = 0; i < segments.Count; i++)
        {
            var start = (long)i * SegmentSize;
            RandomAccess.Write(spool.SafeFileHandle, segments[i].AsSpan(0, (int)Math.Min(SegmentSize, Length - start)), start);
        }
        ReturnSegments();
        file = spool;
    }

    private int ReadAt(long position, Span<byte> buffer)
    {
        if (file is not null)
            return RandomAccess.Read(file.SafeFileHandle, buffer, position);
        var offset = (int)(position % SegmentSize);
        var count = (int)Math.Min(Math.Min(buffer.Length, SegmentSize - offset), Length - position);
        if (count > 0)
            segments[(int)(position / SegmentSize)].AsSpan(offset, count).CopyTo(buffer);
        return count;
    }

    private void ReturnSegments()
    {
        foreach (var segment in segments)
            ArrayPool<byte>.Shared.Return(segment);
        segments.Clear();
    }

    public void Dispose()
    {
        Length = 0;
        ReturnSegments();
        file?.Dispose();
    }

    private sealed class Reader(CiphertextSpool spool) : ReadOnlyStream
    {
        private long position;

        public override int Read(Span<byte> buffer)
        {
            var count = spool.ReadAt(position, buffer);
            position += count;
            return count;
        }
    }
}
