using System.Text.Json.Serialization;
using SMail.OpenPgp;

namespace SMail.Sdk.Accounts;

/// <summary>Remembers in a file, which one process at a time uses. It names the accounts used on this device, so only its owner may read it.</summary>
public sealed class FileDeviceMemory : IDeviceMemory, IDisposable
{
    private readonly AddressFile<SightLine> file;

    /// <summary>Uses a file; it is made when there is something to remember.</summary>
    public FileDeviceMemory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        file = new AddressFile<SightLine>(
            Path.GetFullPath(path), DeviceJson.Default.DictionaryStringSightLine, line => line is { Key.Length: 40 or 64 } && line.Key.All(char.IsAsciiHexDigit),
            "Whoever deletes this device memory forgets what was seen of every account.");
    }

    /// <inheritdoc/>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: the file can't be read.</exception>
    public async ValueTask<DeviceSight?> FindAsync(MailAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return await file.FindAsync(address, cancellationToken).ConfigureAwait(false) is { } line ? new DeviceSight(line.StateVersion, Fingerprint.Parse(line.Key)) : null;
    }

    /// <inheritdoc/>
    public ValueTask RememberAsync(MailAddress address, DeviceSight sight, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(sight);
        return file.ChangeAsync(lines =>
        {
            if (lines.TryGetValue(address.Canonical, out var line) && line.StateVersion >= sight.StateVersion)
                return false;
            lines[address.Canonical] = new SightLine(sight.StateVersion, sight.Key.ToString());
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(MailAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return file.ChangeAsync(lines => lines.Remove(address.Canonical), cancellationToken);
    }

    /// <summary>Lets go of what it waits with.</summary>
    public void Dispose() => file.Dispose();
}

internal sealed record SightLine(ulong StateVersion, string Key);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, SightLine>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class DeviceJson : JsonSerializerContext;
