using System.Text.Json;
using System.Text.Json.Serialization;
using SMail.OpenPgp;

namespace SMail.Sdk.Accounts;

/// <summary>Remembers in a file, which one process at a time uses. It names the accounts used on this device, so only its owner may read it.</summary>
public sealed class FileDeviceMemory : IDeviceMemory, IDisposable
{
    private readonly string path;
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Uses a file; it is made when there is something to remember.</summary>
    public FileDeviceMemory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        this.path = Path.GetFullPath(path);
    }

    /// <inheritdoc/>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: the file can't be read.</exception>
    public async ValueTask<DeviceSight?> FindAsync(MailAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return (await ReadAsync(cancellationToken).ConfigureAwait(false)).TryGetValue(address.Canonical, out var line) ? new DeviceSight(line.StateVersion, Fingerprint.Parse(line.Key)) : null;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask RememberAsync(MailAddress address, DeviceSight sight, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(sight);
        return ChangeAsync(lines =>
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
        return ChangeAsync(lines => lines.Remove(address.Canonical), cancellationToken);
    }

    /// <summary>Lets go of what it waits with.</summary>
    public void Dispose() => turn.Dispose();

    private async ValueTask ChangeAsync(Func<Dictionary<string, SightLine>, bool> change, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var lines = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!change(lines))
                return;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // A file that is half written would lose what all accounts were seen with.
            var written = $"{path}.new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var file = new FileStream(written, options);
            await using (file.ConfigureAwait(false))
            {
                await JsonSerializer.SerializeAsync(file, lines, SightJson.Default.DictionaryStringSightLine, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(written, path, overwrite: true);
        }
        finally
        {
            turn.Release();
        }
    }

    private async ValueTask<Dictionary<string, SightLine>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            var lines = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), SightJson.Default.DictionaryStringSightLine);
            if (lines is not null && lines.Values.All(line => line is { Key.Length: 40 or 64 } && line.Key.All(char.IsAsciiHexDigit)))
                return lines;
        }
        catch (JsonException)
        {
            // malformed: below
        }

        throw new SMailException(SMailError.InvalidOptions, $"The device memory '{path}' can't be read. Whoever deletes it forgets what was seen of every account.");
    }
}

internal sealed record SightLine(ulong StateVersion, string Key);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, SightLine>))]
internal sealed partial class SightJson : JsonSerializerContext;
