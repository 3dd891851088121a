namespace SMail.Sdk.Transport.Smtp;

/// <summary>What later servers tell the sender by mail (RFC 3461, section 4.1).</summary>
[Flags]
public enum DeliveryNotices
{
    /// <summary>Nothing.</summary>
    Never = 0,
    /// <summary>That it was delivered.</summary>
    Success = 1,
    /// <summary>That it could not be.</summary>
    Failure = 2,
    /// <summary>That it takes longer.</summary>
    Delay = 4,
}
