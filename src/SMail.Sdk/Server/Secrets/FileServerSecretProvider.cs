using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk.Server;

/// <summary>Server secrets in a JSON file of its own, readable by its owner only. Keep it, and its backups, apart from the mail database.</summary>
/// <remarks>The file is an object of {"pepper": {"1": base64}, "sigma": ..., "decoy": ..., "outbox": ...}.</remarks>
public sealed class FileServerSecretProvider : IServerSecretProvider
{
    private const int MaxTries = 200;
    private static readonly TimeSpan TryAgain = TimeSpan.FromMilliseconds(50);

    private readonly string path;
    private readonly bool createIfMissing;

    /// <summary>Names the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="createIfMissing">Whether a missing file is made with fresh secrets. Losing the file loses every account.</param>
    public FileServerSecretProvider(string path, bool createIfMissing = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        (this.path, this.createIfMissing) = (Path.GetFullPath(path), createIfMissing);
    }

    /// <inheritdoc/>
    public string? Folder => Path.GetDirectoryName(path);

    /// <inheritdoc/>
    public async ValueTask<ServerSecrets> LoadAsync(CancellationToken cancellationToken)
    {
        byte[] json;
        try
        {
            if (createIfMissing && !File.Exists(path))
                await CreateOnceAsync(cancellationToken).ConfigureAwait(false);
            json = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SMailException(SMailError.InvalidOptions, $"The server secrets can't be read from, or made at, '{path}'. Start-up needs them; restore the file, or let the provider create it on the very first start.", e);
        }

        try
        {
            return Parse(json);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    private ServerSecrets Parse(byte[] json)
    {
        var secrets = new ServerSecrets();
        try
        {
            var file = JsonSerializer.Deserialize(json, SecretFileJson.Default.DictionaryServerSecretKindDictionaryInt32ByteArray) ?? [];
            foreach (var (kind, versions) in file)
            {
                foreach (var (version, value) in versions)
                {
                    secrets.Add(kind, version, value);
                    CryptographicOperations.ZeroMemory(value);
                }
            }

            foreach (var kind in Enum.GetValues<ServerSecretKind>())
                _ = secrets.CurrentVersion(kind);
            return secrets;
        }
        catch (Exception e) when (e is JsonException or SMailException)
        {
            secrets.Dispose();
            // The inner message may quote the file, so it is not passed on.
            throw new SMailException(SMailError.InvalidOptions, $"'{path}' is not a file of server secrets: it needs pepper, sigma, decoy and outbox, each with versions of 32 bytes in base64.");
        }
    }

    // A move that overwrites nothing looks first and moves then, so of two who start at once each could go on with secrets of his own.
    private async Task CreateOnceAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder!);
        for (var tries = 1; ; tries++)
        {
            try
            {
                using var turn = new FileStream(path + ".lock", new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose });
                if (!File.Exists(path))
                    await CreateAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (IOException) when (tries < MaxTries)
            {
                await Task.Delay(TryAgain, cancellationToken).ConfigureAwait(false);
                if (File.Exists(path))
                    return;
            }
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        using var secrets = ServerSecrets.Generate();
        var file = secrets.Versions
            .GroupBy(version => version.Kind)
            .ToDictionary(group => group.Key, group => group.ToDictionary(v => v.Version, v => secrets.Get(v.Kind, v.Version).Span.ToArray()));
        var temporary = $"{path}.{Id.Generate<RequestId>()}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(temporary, options);
        await using (stream.ConfigureAwait(false))
            await JsonSerializer.SerializeAsync(stream, file, SecretFileJson.Default.DictionaryServerSecretKindDictionaryInt32ByteArray, cancellationToken).ConfigureAwait(false);
        foreach (var value in file.Values.SelectMany(versions => versions.Values))
            CryptographicOperations.ZeroMemory(value);
        File.Move(temporary, path, overwrite: false);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DictionaryKeyPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<ServerSecretKind, Dictionary<int, byte[]>>))]
internal sealed partial class SecretFileJson : JsonSerializerContext;
