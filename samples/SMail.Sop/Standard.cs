using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using SMail.OpenPgp;

namespace SMail.Sop;

/// <summary>Standard input and output, raw.</summary>
internal static class Standard
{
    internal const string InputName = "Standard input";

    /// <summary>A file that was redirected can be read twice, which spares the engine its buffers.</summary>
    internal static Stream OpenInput()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardInput();
        var file = new InputFile();
        // A file without a length is none: a device, or the system's own.
        return file.CanSeek && file.Length > 0 ? file : Console.OpenStandardInput();
    }

    internal static Stream OpenOutput() => Console.OpenStandardOutput();

    internal static byte[] ReadInput()
    {
        using var input = OpenInput();
        return Indirect.ReadAll(input, InputName);
    }

    internal static async Task WriteTextAsync(string text)
    {
        await using var output = OpenOutput();
        await output.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Writes packets, armored unless that is not wanted.</summary>
    internal static async Task WritePacketsAsync(byte[] packets, bool armor)
    {
        await using var output = OpenOutput();
        if (armor)
            await Pgp.ArmorAsync(new MemoryStream(packets, writable: false), output);
        else
            await output.WriteAsync(packets);
    }

    /// <summary>The same of secret keys, which are zeroed.</summary>
    internal static async Task WriteSecretAsync(byte[] packets, bool armor)
    {
        try
        {
            await WritePacketsAsync(packets, armor);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(packets);
        }
    }

    /// <summary>Reads on the caller's thread: a console has no other work, and the way to another thread and back takes longer than a read.</summary>
    private sealed class InputFile() : FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
