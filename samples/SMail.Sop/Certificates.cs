using SMail.OpenPgp;

namespace SMail.Sop;

/// <summary>The CERTS arguments, each with the certificates in it.</summary>
internal sealed class Certificates
{
    private readonly List<(string Name, Certificate Certificate)> all = [];

    /// <exception cref="SopException">One is not there, or does not hold certificates.</exception>
    internal static Certificates Read(IEnumerable<string> names)
    {
        var certificates = new Certificates();
        foreach (var name in names)
            certificates.all.AddRange(Parse(name, Indirect.Read(name)).Select(certificate => (name, certificate)));
        return certificates;
    }

    internal IReadOnlyList<Certificate> All => [.. all.Select(c => c.Certificate)];

    /// <summary>The arguments that hold this certificate.</summary>
    internal IEnumerable<string> NamesOf(Fingerprint fingerprint) => all.Where(c => c.Certificate.Fingerprint == fingerprint).Select(c => c.Name).Distinct();

    internal static IReadOnlyList<Certificate> Parse(string name, byte[] bytes) => Failures.Named(name, () => Certificate.ReadAll(bytes, OpenPgpPolicy.Default));

    /// <summary>All certificates one behind the other, as one CERTS.</summary>
    internal static Task WriteAsync(IEnumerable<Certificate> certificates, bool armor) =>
        Standard.WritePacketsAsync([.. certificates.SelectMany(c => c.ToBytes())], armor);
}
