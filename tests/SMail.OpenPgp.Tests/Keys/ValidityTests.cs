using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Keys;

/// <summary>What self-signatures say over time (RFC 9580, sections 5.2.3.10 and 5.2.3.31).</summary>
public sealed class ValidityTests
{
    private static readonly DateTimeOffset Born = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly KeyFlags Both = KeyFlags.Certify | KeyFlags.Sign;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Day(int day) => Born.AddDays(day);

    private static CertificateEditor New() => new(TestKeys.New("<dora@example.org>", new FixedClock(Born)));

    [Fact]
    public async Task A_key_lives_until_its_newest_self_signature_says()
    {
        var editor = New().Certify(Day(1), CertificateEditor.FlagsAndLifetime(Both, TimeSpan.FromDays(10)));
        Assert.True(editor.Certificate.CanEncrypt(Day(9)));
        Assert.False(editor.Certificate.CanEncrypt(Day(10)));
        Assert.Equal(SignatureStatus.Good, await VerdictAsync(editor, signedAt: Day(9), seenAt: Day(20)));
        Assert.Equal(SignatureStatus.UnusableKey, await VerdictAsync(editor, signedAt: Day(11), seenAt: Day(20)));

        editor.Certify(Day(9), CertificateEditor.FlagsAndLifetime(Both, TimeSpan.FromDays(100)));
        Assert.True(editor.Certificate.CanEncrypt(Day(50)));
        Assert.Equal(SignatureStatus.Good, await VerdictAsync(editor, signedAt: Day(11), seenAt: Day(20)));
    }

    [Fact]
    public void Any_time_can_be_asked_about()
    {
        Assert.True(New().Certificate.CanEncrypt(DateTimeOffset.MaxValue));
        Assert.False(New().Certificate.CanEncrypt(DateTimeOffset.MinValue));
    }

    [Fact]
    public async Task A_subkey_for_storage_alone_is_not_used_for_communications()
    {
        var editor = New().RemoveSignatures(SignatureType.SubkeyBinding).Bind(Born, CertificateEditor.Flags(KeyFlags.EncryptStorage));
        var (certificate, clock) = (editor.Certificate, new FixedClock(Day(1)));
        Assert.True(certificate.CanEncrypt(Day(1)));
        Assert.True(certificate.CanEncrypt(Day(1), EncryptionPurpose.Storage));
        Assert.False(certificate.CanEncrypt(Day(1), EncryptionPurpose.Communications));
        var options = new EncryptOptions { Recipients = [certificate], Clock = clock, Purpose = EncryptionPurpose.Storage };
        await Pgp.EncryptAsync(new MemoryStream(), new MemoryStream(), options, Token);
        var refusal = await Assert.ThrowsAsync<OpenPgpException>(() =>
            Pgp.EncryptAsync(new MemoryStream(), new MemoryStream(), options with { Purpose = EncryptionPurpose.Communications }, Token));
        Assert.Equal(OpenPgpError.UnusableKey, refusal.Code);
    }

    [Fact]
    public async Task A_soft_revocation_begins_with_its_date()
    {
        foreach (byte reason in (byte[])[1, 3])
        {
            var editor = New().SignKey(SignatureType.KeyRevocation, Day(5), CertificateEditor.Reason(reason));
            Assert.True(editor.Certificate.CanEncrypt(Day(4)));
            Assert.False(editor.Certificate.CanEncrypt(Day(5)));
            Assert.Equal(SignatureStatus.Good, await VerdictAsync(editor, signedAt: Day(4), seenAt: Day(20)));
            Assert.Equal(SignatureStatus.UnusableKey, await VerdictAsync(editor, signedAt: Day(6), seenAt: Day(20)));
        }
    }

    [Fact]
    public async Task A_hard_revocation_reaches_back()
    {
        foreach (var reason in (Action<SignatureWriter>?[])[CertificateEditor.Reason(0), CertificateEditor.Reason(2), CertificateEditor.Reason(77), null])
        {
            var editor = New().SignKey(SignatureType.KeyRevocation, Day(5), reason);
            Assert.False(editor.Certificate.CanEncrypt(Day(4)));
            Assert.Equal(SignatureStatus.UnusableKey, await VerdictAsync(editor, signedAt: Day(4), seenAt: Day(20)));
        }
    }

    [Fact]
    public void A_revocation_counts_wherever_it_stands_but_only_by_the_key_itself()
    {
        var misplaced = New();
        misplaced.Append(PacketType.Signature, misplaced.Sign(misplaced.Primary, SignatureType.KeyRevocation, Day(1), null, _ => { }));
        Assert.False(misplaced.Certificate.CanEncrypt(Day(9)));
        var foreign = New().SignKey(SignatureType.KeyRevocation, Day(1), signer: new CertificateEditor(TestKeys.Alice).Primary);
        Assert.True(foreign.Certificate.CanEncrypt(Day(9)));
    }

    [Fact]
    public void A_revoked_or_expired_subkey_takes_no_messages()
    {
        Assert.False(New().Bind(Day(5), CertificateEditor.Reason(3), SignatureType.SubkeyRevocation).Certificate.CanEncrypt(Day(6)));
        Assert.True(New().Bind(Day(5), CertificateEditor.Reason(3), SignatureType.SubkeyRevocation).Certificate.CanEncrypt(Day(4)));
        Assert.False(New().Bind(Day(5), CertificateEditor.Reason(2), SignatureType.SubkeyRevocation).Certificate.CanEncrypt(Day(4)));
        var expiring = New().Bind(Day(1), CertificateEditor.FlagsAndLifetime(KeyFlags.Encrypt, TimeSpan.FromDays(3)));
        Assert.True(expiring.Certificate.CanEncrypt(Day(2)));
        Assert.False(expiring.Certificate.CanEncrypt(Day(3)));
    }

    [Fact]
    public void A_subkey_is_bound_by_its_primary_key_or_not_at_all()
    {
        Assert.False(New().RemoveSignatures(SignatureType.SubkeyBinding).Certificate.CanEncrypt(Day(1)));
        var foreign = New().RemoveSignatures(SignatureType.SubkeyBinding).Bind(Day(1), CertificateEditor.Flags(KeyFlags.Encrypt), signer: new CertificateEditor(TestKeys.Alice).Primary);
        Assert.False(foreign.Certificate.CanEncrypt(Day(2)));
    }

    [Theory]
    [InlineData(0x04, true)]
    [InlineData(0x08, true)]
    [InlineData(0x00, false)]
    [InlineData(0x20, false)]
    public void A_subkey_does_what_its_flags_say(byte flags, bool encrypts) =>
        Assert.Equal(encrypts, New().RemoveSignatures(SignatureType.SubkeyBinding).Bind(Day(0), CertificateEditor.Flags((KeyFlags)flags)).Certificate.CanEncrypt(Day(1)));

    [Fact]
    public void A_key_without_user_id_self_signature_is_held_by_its_direct_one()
    {
        var bare = New().RemoveSignatures(SignatureType.PositiveCertification);
        Assert.Empty(bare.Certificate.UserIds);
        Assert.False(bare.Certificate.CanEncrypt(Day(1)));
        bare.SignKey(SignatureType.DirectKey, Day(0), CertificateEditor.Flags(Both));
        Assert.Empty(bare.Certificate.UserIds);
        Assert.True(bare.Certificate.CanEncrypt(Day(1)));
    }

    [Fact]
    public void A_revoked_user_id_goes_and_a_later_certification_brings_it_back()
    {
        var editor = New().Certify(Day(3), CertificateEditor.Reason(32), SignatureType.CertificationRevocation);
        Assert.Empty(editor.Certificate.UserIds);
        Assert.False(editor.Certificate.CanEncrypt(Day(4)));
        editor.Certify(Day(5));
        Assert.Equal(["<dora@example.org>"], editor.Certificate.UserIds);
        Assert.True(editor.Certificate.CanEncrypt(Day(6)));
    }

    [Fact]
    public void A_self_signature_with_an_unknown_critical_subpacket_does_not_count()
    {
        var editor = New().RemoveSignatures(SignatureType.PositiveCertification).Certify(Day(0), w => w.Add((SubpacketType)101, [1], critical: true));
        Assert.Empty(editor.Certificate.UserIds);
        Assert.Single(New().RemoveSignatures(SignatureType.PositiveCertification).Certify(Day(0), w => w.Add((SubpacketType)101, [1])).Certificate.UserIds);
    }

    [Fact]
    public void User_ids_that_are_not_text_or_not_certified_are_not_listed()
    {
        var editor = New().Append(PacketType.UserId, "mallory"u8.ToArray());
        Assert.Equal(["<dora@example.org>"], editor.Certificate.UserIds);
        var binary = new UserBinding(new byte[] { 0xFF, 0xFE }, IsAttribute: false);
        editor.Append(PacketType.UserId, 0xFF, 0xFE)
            .Append(PacketType.Signature, editor.Sign(editor.Primary, SignatureType.PositiveCertification, Day(0), null, d => d.AppendUser(binary)));
        Assert.Equal(["<dora@example.org>"], editor.Certificate.UserIds);
    }

    /// <summary>A signing subkey must say itself that it belongs to the primary key (RFC 9580, section 5.2.1.8).</summary>
    [Fact]
    public async Task A_signing_subkey_counts_only_with_its_back_signature()
    {
        var editor = New();
        var other = new CertificateEditor(TestKeys.New("<other@example.org>", new FixedClock(Born))).Primary;
        editor.Append(PacketType.PublicSubkey, other.PublicKey.Body);
        var back = editor.Sign(other, SignatureType.PrimaryKeyBinding, Day(1), null, d => d.AppendKey(other.PublicKey));

        byte[] Binding(byte[]? embedded) => editor.Sign(editor.Primary, SignatureType.SubkeyBinding, Day(1), w =>
        {
            CertificateEditor.Flags(KeyFlags.Sign)(w);
            if (embedded is not null)
                w.Add(SubpacketType.EmbeddedSignature, embedded);
        }, d => d.AppendKey(other.PublicKey));

        var wrong = editor.Sign(other, SignatureType.PrimaryKeyBinding, Day(1), null, _ => { });
        foreach (var embedded in (byte[]?[])[null, wrong])
        {
            var stolen = Certificate.Read([.. editor.Bytes, .. Packet.ToArray(PacketType.Signature, Binding(embedded))]);
            Assert.Equal(SignatureStatus.UnusableKey, await VerdictAsync(stolen, other, Day(2)));
        }
        var proper = Certificate.Read([.. editor.Bytes, .. Packet.ToArray(PacketType.Signature, Binding(back))]);
        Assert.Equal(SignatureStatus.Good, await VerdictAsync(proper, other, Day(2)));
    }

    [Fact]
    public async Task Signatures_from_before_the_key_from_the_future_or_expired_are_not_good()
    {
        var editor = New();
        Assert.Equal(SignatureStatus.UnusableKey, await VerdictAsync(editor, signedAt: Day(-1), seenAt: Day(1)));
        Assert.Equal(SignatureStatus.UnusableKey, await VerdictAsync(editor, signedAt: Day(3), seenAt: Day(1)));
        Assert.Equal(SignatureStatus.Good, await VerdictAsync(editor, signedAt: Day(1).AddMinutes(10), seenAt: Day(1)));
        Action<SignatureWriter> oneHour = w => w.Add(SubpacketType.SignatureExpirationTime, [0, 0, 0x0E, 0x10]);
        Assert.Equal(SignatureStatus.Good, await VerdictAsync(editor, Day(1), Day(1).AddMinutes(59), oneHour));
        Assert.Equal(SignatureStatus.UnusableKey, await VerdictAsync(editor, Day(1), Day(1).AddHours(1), oneHour));
    }

    [Fact]
    public async Task An_unusable_key_refuses_to_sign_and_to_be_encrypted_to()
    {
        var revoked = New().SignKey(SignatureType.KeyRevocation, Day(1));
        using var key = revoked.SecretKey;
        var signing = await Assert.ThrowsAsync<OpenPgpException>(() => Pgp.SignDetachedAsync(new MemoryStream(), new() { Signers = [key] }, Token));
        var encrypting = await Assert.ThrowsAsync<OpenPgpException>(() => Pgp.EncryptAsync(new MemoryStream(), new MemoryStream(), new() { Recipients = [key.Certificate] }, Token));
        Assert.Equal((OpenPgpError.UnusableKey, OpenPgpError.UnusableKey), (signing.Code, encrypting.Code));
    }

    /// <summary>What was sealed to a key while it was good stays readable.</summary>
    [Fact]
    public async Task A_revoked_key_still_decrypts()
    {
        var editor = New();
        var message = await Mail.EncryptAsync([1, 2], null, editor.Certificate);
        using var key = editor.SignKey(SignatureType.KeyRevocation, Day(1)).SecretKey;
        Assert.Equal([1, 2], (await Mail.DecryptAsync(message, key)).Plaintext);
    }

    private static Task<SignatureStatus> VerdictAsync(CertificateEditor editor, DateTimeOffset signedAt, DateTimeOffset seenAt, Action<SignatureWriter>? say = null) =>
        VerdictAsync(editor.Certificate, editor.Primary, signedAt, seenAt, say);

    private static async Task<SignatureStatus> VerdictAsync(Certificate certificate, SecretKeyPacket signer, DateTimeOffset signedAt, DateTimeOffset? seenAt = null, Action<SignatureWriter>? say = null)
    {
        using var writer = new SignatureWriter(SignatureType.Binary, signer, OpenPgp.Primitives.HashId.Sha256, signedAt);
        say?.Invoke(writer);
        using var digest = writer.NewDigest();
        digest.AppendData("data"u8);
        var verdicts = await Pgp.VerifyDetachedAsync(
            new MemoryStream("data"u8.ToArray()), writer.Sign(digest), new() { Certificates = [certificate], Clock = new FixedClock(seenAt ?? signedAt) }, Token);
        return Assert.Single(verdicts).Status;
    }
}
