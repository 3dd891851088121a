using System.Security.Cryptography;

namespace SMail.Sdk.Server;

/// <summary>The server half's secrets, 32 random bytes each, in versions counted from 1. Old versions stay until nothing needs them.</summary>
public sealed class ServerSecrets : IDisposable
{
    /// <summary>The length of every secret, in bytes.</summary>
    public const int Length = 32;

    private readonly Dictionary<(ServerSecretKind Kind, int Version), SecretBytes> secrets = [];

    /// <summary>Adds a version; the highest is the current one.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: not 32 bytes, a version twice or below 1, or a second decoy key.</exception>
    public void Add(ServerSecretKind kind, int version, ReadOnlySpan<byte> value)
    {
        if (value.Length != Length || version < 1 || (kind == ServerSecretKind.Decoy && version != 1))
            throw new SMailException(SMailError.InvalidOptions, $"The server secret '{kind}' needs 32 bytes and a version from 1; the decoy key has version 1 only.");
        if (!secrets.TryAdd((kind, version), SecretBytes.CopyOf(value)))
            throw new SMailException(SMailError.InvalidOptions, $"The server secret '{kind}' has version {version} twice.");
    }

    /// <summary>Draws one version of every secret.</summary>
    public static ServerSecrets Generate()
    {
        var made = new ServerSecrets();
        Span<byte> value = stackalloc byte[Length];
        foreach (var kind in Enum.GetValues<ServerSecretKind>())
        {
            RandomNumberGenerator.Fill(value);
            made.Add(kind, 1, value);
        }

        CryptographicOperations.ZeroMemory(value);
        return made;
    }

    /// <summary>Zeroes them all.</summary>
    public void Dispose()
    {
        foreach (var secret in secrets.Values)
            secret.Dispose();
    }

    internal int CurrentVersion(ServerSecretKind kind) =>
        secrets.Keys.Where(key => key.Kind == kind).Select(key => key.Version).DefaultIfEmpty(0).Max() is var version and > 0
            ? version
            : throw new SMailException(SMailError.InvalidOptions, $"The server secret '{kind}' is missing.");

    internal SecretBytes Get(ServerSecretKind kind, int version) =>
        secrets.TryGetValue((kind, version), out var secret)
            ? secret
            : throw new SMailException(SMailError.InvalidOptions, $"Version {version} of the server secret '{kind}' is missing; old versions must stay while data needs them.");

    internal bool Has(ServerSecretKind kind, int version) => secrets.ContainsKey((kind, version));

    internal IEnumerable<(ServerSecretKind Kind, int Version)> Versions => secrets.Keys;
}
