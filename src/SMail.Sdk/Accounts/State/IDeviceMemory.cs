using SMail.OpenPgp;

namespace SMail.Sdk.Accounts;

/// <summary>What this device has seen of its accounts. Without it a server could show an older state and nobody would know.</summary>
/// <remarks>Nothing in it is secret, but it names the accounts that are used on the device. Calls come from many threads.</remarks>
public interface IDeviceMemory
{
    /// <summary>What was seen of an account last; null for nothing.</summary>
    ValueTask<DeviceSight?> FindAsync(MailAddress address, CancellationToken cancellationToken);

    /// <summary>Remembers; a lower version than the remembered one changes nothing.</summary>
    ValueTask RememberAsync(MailAddress address, DeviceSight sight, CancellationToken cancellationToken);

    /// <summary>Forgets an account: for a user who knows that the server restored a backup, or that he has other keys now.</summary>
    ValueTask ForgetAsync(MailAddress address, CancellationToken cancellationToken);
}

/// <summary>What a device has seen of an account.</summary>
/// <param name="StateVersion">The highest version of its state record.</param>
/// <param name="Key">The fingerprint of its own OpenPGP key.</param>
public sealed record DeviceSight(ulong StateVersion, Fingerprint Key);

/// <summary>Remembers as long as the process runs.</summary>
public sealed class InProcessDeviceMemory : IDeviceMemory
{
    private readonly Dictionary<MailAddress, DeviceSight> sights = [];

    /// <inheritdoc/>
    public ValueTask<DeviceSight?> FindAsync(MailAddress address, CancellationToken cancellationToken)
    {
        lock (sights)
            return ValueTask.FromResult(sights.GetValueOrDefault(address));
    }

    /// <inheritdoc/>
    public ValueTask RememberAsync(MailAddress address, DeviceSight sight, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sight);
        lock (sights)
        {
            if (!(sights.GetValueOrDefault(address)?.StateVersion > sight.StateVersion))
                sights[address] = sight;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(MailAddress address, CancellationToken cancellationToken)
    {
        lock (sights)
            sights.Remove(address);
        return ValueTask.CompletedTask;
    }
}
