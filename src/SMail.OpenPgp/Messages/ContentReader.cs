using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Reads the literal data of a message to its end, past its signatures and into a collector.</summary>
internal static class ContentReader
{
    internal static void Collect(MessageBody body, PlaintextCollector plaintext, long maxBytes, CancellationToken cancellationToken)
    {
        using var digest = ParallelDigest.Helps(plaintext.Expected) && body.Signatures.Count > 0 ? new ParallelDigest(body.Append) : null;
        ParallelDigest.Appender hash = digest is null ? body.Append : digest.Append;
        for (var data = plaintext.Read(body); !data.IsEmpty; data = plaintext.Read(body))
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash(data);
            if (plaintext.Length > maxBytes)
                throw Errors.Limit($"The plaintext is over {maxBytes} bytes.");
        }
        digest?.Complete();
    }
}
