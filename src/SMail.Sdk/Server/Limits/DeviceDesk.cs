using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Remembers from which devices an account was logged in to. It is no second factor: a known device only has a count of its own.</summary>
internal sealed class DeviceDesk(ServerContext context)
{
    /// <summary>The most devices of an account; the one unused for longest is forgotten for a new one.</summary>
    public const int MaxDevices = 32;

    /// <summary>The device a token stands for; null where the account does not know it. Costs the same for an account that does not exist.</summary>
    public async ValueTask<KnownDevice?> FindAsync(AccountId account, DeviceToken? token, CancellationToken cancellationToken)
    {
        if (token is not { Value.Length: DeviceToken.Length })
            return null;
        var hash = token.Hash;
        var stored = await context.Storage.Accounts.FindAsync(account, KeyOf(hash), cancellationToken).ConfigureAwait(false);
        var device = stored is null ? null : RowCodec.Decode(stored.Row.Value, RowJson.Default.DeviceRow);
        return device is not null && device.Token.Matches(hash) && context.Now < device.ExpiresAt ? new KnownDevice(token, hash) : null;
    }

    /// <summary>What a successful login writes: the device's time begins anew, and one that was unknown gets a token.</summary>
    public async ValueTask<(DeviceToken Token, IReadOnlyList<RowWrite> Writes)> RememberAsync(AccountId account, KnownDevice? known, CancellationToken cancellationToken)
    {
        var token = known?.Token ?? DeviceToken.Generate();
        var expires = context.Now + context.Options.Limits.DeviceTime;
        var row = new Row(KeyOf(token.Hash), RowCodec.Encode(new DeviceRow(token.Hash, expires), RowJson.Default.DeviceRow)) { Order = expires.UtcTicks, Due = expires };
        var writes = new List<RowWrite> { new PutRow(row, Precondition.None) };
        if (known is null)
        {
            var page = await context.Storage.Messages.ListAsync(account, RowKind.Device, 0, null, 2 * MaxDevices, cancellationToken).ConfigureAwait(false);
            writes.AddRange(page.Items.Skip(MaxDevices - 1).Select(old => new DeleteRow(old.Row.Key, Precondition.None)));
        }

        return (token, writes);
    }

    private static RowKey KeyOf(TokenHash hash) => new(RowKind.Device, hash.ToGuid());
}

/// <summary>A device that logged in before.</summary>
internal sealed record KnownDevice(DeviceToken Token, TokenHash Hash);
