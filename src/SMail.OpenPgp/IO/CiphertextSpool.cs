using System.Numerics;
using System.Security.Cryptography;

namespace SMail.OpenPgp.IO;

/// <summary>Keeps ciphertext so that it can be read more than once: in memory up to a limit, beyond it in a private file
/// that is gone when closed.</summary>
internal sealed class CiphertextSpool(long maxMemoryBytes) : ICiphertextSink, IDisposable
{
    private const int FirstCapacity = 16 * 1024;
    private const int CopySize = 1 << 20;

    private readonly NativeBlock memory = new();
    private FileStream? file;

    public long Length { get; private set; }

    /// <summary>Makes room once for what is thought to come, in bytes; what is not going to fit into memory is not begun there.</summary>
    internal void Expect(long length)
    {
        if (length > maxMemoryBytes)
            MoveToFile();
        else if (length > memory.Capacity)
            // As large as it would have grown: a block of just the length is given back to the system after each message, and touched anew for the next.
            memory.Grow(Math.Min(maxMemoryBytes, (long)BitOperations.RoundUpToPowerOf2((ulong)length)));
    }

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
        if (Length + data.Length > memory.Capacity)
            memory.Grow(Math.Max(FirstCapacity, Math.Max(Length + data.Length, Math.Min(maxMemoryBytes, memory.Capacity * 2))));
        data.CopyTo(memory.Slice(Length, data.Length));
        return data.Length;
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
        for (var done = 0L; done < Length; done += CopySize)
            RandomAccess.Write(spool.SafeFileHandle, memory.Slice(done, (int)Math.Min(CopySize, Length - done)), done);
        memory.Dispose();
        file = spool;
    }

    private int ReadAt(long position, Span<byte> buffer)
    {
        if (file is not null)
            return RandomAccess.Read(file.SafeFileHandle, buffer, position);
        var count = (int)Math.Clamp(Length - position, 0, buffer.Length);
        if (count > 0)
            memory.Slice(position, count).CopyTo(buffer);
        return count;
    }

    public void Dispose()
    {
        Length = 0;
        memory.Dispose();
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
