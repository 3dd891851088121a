using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>What all layers of compression of one message may grow to together, in bytes, whether somebody reads it or it is
/// passed over (RFC 9580, section 13.14).</summary>
internal sealed class InflationBudget(long maxPlaintextBytes, CancellationToken cancellationToken)
{
    /// <summary>Packets around the plaintext, and small messages in many layers.</summary>
    private const long Overhead = 16 << 20;

    private long left = Math.Min(maxPlaintextBytes, long.MaxValue - Overhead) + Overhead;

    internal void Spend(int bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        left -= bytes;
        if (left < 0)
            throw Errors.Limit($"What is compressed grows to more than {maxPlaintextBytes} bytes.");
    }
}
