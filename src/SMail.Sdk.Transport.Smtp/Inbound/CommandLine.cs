using System.Buffers;
using System.Text;

namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>A line that should be a command.</summary>
/// <param name="Text">The line without its end; null where it is none.</param>
/// <param name="IsTooLong">Whether it has none because it was too long.</param>
internal readonly record struct CommandLine(string? Text, bool IsTooLong = false)
{
    /// <summary>The longest line of a command, in bytes. Twice the sum of what RFC 5321, section 4.5.3.1, and the extensions ask for.</summary>
    public const int MaxBytes = 4096;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a line; null at the end of the connection.</summary>
    /// <exception cref="ClientGoneException">Nothing more will come.</exception>
    public static async ValueTask<CommandLine?> ReadAsync(ClientConnection client)
    {
        for (var isTooLong = false; ;)
        {
            var result = await client.ReadAsync().ConfigureAwait(false);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var next = buffer.GetPosition(1, end);
                var line = buffer.Slice(0, next);
                isTooLong |= line.Length > MaxBytes;
                var read = new CommandLine(isTooLong ? null : Decode(line.ToArray()), isTooLong);
                client.Input.AdvanceTo(next);
                return read;
            }

            // Of a line that is too long nothing is kept.
            isTooLong |= buffer.Length > MaxBytes;
            client.Input.AdvanceTo(isTooLong ? buffer.End : buffer.Start, buffer.End);
            if (result.IsCompleted)
                return null;
        }
    }

    // A line ends with CR LF and has neither elsewhere: who sends such lines may speak for two.
    private static string? Decode(ReadOnlySpan<byte> line)
    {
        if (!line.EndsWith("\r\n"u8) || line[..^2].ContainsAny((byte)'\r', (byte)0))
            return null;
        try
        {
            return Strict.GetString(line[..^2]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
