using System.Text.Json.Serialization;
using SMail.OpenPgp;

namespace SMail.Sdk.Mailboxes;

/// <summary>A pin as it is stored.</summary>
internal sealed record Pin
{
    /// <summary>The largest certificate kept, in bytes: far above any of ours. Of a larger one only the fingerprint and what it supports are kept.</summary>
    private const int MaxCertificateBytes = 8 * 1024;

    /// <summary>Upper-case hex digits.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>All that was ever seen of the certificate; null where that is too large.</summary>
    public byte[]? Certificate { get; init; }

    public bool Seipd2 { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public bool Confirmed { get; init; }

    /// <summary>Keys that were accepted before, newest last: what they signed until then stays good.</summary>
    public IReadOnlyList<FormerKey> Former { get; init; } = [];

    public static Pin Of(Certificate certificate, DateTimeOffset now) => new Pin { Fingerprint = certificate.Fingerprint.ToString(), FirstSeen = now }.With(certificate, now);

    /// <summary>Remembers what the certificate has gained. One that somebody has blown up does not push out what is known.</summary>
    public Pin With(Certificate certificate, DateTimeOffset now) => this with
    {
        Certificate = certificate.ToBytes() is { Length: <= MaxCertificateBytes } bytes ? bytes : Certificate,
        Seipd2 = certificate.SupportsSeipd2(now),
    };

    /// <summary>Goes on with another key.</summary>
    public Pin Replace(Certificate certificate, DateTimeOffset now) =>
        Of(certificate, now) with { Former = [.. Former.TakeLast(MaxFormer - 1), new FormerKey(Fingerprint, now)] };

    /// <summary>Whether a signature of that time is by a key this pin knows.</summary>
    public bool Knows(Fingerprint signer, DateTimeOffset? signed) => signer.ToString() is var hex
        && (hex == Fingerprint || Former.Any(key => key.Fingerprint == hex && signed <= key.Until));

    private const int MaxFormer = 16;
}

/// <summary>A key that another one took the place of.</summary>
internal sealed record FormerKey(string Fingerprint, DateTimeOffset Until);

/// <summary>The pins of some addresses.</summary>
internal sealed record PinShard(IReadOnlyDictionary<string, Pin> Pins);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PinShard))]
internal sealed partial class PinJson : JsonSerializerContext;
