namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>Why a connection ends before its client says so.</summary>
internal enum ClientEnd
{
    /// <summary>The client closed it, or it broke.</summary>
    Closed,
    /// <summary>Its time was over.</summary>
    TimedOut,
    /// <summary>Others waited for its place.</summary>
    Stalled,
    /// <summary>The listener stops.</summary>
    Stopping,
}

/// <summary>No more comes from the client. A message that was under way is not stored.</summary>
internal sealed class ClientGoneException(ClientEnd end) : IOException($"The connection ended: {end}.")
{
    public ClientEnd End => end;
}
