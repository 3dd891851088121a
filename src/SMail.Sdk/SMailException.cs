namespace SMail.Sdk;

/// <summary>The one exception of the SDK's client half: a stable code, and a message that says what the caller can do. Holds no secret.</summary>
public sealed class SMailException : Exception
{
    /// <summary>Makes an exception with its code.</summary>
    public SMailException(SMailError code, string message, Exception? inner = null) : base(message, inner) => Code = code;

    /// <summary>What went wrong.</summary>
    public SMailError Code { get; }

    /// <summary>How long to wait before the call is made again; null where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
