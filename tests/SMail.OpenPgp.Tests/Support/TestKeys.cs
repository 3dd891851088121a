namespace SMail.OpenPgp.Tests.Support;

/// <summary>Keys made once for tests that do not care which they get.</summary>
internal static class TestKeys
{
    internal static SecretKey Alice { get; } = New("Alice <alice@example.org>");

    internal static SecretKey Bob { get; } = New("Bob <bob@example.org>");

    internal static SecretKey Carol { get; } = New("<carol@example.org>");

    /// <summary>Bob as those see him who read version 1 of the encrypted packet only.</summary>
    internal static SecretKey OldBob { get; } = new CertificateEditor(Bob).RemoveSignatures(SignatureType.PositiveCertification)
        .Certify(DateTimeOffset.UtcNow, writer =>
        {
            writer.Add(SubpacketType.KeyFlags, [(byte)(KeyFlags.Certify | KeyFlags.Sign)]);
            writer.Add(SubpacketType.PreferredCiphers, [9, 8, 7]);
            writer.Add(SubpacketType.PreferredHashes, [8, 10, 9]);
            writer.Add(SubpacketType.Features, [(byte)Features.SeipdV1]);
        }).SecretKey;

    internal static SecretKey Dora { get; } = New6("Dora <dora@example.org>");

    internal static SecretKey New6(string userId, TimeProvider? clock = null) =>
        Pgp.GenerateKey(new() { UserIds = [userId], Profile = OpenPgpProfile.Rfc9580, Clock = clock ?? TimeProvider.System });

    internal static SecretKey New(string userId, TimeProvider? clock = null) =>
        Pgp.GenerateKey(new() { UserIds = [userId], Clock = clock ?? TimeProvider.System });
}
