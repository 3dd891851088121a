namespace SMail.Interop.Tests;

/// <summary>Messages to a password, both ways: iterated S2K with version 1, Argon2 with version 2.</summary>
public sealed class PasswordTests
{
    private const string Password = "Grüße, wörld";

    [Theory]
    [MemberData(nameof(Matrix.FewMessages), MemberType = typeof(Matrix))]
    public async Task They_open_what_we_make(string peer, Profile profile, string content, Form form)
    {
        var them = Programs.Require(peer, Ability.DecryptWithPassword, content);
        var plaintext = Contents.Named(content);

        var message = Check.IsIn(form, await Programs.Ours.EncryptWithPasswordAsync(plaintext, Password, profile, form));

        Check.Same(plaintext, await them.DecryptWithPasswordAsync(message, Password));
    }

    [Theory]
    [MemberData(nameof(Matrix.FewMessages), MemberType = typeof(Matrix))]
    public async Task We_open_what_they_make(string peer, Profile profile, string content, Form form)
    {
        var them = Programs.Require(peer, Ability.EncryptWithPassword, content);
        var plaintext = Contents.Named(content);

        var message = Check.IsIn(form, await them.EncryptWithPasswordAsync(plaintext, Password, profile, form));

        Check.Same(plaintext, await Programs.Ours.DecryptWithPasswordAsync(message, Password));
    }

    [Theory]
    [MemberData(nameof(Matrix.Peers), MemberType = typeof(Matrix))]
    public async Task Nobody_opens_with_another_password(string peer, Profile profile)
    {
        var them = Programs.Require(peer, Ability.EncryptWithPassword);
        foreach (var (maker, reader) in new[] { (Programs.Ours, them), (them, Programs.Ours) })
        {
            var message = await maker.EncryptWithPasswordAsync(Contents.Named(Contents.Text), Password, profile, Form.Armored);

            await Assert.ThrowsAsync<PeerException>(() => reader.DecryptWithPasswordAsync(message, "another"));
        }
    }
}
