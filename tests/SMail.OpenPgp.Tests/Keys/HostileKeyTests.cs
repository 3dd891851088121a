using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Keys;

/// <summary>Certificates and keys that say too much, or the same again.</summary>
public sealed class HostileKeyTests
{
    [Fact]
    public void A_user_id_that_was_revoked_or_has_expired_is_not_held()
    {
        var now = DateTimeOffset.UtcNow;
        static Action<SignatureWriter> For(byte[] seconds) => writer =>
        {
            writer.Add(SubpacketType.KeyFlags, [3]);
            writer.Add(SubpacketType.SignatureExpirationTime, seconds);
        };
        var revoked = Edited().Certify(now.AddDays(-1), For([0x10, 0, 0, 0])).Certify(now, null, SignatureType.CertificationRevocation).Certificate;
        Assert.Empty(revoked.UserIds);
        Assert.Empty(revoked.UserIdsAt(now.AddMinutes(1)));
        Assert.NotEmpty(revoked.UserIdsAt(now.AddHours(-1)));
        var expired = Edited().Certify(now.AddDays(-1), For([0, 0, 0, 1])).Certificate;
        Assert.Empty(expired.UserIdsAt(now));

        static CertificateEditor Edited() => new CertificateEditor(TestKeys.New("<x@example.org>")).RemoveSignatures(SignatureType.PositiveCertification);
    }

    [Fact]
    public void A_revocation_behind_a_second_copy_of_a_subkey_revokes_it()
    {
        var now = DateTimeOffset.UtcNow;
        var editor = new CertificateEditor(TestKeys.New("<x@example.org>"));
        Assert.True(editor.Certificate.CanEncrypt(now.AddSeconds(1)));
        editor.Append(PacketType.PublicSubkey, editor.Subkey.Body);
        editor.Bind(now, CertificateEditor.Reason(2), SignatureType.SubkeyRevocation);
        Assert.False(editor.Certificate.CanEncrypt(now.AddSeconds(1)));
    }

    [Fact]
    public void Only_so_many_self_signatures_that_do_not_fit_are_looked_at()
    {
        var certificate = TestKeys.New("<x@example.org>").Certificate;
        var wrong = certificate.Packets.First(p => p.Type == PacketType.Signature).Body.ToArray();
        wrong[^1] ^= 1;
        byte[] With(int count) => [.. certificate.ToBytes(), .. Enumerable.Repeat(Packet.ToArray(PacketType.UserId, "<x@example.org>"u8), 1)
            .Concat(Enumerable.Repeat(Packet.ToArray(PacketType.Signature, wrong), count)).SelectMany(b => b)];
        Assert.Equal(["<x@example.org>"], Certificate.Read(With(16)).UserIds);
        Assert.Equal(OpenPgpError.LimitExceeded, Assert.Throws<OpenPgpException>(() => Certificate.Read(With(17))).Code);
    }

    [Fact]
    public void Only_so_many_secret_subkeys_are_read()
    {
        var bytes = TestKeys.New("<x@example.org>").ExportUnprotected();
        var subkey = Packet.ReadAll(bytes).Find(p => p.Type == PacketType.SecretSubkey);
        byte[] many = [.. bytes, .. Enumerable.Repeat(Packet.ToArray(subkey.Type, subkey.Body.Span), 31).SelectMany(b => b)];
        Assert.Equal(OpenPgpError.LimitExceeded, Assert.Throws<OpenPgpException>(() => SecretKey.Read(many)).Code);
    }
}
