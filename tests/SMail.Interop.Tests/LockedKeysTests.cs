namespace SMail.Interop.Tests;

/// <summary>Secret keys under a password, used by the other side.</summary>
public sealed class LockedKeysTests(KeyCabinet keys)
{
    [Theory]
    [MemberData(nameof(Matrix.Peers), MemberType = typeof(Matrix))]
    public async Task They_use_our_locked_key(string peer, Profile profile)
    {
        var them = Programs.Require(peer, Ability.LockedKeys);
        await AssertUsesAsync(them, await keys.LockedKeyOf(Programs.Ours, profile));
    }

    [Theory]
    [MemberData(nameof(Matrix.Peers), MemberType = typeof(Matrix))]
    public async Task We_use_their_locked_key(string peer, Profile profile)
    {
        var them = Programs.Require(peer, Ability.LockedKeys);
        await AssertUsesAsync(Programs.Ours, await keys.LockedKeyOf(them, profile));
    }

    private static async Task AssertUsesAsync(IPeer user, PeerKey key)
    {
        var plaintext = Contents.Named(Contents.Text);

        var signature = await user.SignDetachedAsync(plaintext, key, Signed.Bytes, Form.Binary);
        var message = await user.EncryptAsync(plaintext, [key.Certificate], key, Form.Binary);

        await user.VerifyDetachedAsync(plaintext, signature, key.Certificate);
        Check.Same(plaintext, await user.DecryptAsync(message, key, key.Certificate));
        await Assert.ThrowsAsync<PeerException>(() => user.DecryptAsync(message, key with { Password = "another" }, signer: null));
    }
}
