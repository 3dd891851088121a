using MimeKit;
using SMail.OpenPgp;

namespace SMail.Sdk.Messages;

/// <summary>Opens mail that was encrypted by who sent it, outside (RFC 3156, section 4). Only a message that is wholly so: a part of one beside open parts could be moved into another's mail.</summary>
internal static class PgpMimeLayer
{
    /// <summary>Whether the whole message is encrypted.</summary>
    public static bool IsIn(MimeMessage? message) => FindCiphertext(message) is not null;

    /// <summary>Opens it, checked to its end; null where none of the keys can, or it was changed.</summary>
    /// <param name="message">The message.</param>
    /// <param name="readers">The reader's keys.</param>
    /// <param name="clock">For the validity of keys.</param>
    /// <param name="maxBytes">The largest plaintext, in bytes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<DecryptedMessage?> TryOpenAsync(MimeMessage message, IReadOnlyList<SecretKey> readers, TimeProvider clock, long maxBytes, CancellationToken cancellationToken)
    {
        if (FindCiphertext(message) is not { Content: { } content })
            return null;
        using var ciphertext = new MemoryStream();
        await content.DecodeToAsync(ciphertext, cancellationToken).ConfigureAwait(false);
        ciphertext.Position = 0;
        try
        {
            return await Pgp.DecryptAsync(ciphertext, new DecryptOptions { Keys = readers, Clock = clock, MaxPlaintextBytes = maxBytes }, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenPgpException)
        {
            return null;
        }
    }

    // Exactly two parts: a version that says nothing, and the message.
    private static MimePart? FindCiphertext(MimeMessage? message) =>
        message?.Body is Multipart { Count: 2 } body && body.ContentType.IsMimeType("multipart", "encrypted")
            && string.Equals(body.ContentType.Parameters["protocol"], "application/pgp-encrypted", StringComparison.OrdinalIgnoreCase)
            && body[0].ContentType.IsMimeType("application", "pgp-encrypted") && body[1] is MimePart { ContentType: var type } part && type.IsMimeType("application", "octet-stream")
            ? part
            : null;
}
