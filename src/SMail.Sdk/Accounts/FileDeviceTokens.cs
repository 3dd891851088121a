namespace SMail.Sdk.Accounts;

/// <summary>Keeps tokens in a file, which one process at a time uses and only its owner may read.</summary>
public sealed class FileDeviceTokens : IDeviceTokens, IDisposable
{
    private readonly AddressFile<string> file;

    /// <summary>Uses a file; it is made when there is something to keep.</summary>
    public FileDeviceTokens(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        file = new AddressFile<string>(
            Path.GetFullPath(path), DeviceJson.Default.DictionaryStringString, token => token.Length == DeviceToken.Length,
            "Whoever deletes these device tokens makes this device a new one to every account.");
    }

    /// <inheritdoc/>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: the file can't be read.</exception>
    public async ValueTask<DeviceToken?> FindAsync(MailAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return await file.FindAsync(address, cancellationToken).ConfigureAwait(false) is { } token ? new DeviceToken(token) : null;
    }

    /// <inheritdoc/>
    public ValueTask KeepAsync(MailAddress address, DeviceToken token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(token);
        return file.ChangeAsync(lines =>
        {
            // What the server gives is not always a token, and must not make the file one that can't be read.
            if (token.Value is not { Length: DeviceToken.Length } || lines.GetValueOrDefault(address.Canonical) == token.Value)
                return false;
            lines[address.Canonical] = token.Value;
            return true;
        }, cancellationToken);
    }

    /// <summary>Lets go of what it waits with.</summary>
    public void Dispose() => file.Dispose();
}
