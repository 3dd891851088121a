using System.Collections.Concurrent;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>A key of the pool.</summary>
public sealed record AnyKeyName(string Family, byte Version)
{
    /// <summary>Every family with every version it is defined for, and what the profiles make.</summary>
    internal static readonly AnyKeyName[] All =
        [.. AnyKey.All.Select(one => new AnyKeyName(one.Family, one.Version)), new("Compatible", 4), new("Rfc9580", 6)];

    internal SecretKey Key => KeyPool.Get(this);
}

/// <summary>How the body of a message is encrypted, by what its recipients announce.</summary>
public enum BodyKind
{
    Version1,
    Ocb128,
    Ocb256,
    Gcm256,
}

/// <summary>Keys are dear, so they are made once.</summary>
internal static class KeyPool
{
    private static readonly ConcurrentDictionary<(BodyKind, bool), Lazy<SecretKey>> Companions = new();

    internal static SecretKey Get(AnyKeyName name) => name.Family switch
    {
        "Compatible" => TestKeys.Alice,
        "Rfc9580" => TestKeys.Dora,
        _ => AnyKey.Get(name.Family, name.Version),
    };

    /// <summary>A recipient whose announcements let no other kind of body be chosen.</summary>
    internal static SecretKey Companion(BodyKind kind, bool isVersion6) => Companions.GetOrAdd((kind, isVersion6), _ => new(() => isVersion6
        ? new CertificateEditor(TestKeys.Dora).RemoveSignatures(SignatureType.DirectKey).SignKey(SignatureType.DirectKey, DateTimeOffset.UtcNow, Announce(kind)).SecretKey
        : new CertificateEditor(TestKeys.Bob).RemoveSignatures(SignatureType.PositiveCertification).Certify(DateTimeOffset.UtcNow, Announce(kind)).SecretKey)).Value;

    private static Action<SignatureWriter> Announce(BodyKind kind) => writer =>
    {
        writer.Add(SubpacketType.KeyFlags, [(byte)(KeyFlags.Certify | KeyFlags.Sign)]);
        writer.Add(SubpacketType.Features, [(byte)(kind == BodyKind.Version1 ? Features.SeipdV1 : Features.SeipdV1 | Features.SeipdV2)]);
        byte[] suites = kind switch
        {
            BodyKind.Ocb256 => [(byte)CipherId.Aes256, (byte)AeadId.Ocb],
            BodyKind.Gcm256 => [(byte)CipherId.Aes256, (byte)AeadId.Gcm],
            _ => [],
        };
        writer.Add(SubpacketType.PreferredAeadSuites, suites);
    };
}
