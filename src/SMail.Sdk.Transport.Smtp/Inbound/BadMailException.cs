using SMail.Sdk.Delivery;

namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>A message has bytes that no message may have. Nothing of it is stored.</summary>
internal sealed class BadMailException(string message) : IOException(message)
{
    /// <summary>What its client is told.</summary>
    public InboundResult Result => new(InboundStatus.Refused, new(5, 6, 0), Message);
}
