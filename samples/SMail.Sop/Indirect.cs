using Microsoft.Win32.SafeHandles;

namespace SMail.Sop;

/// <summary>Arguments that name where something is: a file, <c>@ENV:NAME</c> or <c>@FD:NUMBER</c>.</summary>
internal static class Indirect
{
    private const string Environment = "@ENV:";
    private const string Descriptor = "@FD:";

    /// <summary>The largest that is read: keys, signatures, passwords.</summary>
    private const int MaxBytes = 64 << 20;

    /// <exception cref="SopException">It is not there, or named in a way that is not known.</exception>
    internal static byte[] Read(string name)
    {
        if (!IsSpecial(name))
            return Read(name, () => File.OpenRead(name));
        if (File.Exists(name))
            throw new SopException(ExitCode.AmbiguousInput, $"{name} could be a file; write ./{name} for that.");
        if (name.StartsWith(Environment, StringComparison.Ordinal))
            return System.Environment.GetEnvironmentVariable(name[Environment.Length..]) is { } value
                ? System.Text.Encoding.UTF8.GetBytes(value)
                : throw new SopException(ExitCode.MissingInput, $"The environment variable of {name} is not set.");
        return Read(name, () => OpenDescriptor(name, FileAccess.Read));
    }

    /// <summary>To be asked before any work, so that it is not done in vain.</summary>
    /// <exception cref="SopException">It is there already, or cannot be written to by its name.</exception>
    internal static void CheckOutput(string? name)
    {
        if (name is null)
            return;
        if (!IsSpecial(name) && Path.Exists(name))
            throw Exists(name, null);
        if (IsSpecial(name) && !name.StartsWith(Descriptor, StringComparison.Ordinal))
            throw Unsupported(name);
    }

    /// <summary>Writes a new file, or to a descriptor; does nothing without a name.</summary>
    /// <exception cref="SopException">It is there already, or cannot be written to by its name.</exception>
    internal static async Task WriteAsync(string? name, Func<Stream, Task> write)
    {
        if (name is null)
            return;
        CheckOutput(name);
        await using var stream = IsSpecial(name) ? OpenDescriptor(name, FileAccess.Write) : CreateFile(name);
        await write(stream);
    }

    internal static Task WriteTextAsync(string? name, string text) =>
        WriteAsync(name, stream => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text)).AsTask());

    /// <exception cref="SopException">Too large to be a key, a signature or a password.</exception>
    internal static byte[] ReadAll(Stream stream, string name)
    {
        var buffer = new byte[4096];
        var count = 0;
        int read;
        while ((read = stream.Read(buffer, count, buffer.Length - count)) > 0)
        {
            count += read;
            if (count > MaxBytes)
                throw new SopException(ExitCode.BadData, $"{name} is over {MaxBytes} bytes.");
            if (count == buffer.Length)
                buffer = Secrets.Move(buffer, count, 2 * count);
        }
        return Secrets.Move(buffer, count, count);
    }

    private static byte[] Read(string name, Func<FileStream> open)
    {
        try
        {
            using var stream = open();
            return ReadAll(stream, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SopException(ExitCode.MissingInput, $"{name} cannot be read: {e.Message}", e);
        }
    }

    private static FileStream CreateFile(string name)
    {
        try
        {
            return new FileStream(name, FileMode.CreateNew, FileAccess.Write);
        }
        catch (IOException e) when (Path.Exists(name))
        {
            throw Exists(name, e);
        }
    }

    private static FileStream OpenDescriptor(string name, FileAccess access)
    {
        if (!name.StartsWith(Descriptor, StringComparison.Ordinal) || OperatingSystem.IsWindows())
            throw Unsupported(name);
        if (!ushort.TryParse(name.AsSpan(Descriptor.Length), System.Globalization.NumberStyles.None, null, out var number))
            throw new SopException(ExitCode.MissingInput, $"{name} does not name a descriptor.");
        return new FileStream(new SafeFileHandle(number, ownsHandle: true), access, bufferSize: 0);
    }

    private static bool IsSpecial(string name) => name.StartsWith('@');

    private static SopException Unsupported(string name) => new(ExitCode.UnsupportedSpecialPrefix, $"{name} begins with a prefix that is not taken here.");

    private static SopException Exists(string name, Exception? inner) => new(ExitCode.OutputExists, $"{name} is there already.", inner);
}
