namespace SMail.OpenPgp.Tests.Support;

/// <summary>Keys made once for tests that do not care which they get.</summary>
internal static class TestKeys
{
    internal static SecretKey Alice { get; } = New("Alice <alice@example.org>");

    internal static SecretKey Bob { get; } = New("Bob <bob@example.org>");

    internal static SecretKey Carol { get; } = New("<carol@example.org>");

    /// <summary>Bob as those see him who read version 1 of the encrypted packet only.</summary>
    internal static SecretKey OldBob { get; } = Announcing(Features.SeipdV1);

    /// <summary>Bob as one who asks for these pairs of cipher and mode, besides those everyone has.</summary>
    internal static SecretKey BobWith(params byte[] suites) => Announcing(Features.SeipdV1 | Features.SeipdV2, suites);

    internal static SecretKey Dora { get; } = New6("Dora <dora@example.org>");

    internal static SecretKey New6(string userId, TimeProvider? clock = null) =>
        Pgp.GenerateKey(new() { UserIds = [userId], Profile = OpenPgpProfile.Rfc9580, Clock = clock ?? TimeProvider.System });

    internal static SecretKey New(string userId, TimeProvider? clock = null) =>
        Pgp.GenerateKey(new() { UserIds = [userId], Clock = clock ?? TimeProvider.System });

    private static SecretKey Announcing(Features features, params byte[] suites) => new CertificateEditor(Bob).RemoveSignatures(SignatureType.PositiveCertification)
        .Certify(DateTimeOffset.UtcNow, writer =>
        {
            writer.Add(SubpacketType.KeyFlags, [(byte)(KeyFlags.Certify | KeyFlags.Sign)]);
            writer.Add(SubpacketType.PreferredCiphers, [9, 8, 7]);
            writer.Add(SubpacketType.PreferredHashes, [8, 10, 9]);
            writer.Add(SubpacketType.Features, [(byte)features]);
            writer.Add(SubpacketType.PreferredAeadSuites, suites);
        }).SecretKey;
}
