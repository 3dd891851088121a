namespace SMail.OpenPgp;

/// <summary>What went wrong; stable, so that callers can branch on it.</summary>
public enum OpenPgpError
{
    /// <summary>The bytes are not what RFC 9580 allows here.</summary>
    Malformed,
    /// <summary>A version or algorithm this engine, or the policy, does not take.</summary>
    Unsupported,
    /// <summary>None of the given keys opens the message.</summary>
    NoDecryptionKey,
    /// <summary>The message was changed, cut or its session key is wrong; nothing was released. Deliberately uniform.</summary>
    IntegrityFailure,
    /// <summary>A certificate or key cannot do what was asked: expired, revoked, no such subkey.</summary>
    UnusableKey,
    /// <summary>A size, count or cost is above its limit.</summary>
    LimitExceeded,
}

/// <summary>The one exception of the engine. Its message never holds key material or plaintext.</summary>
public sealed class OpenPgpException : Exception
{
    /// <summary>Makes an exception with its code.</summary>
    public OpenPgpException(OpenPgpError code, string message, Exception? inner = null) : base(message, inner) => Code = code;

    /// <summary>What went wrong.</summary>
    public OpenPgpError Code { get; }
}
