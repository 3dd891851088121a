namespace SMail.Interop.Tests;

/// <summary>Messages to more than one key.</summary>
public sealed class RecipientsTests(KeyCabinet keys)
{
    [Theory]
    [MemberData(nameof(Matrix.Peers), MemberType = typeof(Matrix))]
    public async Task Each_opens_what_either_makes_for_both(string peer, Profile profile)
    {
        var them = Programs.Require(peer, Ability.Encrypt);
        var (ourKey, theirKey) = (await keys.KeyOf(Programs.Ours, profile), await keys.KeyOf(them, profile));

        foreach (var maker in (IPeer[])[Programs.Ours, them])
            await AssertBothOpenAsync(maker, (Programs.Ours, ourKey), (them, theirKey));
    }

    /// <summary>To one key of version 4 and one of version 6.</summary>
    [Theory]
    [InlineData(Profile.Compatible, Profile.Rfc9580)]
    [InlineData(Profile.Rfc9580, Profile.Compatible)]
    public async Task Each_opens_what_either_makes_for_old_and_new(Profile ours, Profile theirs)
    {
        var them = Programs.Require("OpenPGP.js", Ability.Encrypt);
        var (ourKey, theirKey) = (await keys.KeyOf(Programs.Ours, ours), await keys.KeyOf(them, theirs));

        foreach (var maker in (IPeer[])[Programs.Ours, them])
            await AssertBothOpenAsync(maker, (Programs.Ours, ourKey), (them, theirKey));
    }

    private static async Task AssertBothOpenAsync(IPeer maker, params (IPeer Peer, PeerKey Key)[] readers)
    {
        var plaintext = Contents.Named(Contents.Text);
        var signer = readers.Single(reader => reader.Peer == maker).Key;

        var message = await maker.EncryptAsync(plaintext, [.. readers.Select(reader => reader.Key.Certificate)], signer, Form.Binary);

        foreach (var (peer, key) in readers)
            Check.Same(plaintext, await peer.DecryptAsync(message, key, signer.Certificate));
    }
}
