namespace SMail.Sdk.Accounts;

/// <summary>Where the client half keeps, by address, the token that makes this device known to the server: its logins go on while strangers' guesses lock an address out.</summary>
/// <remarks>Tokens open nothing by themselves. An application that keeps them over a restart keeps them where it keeps its settings, apart for each of its users.</remarks>
public interface IDeviceTokens
{
    /// <summary>The token of an address; null where there is none.</summary>
    ValueTask<DeviceToken?> FindAsync(MailAddress address, CancellationToken cancellationToken);

    /// <summary>Keeps a token in place of the one before.</summary>
    ValueTask KeepAsync(MailAddress address, DeviceToken token, CancellationToken cancellationToken);
}
