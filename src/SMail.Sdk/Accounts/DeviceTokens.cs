using System.Collections.Concurrent;

namespace SMail.Sdk.Accounts;

/// <summary>Keeps tokens for as long as the client half lives.</summary>
internal sealed class DeviceTokens : IDeviceTokens
{
    private readonly ConcurrentDictionary<MailAddress, DeviceToken> tokens = new();

    public ValueTask<DeviceToken?> FindAsync(MailAddress address, CancellationToken cancellationToken) => ValueTask.FromResult(tokens.GetValueOrDefault(address));

    public ValueTask KeepAsync(MailAddress address, DeviceToken token, CancellationToken cancellationToken)
    {
        tokens[address] = token;
        return ValueTask.CompletedTask;
    }
}
