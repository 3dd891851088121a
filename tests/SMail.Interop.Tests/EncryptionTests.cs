namespace SMail.Interop.Tests;

/// <summary>Encrypted and signed messages, both ways.</summary>
public sealed class EncryptionTests(KeyCabinet keys)
{
    [Theory]
    [MemberData(nameof(Matrix.MessagesAndLarge), MemberType = typeof(Matrix))]
    public async Task They_open_and_verify_what_we_make(string peer, Profile profile, string content, Form form)
    {
        var them = Programs.Require(peer, Ability.Decrypt, content);
        var (ourKey, theirKey, plaintext) = (await keys.KeyOf(Programs.Ours, profile), await keys.KeyOf(them, profile), Contents.Named(content));

        var message = Check.IsIn(form, await Programs.Ours.EncryptAsync(plaintext, [theirKey.Certificate], ourKey, form));

        Check.Same(plaintext, await them.DecryptAsync(message, theirKey, ourKey.Certificate));
    }

    [Theory]
    [MemberData(nameof(Matrix.MessagesAndLarge), MemberType = typeof(Matrix))]
    public async Task We_open_and_verify_what_they_make(string peer, Profile profile, string content, Form form)
    {
        var them = Programs.Require(peer, Ability.Encrypt, content);
        var (ourKey, theirKey, plaintext) = (await keys.KeyOf(Programs.Ours, profile), await keys.KeyOf(them, profile), Contents.Named(content));

        var message = Check.IsIn(form, await them.EncryptAsync(plaintext, [ourKey.Certificate], theirKey, form));

        Check.Same(plaintext, await Programs.Ours.DecryptAsync(message, ourKey, theirKey.Certificate));
    }

    /// <summary>The rows above would say nothing if a program took any signer for the right one.</summary>
    [Theory]
    [MemberData(nameof(Matrix.Peers), MemberType = typeof(Matrix))]
    public async Task Nobody_takes_another_signer_for_the_one_asked_for(string peer, Profile profile)
    {
        var them = Programs.Require(peer, Ability.Decrypt);
        var (ourKey, theirKey, plaintext) = (await keys.KeyOf(Programs.Ours, profile), await keys.KeyOf(them, profile), Contents.Named(Contents.Text));
        var ours = await Programs.Ours.EncryptAsync(plaintext, [theirKey.Certificate], ourKey, Form.Binary);
        var theirs = await them.EncryptAsync(plaintext, [ourKey.Certificate], theirKey, Form.Binary);

        await Assert.ThrowsAsync<PeerException>(() => them.DecryptAsync(ours, theirKey, theirKey.Certificate));
        await Assert.ThrowsAsync<PeerException>(() => Programs.Ours.DecryptAsync(theirs, ourKey, ourKey.Certificate));
    }

    [Theory]
    [MemberData(nameof(Matrix.Peers), MemberType = typeof(Matrix))]
    public async Task We_refuse_their_message_with_any_part_changed(string peer, Profile profile)
    {
        var them = Programs.Require(peer, Ability.Encrypt);
        var (ourKey, theirKey) = (await keys.KeyOf(Programs.Ours, profile), await keys.KeyOf(them, profile));
        var message = await them.EncryptAsync(Contents.Named(Contents.Text), [ourKey.Certificate], theirKey, Form.Binary);

        foreach (var at in (int[])[message.Length / 2, message.Length - 1])
        {
            var changed = message.ToArray();
            changed[at] ^= 1;
            var refusal = await Assert.ThrowsAsync<PeerException>(() => Programs.Ours.DecryptAsync(changed, ourKey, signer: null));
            Assert.Empty(refusal.Output);
        }
    }
}
