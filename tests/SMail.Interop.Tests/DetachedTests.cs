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

    private static async Task AssertVerifiesAsync(IPeer signer, IPeer verifier, PeerKey key, string name, Signed signed, Form form)
    {
        var content = Contents.Named(name);
        var signature = Check.IsIn(form, await signer.SignDetachedAsync(content, key, signed, form));

        await verifier.VerifyDetachedAsync(content, signature, key.Certificate);
        await Assert.ThrowsAsync<PeerException>(() => verifier.VerifyDetachedAsync([.. content, (byte)'x'], signature, key.Certificate));
    }
}
