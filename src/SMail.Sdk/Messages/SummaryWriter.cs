using System.Security.Cryptography;
using System.Text.Json;
using SMail.OpenPgp;

namespace SMail.Sdk.Messages;

/// <summary>Writes summaries: padded JSON, sealed to its readers as small messages of their own.</summary>
internal static class SummaryWriter
{
    private const int Step = 256;

    /// <summary>Seals a summary that nobody signs, of mail that arrived in the open.</summary>
    /// <returns>By reader: a whole small message.</returns>
    public static async Task<List<(Fingerprint Reader, ReadOnlyMemory<byte> Message)>> SealUnsignedAsync(SummaryContent content, IReadOnlyList<Certificate> readers, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var prepared = Pgp.PrepareBody(new EncryptOptions { Recipients = readers, Clock = clock }, cancellationToken);
        return await SealAsync(content, prepared, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Seals a summary to the readers it was prepared for.</summary>
    /// <returns>By reader: a whole small message.</returns>
    public static async Task<List<(Fingerprint Reader, ReadOnlyMemory<byte> Message)>> SealAsync(SummaryContent content, PreparedBody prepared, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(content, SummaryJson.Default.SummaryContent);
        var padded = new byte[(json.Length + Step - 1) / Step * Step];
        padded.AsSpan().Fill((byte)' ');
        json.CopyTo(padded, 0);
        try
        {
            using var plaintext = new MemoryStream(padded, writable: false);
            using var packet = new MemoryStream(padded.Length + 1024);
            await prepared.WriteAsync(plaintext, packet, cancellationToken).ConfigureAwait(false);
            return [.. prepared.KeyPackets.Select(key => (key.Recipient, Join(key.Bytes, packet)))];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
            CryptographicOperations.ZeroMemory(padded);
        }
    }

    private static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> keyPacket, MemoryStream packet)
    {
        var message = new byte[keyPacket.Length + packet.Length];
        keyPacket.CopyTo(message);
        packet.GetBuffer().AsSpan(0, (int)packet.Length).CopyTo(message.AsSpan(keyPacket.Length));
        return message;
    }
}
