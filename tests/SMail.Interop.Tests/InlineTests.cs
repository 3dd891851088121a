namespace SMail.Interop.Tests;

/// <summary>Messages that hold their signature, both ways.</summary>
public sealed class InlineTests(KeyCabinet keys)
{
    [Theory]
    [MemberData(nameof(Matrix.Messages), MemberType = typeof(Matrix))]
    public async Task They_verify_what_we_sign(string peer, Profile profile, string content, Form form)
    {
        var them = Programs.Require(peer, Ability.VerifyInline, content);
        await AssertVerifiesAsync(Programs.Ours, them, await keys.KeyOf(Programs.Ours, profile), content, form);
    }

    [Theory]
    [MemberData(nameof(Matrix.Messages), MemberType = typeof(Matrix))]
    public async Task We_verify_what_they_sign(string peer, Profile profile, string content, Form form)
    {
        var them = Programs.Require(peer, Ability.SignInline, content);
        await AssertVerifiesAsync(them, Programs.Ours, await keys.KeyOf(them, profile), content, form);
    }

    private static async Task AssertVerifiesAsync(IPeer signer, IPeer verifier, PeerKey key, string name, Form form)
    {
        var content = Contents.Named(name);
        var message = Check.IsIn(form, await signer.SignInlineAsync(content, key, form));

        Check.Same(content, await verifier.VerifyInlineAsync(message, key.Certificate));
    }
}
