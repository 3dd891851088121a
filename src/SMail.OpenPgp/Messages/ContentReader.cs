using System.Buffers;
using System.Security.Cryptography;
using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Reads the literal data of a message to its end, past its signatures and into a collector.</summary>
internal static class ContentReader
{
    private const int BufferSize = 64 * 1024;

    internal static void Collect(MessageBody body, PlaintextCollector plaintext, long maxBytes, CancellationToken cancellationToken)
    {
        using var digest = ParallelDigest.Helps(plaintext.Expected) && body.Signatures.Count > 0 ? new ParallelDigest(body.Append) : null;
        ParallelDigest.Appender hash = digest is null ? body.Append : digest.Append;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = body.Read(buffer)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var data = buffer.AsSpan(0, count);
                hash(data);
                plaintext.Append(data);
                if (plaintext.Length > maxBytes)
                    throw Errors.Limit($"The plaintext is over {maxBytes} bytes.");
            }
            digest?.Complete();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
