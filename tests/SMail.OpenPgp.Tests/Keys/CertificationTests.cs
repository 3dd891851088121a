using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Keys;

/// <summary>An old key that vouches for the one that takes its place.</summary>
public sealed class CertificationTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Fact]
    public void A_user_id_that_another_key_certified_is_known_to_be()
    {
        var certified = Certify(TestKeys.Alice, TestKeys.Bob);
        Assert.True(certified.IsCertifiedBy(TestKeys.Alice.Certificate, Now));
        Assert.False(certified.IsCertifiedBy(TestKeys.Carol.Certificate, Now));
        Assert.False(TestKeys.Bob.Certificate.IsCertifiedBy(TestKeys.Alice.Certificate, Now));
        Assert.True(certified.Includes(TestKeys.Bob.Certificate));
        Assert.False(TestKeys.Bob.Certificate.Includes(certified));
    }

    [Fact]
    public void A_certification_that_is_over_something_else_does_not_count()
    {
        Assert.False(Certify(TestKeys.Alice, TestKeys.Bob, over: TestKeys.Carol).IsCertifiedBy(TestKeys.Alice.Certificate, Now));
        Assert.False(Certify(TestKeys.Alice, TestKeys.Bob, created: Now.AddDays(2)).IsCertifiedBy(TestKeys.Alice.Certificate, Now));
        Assert.False(Certify(TestKeys.Alice, TestKeys.Bob, type: SignatureType.CertificationRevocation).IsCertifiedBy(TestKeys.Alice.Certificate, Now));
        var revoked = TestKeys.Alice.Revoke(RevocationReason.Compromised, "", TimeProvider.System);
        Assert.False(Certify(TestKeys.Alice, TestKeys.Bob).IsCertifiedBy(revoked, Now.AddSeconds(5)));
    }

    [Fact]
    public void Certifications_without_end_are_not_all_checked()
    {
        var editor = new CertificateEditor(TestKeys.Bob);
        for (var i = 0; i < 20; i++)
            editor.InsertAfter(PacketType.UserId, PacketType.Signature, Sign(TestKeys.Alice, TestKeys.Carol, Now, SignatureType.GenericCertification));
        Assert.False(editor.InsertAfter(PacketType.PublicKey, PacketType.UserId, [1, 2, 3]).Certificate.IsCertifiedBy(TestKeys.Alice.Certificate, Now));
    }

    private static Certificate Certify(SecretKey issuer, SecretKey whom, SecretKey? over = null, DateTimeOffset? created = null, SignatureType type = SignatureType.GenericCertification) =>
        new CertificateEditor(whom).InsertAfter(PacketType.UserId, PacketType.Signature, Sign(issuer, over ?? whom, created ?? Now, type)).Certificate;

    private static byte[] Sign(SecretKey issuer, SecretKey whom, DateTimeOffset created, SignatureType type)
    {
        using var writer = new SignatureWriter(type, issuer.SigningKey(Now), HashId.Sha256, created);
        using var digest = writer.NewDigest();
        digest.AppendKey(whom.Certificate.Contents.Primary);
        digest.AppendUser(whom.Certificate.Contents.Users[0]);
        return Packet.ReadAll(writer.Sign(digest))[0].Body.ToArray();
    }
}
