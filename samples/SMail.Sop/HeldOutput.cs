namespace SMail.Sop;

/// <summary>Keeps output back until it is known that nothing fails: in memory, and beyond that in a private file.</summary>
internal sealed class HeldOutput : Stream
{
    private const int MaxMemoryBytes = 64 << 20;

    private Stream held = new MemoryStream();

    /// <summary>Lets the work write, and passes all of it on only when the work is done.</summary>
    internal static async Task WriteAsync(Func<Stream, Task> write)
    {
        await using var output = new HeldOutput();
        await write(output);
        await using var standard = Standard.OpenOutput();
        output.held.Position = 0;
        await output.held.CopyToAsync(standard);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (held is MemoryStream memory && memory.Length + buffer.Length > MaxMemoryBytes)
        {
            held = OpenFile();
            memory.Position = 0;
            await memory.CopyToAsync(held, cancellationToken);
            await memory.DisposeAsync();
        }
        await held.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private static FileStream OpenFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            held.Dispose();
        base.Dispose(disposing);
    }
}
