using SMail.OpenPgp;

namespace SMail.Sop.Tests;

/// <summary>generate-key, change-key-password, revoke-key, extract-cert, merge-certs.</summary>
public sealed class KeyTests
{
    [Theory]
    [InlineData("compatible", 4)]
    [InlineData("default", 4)]
    [InlineData("rfc9580", 6)]
    [InlineData("security", 6)]
    public async Task A_key_of_a_profile_is_made_and_its_certificate_extracted(string profile, int version)
    {
        using var workspace = new Workspace();
        var key = (await workspace.RunAsync("", "generate-key", $"--profile={profile}", "Dora <dora@example.org>", "dora")).Succeeds();
        Assert.StartsWith("-----BEGIN PGP PRIVATE KEY BLOCK-----", key.Text, StringComparison.Ordinal);
        var certificate = Certificate.Read((await workspace.RunAsync(key.Output, "extract-cert")).Succeeds().Output);
        Assert.Equal(version, certificate.Fingerprint.KeyVersion);
        Assert.Equal(["Dora <dora@example.org>", "dora"], certificate.UserIds);
        Assert.True(certificate.CanEncrypt(DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task Without_armor_keys_and_certificates_are_binary()
    {
        using var workspace = new Workspace();
        var key = (await workspace.RunAsync("", "generate-key", "--no-armor", "--signing-only", "dora")).Succeeds().Output;
        Assert.NotEqual('-', (char)key[0]);
        var certificate = (await workspace.RunAsync(key, "extract-cert", "--no-armor")).Succeeds().Output;
        Assert.False(Certificate.Read(certificate).CanEncrypt(DateTimeOffset.UtcNow));
        Assert.Equal(certificate, Certificate.Read(certificate).ToBytes());
    }

    [Fact]
    public async Task A_key_without_user_id_is_of_version_6()
    {
        using var workspace = new Workspace();
        (await workspace.RunAsync("", "generate-key", "--profile=rfc9580")).Succeeds();
        (await workspace.RunAsync("", "generate-key")).Fails(19);
        (await workspace.RunAsync("", "generate-key", "--profile=none", "dora")).Fails(89);
    }

    [Theory]
    [InlineData("compatible")]
    [InlineData("rfc9580")]
    public async Task A_password_is_set_changed_and_taken_off(string profile)
    {
        using var workspace = new Workspace();
        workspace.Put("old.pass", "old pass \n");
        workspace.Put("new.pass", "new pass");
        var locked = (await workspace.RunAsync("", "generate-key", $"--profile={profile}", "--with-key-password=old.pass", "dora")).Succeeds().Output;
        Assert.Throws<OpenPgpException>(() => SecretKey.Read(locked));
        (await workspace.RunAsync(locked, "change-key-password", "--new-key-password=new.pass")).Fails(67);
        (await workspace.RunAsync(locked, "change-key-password", "--old-key-password=new.pass")).Fails(67);
        var changed = (await workspace.RunAsync(locked, "change-key-password", "--old-key-password=carol.pass", "--old-key-password=old.pass", "--new-key-password=new.pass")).Succeeds().Output;
        (await workspace.RunAsync(changed, "change-key-password", "--old-key-password=old.pass")).Fails(67);
        var open = (await workspace.RunAsync(changed, "change-key-password", "--no-armor", "--old-key-password=new.pass")).Succeeds().Output;
        using var key = SecretKey.Read(open);
        Assert.Equal(open, key.ExportUnprotected());
    }

    [Fact]
    public async Task Passwords_of_new_keys_are_text()
    {
        using var workspace = new Workspace();
        workspace.Put("latin.pass", [0xFC, 0x62]);
        workspace.Put("bell.pass", "a\ab");
        workspace.Put("empty.pass", " \n");
        foreach (var name in (string[])["latin", "bell", "empty"])
            (await workspace.RunAsync("", "generate-key", $"--with-key-password={name}.pass", "dora")).Fails(31);
    }

    [Fact]
    public async Task A_revoked_certificate_is_of_no_use()
    {
        using var workspace = new Workspace();
        var revoked = (await workspace.RunAsync(workspace.Get("carol.key"), "revoke-key", "--with-key-password=carol.pass")).Succeeds().Output;
        Assert.Equal(Certificate.Read(workspace.Get("carol.cert")).Fingerprint, Certificate.Read(revoked).Fingerprint);
        workspace.Put("revoked.cert", revoked);
        (await workspace.RunAsync("x", "encrypt", "revoked.cert")).Fails(17);
        (await workspace.RunAsync(workspace.Get("carol.key"), "revoke-key")).Fails(67);
        (await workspace.RunAsync(workspace.Get("carol.cert"), "revoke-key")).Fails(41);
    }

    [Fact]
    public async Task Certificates_of_several_keys_come_out_together()
    {
        using var workspace = new Workspace();
        var both = (await workspace.RunAsync([.. workspace.Get("alice.key"), .. workspace.Get("carol.key")], "extract-cert", "--no-armor")).Succeeds().Output;
        Assert.Equal([.. workspace.Get("alice.cert"), .. workspace.Get("carol.cert")], both);
        (await workspace.RunAsync(workspace.Get("alice.cert"), "extract-cert")).Fails(41);
    }

    [Fact]
    public async Task Copies_of_a_certificate_are_merged_and_others_left_out()
    {
        using var workspace = new Workspace();
        var plain = Certificate.Read((await workspace.RunAsync(workspace.Get("carol.key"), "extract-cert")).Succeeds().Output);
        workspace.Put("update.cert", (await workspace.RunAsync(workspace.Get("carol.key"), "revoke-key", "--with-key-password=carol.pass")).Succeeds().Output);
        var merged = Certificate.Read((await workspace.RunAsync(plain.ToBytes(), "merge-certs", "update.cert", "alice.cert")).Succeeds().Output);
        Assert.Equal(plain.Fingerprint, merged.Fingerprint);
        Assert.False(merged.CanEncrypt(DateTimeOffset.UtcNow));
    }
}
