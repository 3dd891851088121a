using SMail.OpenPgp;

namespace SMail.Sop.Tests.Support;

/// <summary>Keys made once: alice of version 4, bobby of version 6, carol under a password, sign that only signs, gone that is revoked.</summary>
internal static class People
{
    internal const string CarolsPassword = "correct horse";

    internal static IReadOnlyList<(string Name, byte[] Bytes)> Files { get; } = [.. Make()];

    private static IEnumerable<(string, byte[])> Make()
    {
        using var alice = New("alice", OpenPgpProfile.Compatible);
        using var bobby = New("bobby", OpenPgpProfile.Rfc9580);
        using var carol = New("carol", OpenPgpProfile.Compatible);
        using var sign = Pgp.GenerateKey(new() { UserIds = ["sign"], SigningOnly = true });
        using var gone = New("gone", OpenPgpProfile.Compatible);
        var revoked = gone.Revoke(RevocationReason.Unspecified, "", TimeProvider.System);
        foreach (var (name, key) in new[] { ("alice", alice), ("bobby", bobby), ("sign", sign) })
        {
            yield return ($"{name}.key", key.ExportUnprotected());
            yield return ($"{name}.cert", key.Certificate.ToBytes());
        }
        yield return ("carol.key", carol.ExportProtected(Encoding.UTF8.GetBytes(CarolsPassword)));
        yield return ("carol.cert", carol.Certificate.ToBytes());
        yield return ("carol.pass", Encoding.UTF8.GetBytes(CarolsPassword + "\n"));
        yield return ("gone.key", WithRevocation(gone, revoked));
        yield return ("gone.cert", revoked.ToBytes());
    }

    private static SecretKey New(string name, OpenPgpProfile profile) => Pgp.GenerateKey(new() { UserIds = [$"<{name}@example.org>"], Profile = profile });

    /// <summary>The revocation stands right behind the primary key in both.</summary>
    private static byte[] WithRevocation(SecretKey key, Certificate revoked)
    {
        var (secret, plain, changed) = (key.ExportUnprotected(), key.Certificate.ToBytes(), revoked.ToBytes());
        var revocation = changed.AsSpan(SizeOfFirst(changed), changed.Length - plain.Length);
        return [.. secret[..SizeOfFirst(secret)], .. revocation, .. secret[SizeOfFirst(secret)..]];
    }

    /// <summary>Of a packet with a length of one octet.</summary>
    private static int SizeOfFirst(byte[] packets) => 2 + packets[1];
}
