using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SMail.Sdk.Accounts;

/// <summary>A small table by address in a file that only its owner may read. It is replaced whole, so that it is never half written; one process at a time uses it.</summary>
/// <param name="path">The file; it is made when there is something to keep.</param>
/// <param name="type">How it is written.</param>
/// <param name="isSound">Whether a value is one of ours.</param>
/// <param name="damaged">What to do about a file that can't be read.</param>
internal sealed class AddressFile<T>(string path, JsonTypeInfo<Dictionary<string, T>> type, Func<T, bool> isSound, string damaged) : IDisposable where T : class
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>The value of an address; null where there is none.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: the file can't be read.</exception>
    public async ValueTask<T?> FindAsync(MailAddress address, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return (await ReadAsync(cancellationToken).ConfigureAwait(false)).GetValueOrDefault(address.Canonical);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Changes the table, where the change says that there is something to write.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: the file can't be read.</exception>
    public async ValueTask ChangeAsync(Func<Dictionary<string, T>, bool> change, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var lines = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!change(lines))
                return;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var written = $"{path}.new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var file = new FileStream(written, options);
            await using (file.ConfigureAwait(false))
            {
                await JsonSerializer.SerializeAsync(file, lines, type, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(written, path, overwrite: true);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Lets go of what it waits with.</summary>
    public void Dispose() => turn.Dispose();

    private async ValueTask<Dictionary<string, T>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            var lines = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), type);
            if (lines is not null && lines.Values.All(line => line is not null && isSound(line)))
                return lines;
        }
        catch (JsonException)
        {
            // malformed: below
        }

        throw new SMailException(SMailError.InvalidOptions, $"'{path}' can't be read. {damaged}");
    }
}
