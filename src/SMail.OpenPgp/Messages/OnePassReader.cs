using SMail.OpenPgp.IO;

namespace SMail.OpenPgp;

/// <summary>Decrypts and verifies a message in one pass over a source that can seek, into memory: it spares <see cref="MessageReader"/>'s copy of
/// the ciphertext. Nothing is handed out before the end was checked.</summary>
internal static class OnePassReader
{
    /// <summary>Below this the copy costs less than what streaming takes.</summary>
    private const long MinLength = 256 * 1024;

    /// <summary>The message; null, with the source where it was, if this is not the way to read it, or anything is wrong with it: what that is
    /// the whole way tells, alike wherever the fault lies.</summary>
    internal static async ValueTask<DecryptedMessage?> TryReadAsync(Stream ciphertext, DecryptOptions options, CancellationToken cancellationToken)
    {
        if (!ciphertext.CanSeek)
            return null;
        var start = ciphertext.Position;
        var length = ciphertext.Length - start;
        if (length < MinLength || length > options.MaxMemoryBytes)
            return null;
        try
        {
            using var reader = await StreamingReader.OpenAsync(ciphertext, options, takesVersion1: true, cancellationToken).ConfigureAwait(false);
            using var plaintext = new PlaintextCollector(options.MaxMemoryBytes, length);
            if (await CollectAsync(reader, plaintext, cancellationToken).ConfigureAwait(false) is { } memory)
            {
                var sessionKey = reader.TakeSessionKey();
                return new(new UnmanagedMemoryStream(memory, 0, plaintext.Length, FileAccess.Read), reader.Verdicts!, memory, sessionKey) { SessionKey = sessionKey };
            }
        }
        catch (OpenPgpException e) when (e.Code != OpenPgpError.NoDecryptionKey)
        {
        }
        ciphertext.Position = start;
        return null;
    }

    /// <summary>The whole plaintext; null where it does not fit into memory.</summary>
    private static async Task<SecretMemory?> CollectAsync(StreamingReader reader, PlaintextCollector plaintext, CancellationToken cancellationToken)
    {
        using var buffer = new CopyBuffer();
        while (await buffer.ReadAsync(reader, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } data)
        {
            plaintext.Append(data.Span);
            if (!plaintext.IsKept)
                return null;
        }
        return plaintext.Take();
    }
}
