namespace SMail.Interop.Tests;

/// <summary>Cleartext signatures, both ways: the lines arrive, but their ends and the blanks before these are
/// not signed (RFC 9580, section 7.2).</summary>
public sealed class CleartextTests(KeyCabinet keys)
{
    [Theory]
    [MemberData(nameof(Matrix.Texts), MemberType = typeof(Matrix))]
    public async Task They_verify_what_we_sign(string peer, Profile profile, string text)
    {
        var them = Programs.Require(peer, Ability.VerifyCleartext, text);
        await AssertVerifiesAsync(Programs.Ours, them, await keys.KeyOf(Programs.Ours, profile), text);
    }

    [Theory]
    [MemberData(nameof(Matrix.Texts), MemberType = typeof(Matrix))]
    public async Task We_verify_what_they_sign(string peer, Profile profile, string text)
    {
        var them = Programs.Require(peer, Ability.SignCleartext, text);
        await AssertVerifiesAsync(them, Programs.Ours, await keys.KeyOf(them, profile), text);
    }

    private static async Task AssertVerifiesAsync(IPeer signer, IPeer verifier, PeerKey key, string name)
    {
        var text = Contents.Named(name);
        var message = await signer.SignCleartextAsync(text, key);

        Assert.Equal(Lines(text), Lines(await verifier.VerifyInlineAsync(message, key.Certificate)));
        var changed = Encoding.UTF8.GetString(message).ReplaceLineEndings("\n");
        changed = changed.Insert(changed.IndexOf("\n\n", StringComparison.Ordinal) + 2, "Not signed.\n");
        await Assert.ThrowsAsync<PeerException>(() => verifier.VerifyInlineAsync(Encoding.UTF8.GetBytes(changed), key.Certificate));
    }

    private static IEnumerable<string> Lines(byte[] text) =>
        Encoding.UTF8.GetString(text).Split('\n').Select(line => line.TrimEnd(' ', '\t', '\r')).Reverse().SkipWhile(line => line.Length == 0).Reverse();
}
