namespace SMail.Interop.Tests;

/// <summary>Detached signatures, over bytes and over text, both ways.</summary>
public sealed class DetachedTests(KeyCabinet keys)
{
    [Theory]
    [MemberData(nameof(Matrix.MessagesAndLarge), MemberType = typeof(Matrix))]
    public async Task They_verify_what_we_sign(string peer, Profile profile, string content, Form form)
    {
        var them = Programs.Require(peer, Ability.Verify, content);
        await AssertVerifiesAsync(Programs.Ours, them, await keys.KeyOf(Programs.Ours, profile), content, Signed.Bytes, form);
    }

    [Theory]
    [MemberData(nameof(Matrix.MessagesAndLarge), MemberType = typeof(Matrix))]
    public async Task We_verify_what_they_sign(string peer, Profile profile, string content, Form form)
    {
        var them = Programs.Require(peer, Ability.Sign, content);
        await AssertVerifiesAsync(them, Programs.Ours, await keys.KeyOf(them, profile), content, Signed.Bytes, form);
    }

    [Theory]
    [MemberData(nameof(Matrix.Texts), MemberType = typeof(Matrix))]
    public async Task They_verify_text_that_we_sign(string peer, Profile profile, string text)
    {
        var them = Programs.Require(peer, Ability.VerifyText, text);
        await AssertVerifiesAsync(Programs.Ours, them, await keys.KeyOf(Programs.Ours, profile), text, Signed.Text, Form.Armored);
    }

    [Theory]
    [MemberData(nameof(Matrix.Texts), MemberType = typeof(Matrix))]
    public async Task We_verify_text_that_they_sign(string peer, Profile profile, string text)
    {
        var them = Programs.Require(peer, Ability.SignText, text);
        await AssertVerifiesAsync(them, Programs.Ours, await keys.KeyOf(them, profile), text, Signed.Text, Form.Armored);
    }

    [Theory]
    [MemberData(nameof(Matrix.Peers), MemberType = typeof(Matrix))]
    public async Task Nobody_takes_a_signature_for_one_over_other_data(string peer, Profile profile)
    {
        var them = Programs.Require(peer, Ability.Sign);
        foreach (var (signer, verifier) in new[] { (Programs.Ours, them), (them, Programs.Ours) })
        {
            var key = await keys.KeyOf(signer, profile);
            var signature = await signer.SignDetachedAsync(Contents.Named(Contents.Text), key, Signed.Bytes, Form.Binary);

            await Assert.ThrowsAsync<PeerException>(() => verifier.VerifyDetachedAsync(Contents.Named(Contents.OneByte), signature, key.Certificate));
        }
    }

    private static async Task AssertVerifiesAsync(IPeer signer, IPeer verifier, PeerKey key, string name, Signed signed, Form form)
    {
        var content = Contents.Named(name);
        var signature = Check.IsIn(form, await signer.SignDetachedAsync(content, key, signed, form));

        await verifier.VerifyDetachedAsync(content, signature, key.Certificate);
    }
}
