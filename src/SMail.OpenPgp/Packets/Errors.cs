namespace SMail.OpenPgp.Packets;

/// <summary>The engine's errors in one place, so that the same fault always reads the same.</summary>
internal static class Errors
{
    internal static OpenPgpException Malformed(string message) => new(OpenPgpError.Malformed, message);

    internal static OpenPgpException Unsupported(string message) => new(OpenPgpError.Unsupported, message);

    internal static OpenPgpException Limit(string message) => new(OpenPgpError.LimitExceeded, message);

    internal static OpenPgpException Unusable(string message) => new(OpenPgpError.UnusableKey, message);

    internal static OpenPgpException NoKey() =>
        new(OpenPgpError.NoDecryptionKey, "None of the given keys opens this message.");

    /// <summary>One text for every way a message can fail its check: telling them apart would make an oracle.</summary>
    internal static OpenPgpException Integrity() =>
        new(OpenPgpError.IntegrityFailure, "The message was changed, cut, or its session key is wrong.");
}
