namespace SMail.OpenPgp.Tests.Properties;

/// <summary>A damaged certificate says less than the true one, never more.</summary>
public sealed class DamagedCertificateProperties
{
    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    [Hunt(400)]
    public void A_damaged_certificate_never_says_more(AnyKeyName name, bool armored, Damage damage)
    {
        var certificate = name.Key.Certificate;
        var good = armored ? System.Text.Encoding.ASCII.GetBytes(certificate.ToArmor()) : certificate.ToBytes();
        if (TryRead(damage.Apply(good)) is not { } damaged || damaged.Fingerprint != certificate.Fingerprint)
            return;
        Assert.All(damaged.UserIds, id => Assert.Contains(id, certificate.UserIds));
        if (damaged.Contents.EncryptionKey(Now) is { } key)
            Assert.Equal(certificate.Contents.EncryptionKey(Now)!.Fingerprint, key.Fingerprint);
        var merged = certificate.Merge(damaged);
        Assert.Equal(certificate.UserIds, merged.UserIds);
        Assert.Equal(certificate.Contents.EncryptionKey(Now)!.Fingerprint, merged.Contents.EncryptionKey(Now)!.Fingerprint);
    }

    /// <summary>Whoever saw a revocation keeps it, whatever others hand in.</summary>
    [Hunt(200)]
    public void A_revocation_once_known_stays(AnyKeyName name, Damage damage)
    {
        var revoked = name.Key.Revoke(RevocationReason.Compromised, "lost", TimeProvider.System);
        if (TryRead(damage.Apply(revoked.ToBytes())) is not { } damaged || damaged.Fingerprint != revoked.Fingerprint)
            return;
        Assert.False(revoked.Merge(damaged).CanEncrypt(Now));
        Assert.False(damaged.Merge(revoked).CanEncrypt(Now));
    }

    /// <summary>Merging is a union: the same from both sides, and nothing is there twice.</summary>
    [Hunt(100)]
    public void Merging_loses_nothing_and_doubles_nothing(AnyKeyName name, Damage damage)
    {
        var certificate = name.Key.Certificate;
        if (TryRead(damage.Apply(certificate.ToBytes())) is not { } other || other.Fingerprint != certificate.Fingerprint)
            return;
        var (merged, reverse) = (certificate.Merge(other), other.Merge(certificate));
        Assert.Equal(merged.UserIds.Order(), reverse.UserIds.Order());
        Assert.Equal(merged.ToBytes(), merged.Merge(other).Merge(certificate).ToBytes());
        Assert.Equal(merged.ToBytes().Length, reverse.ToBytes().Length);
    }

    [Hunt(200)]
    public async Task No_certificate_makes_a_bad_signature_good(AnyKeyName name, Damage damage)
    {
        byte[] data = [1, 2, 3], other = [1, 2, 4];
        if (TryRead(damage.Apply(name.Key.Certificate.ToBytes())) is not { } damaged)
            return;
        var signature = await Pgp.SignDetachedAsync(new MemoryStream(data), new() { Signers = [name.Key] }, TestContext.Current.CancellationToken);
        var options = new VerifyOptions { Certificates = [damaged] };
        var verdict = Assert.Single(await Pgp.VerifyDetachedAsync(new MemoryStream(other), signature, options, TestContext.Current.CancellationToken));
        Assert.NotEqual(SignatureStatus.Good, verdict.Status);
        var truth = Assert.Single(await Pgp.VerifyDetachedAsync(new MemoryStream(data), signature, options, TestContext.Current.CancellationToken));
        Assert.True(truth.Status != SignatureStatus.Good || damaged.Fingerprint == name.Key.Certificate.Fingerprint);
    }

    private static Certificate? TryRead(byte[] bytes)
    {
        try
        {
            return Certificate.Read(bytes);
        }
        catch (OpenPgpException e)
        {
            Assert.True(Enum.IsDefined(e.Code));
            return null;
        }
    }
}
