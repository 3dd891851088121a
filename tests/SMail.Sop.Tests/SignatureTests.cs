using SMail.OpenPgp;

namespace SMail.Sop.Tests;

/// <summary>sign, verify, inline-sign, inline-verify, inline-detach.</summary>
public sealed class SignatureTests
{
    private const string Letter = "Dear all,\n- a dash\nFrom here\nGrüße\n";

    [Theory]
    [InlineData("binary", true)]
    [InlineData("text", false)]
    public async Task A_detached_signature_is_verified_with_the_line_of_the_draft(string form, bool armor)
    {
        using var workspace = new Workspace();
        string[] options = armor ? [] : ["--no-armor"];
        var signatures = (await workspace.RunAsync(Letter, ["sign", $"--as={form}", .. options, "--micalg-out=micalg", "alice.key", "bobby.key"])).Succeeds().Output;
        Assert.Equal(armor, signatures[0] == '-');
        Assert.Equal("pgp-sha256", workspace.GetText("micalg"));
        workspace.Put("signatures", signatures);
        var lines = (await workspace.RunAsync(Letter, "verify", "signatures", "alice.cert", "carol.cert")).Succeeds().Text;
        var alice = Certificate.Read(workspace.Get("alice.cert")).Fingerprint;
        Assert.Matches($$$"""^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {{{alice}}} {{{alice}}} mode:{{{form}}} {"signers":\["alice.cert"\]}\n$""", lines);
        Assert.Equal(2, (await workspace.RunAsync(Letter, "verify", "signatures", "alice.cert", "bobby.cert")).Succeeds().Text.Count(c => c == '\n'));
        Assert.Equal(form == "text" ? 0 : 3, (await workspace.RunAsync(Letter.ReplaceLineEndings("\r\n"), "verify", "signatures", "alice.cert")).Code);
    }

    [Fact]
    public async Task Nothing_but_a_good_signature_of_the_right_time_is_verified()
    {
        using var workspace = new Workspace();
        workspace.Put("signature", (await workspace.RunAsync(Letter, "sign", "alice.key")).Succeeds().Output);
        (await workspace.RunAsync(Letter + "!", "verify", "signature", "alice.cert")).Fails(3);
        (await workspace.RunAsync(Letter, "verify", "signature", "bobby.cert")).Fails(3);
        (await workspace.RunAsync(Letter, "verify", "--not-after=2020-01-01T00:00:00Z", "signature", "alice.cert")).Fails(3);
        (await workspace.RunAsync(Letter, "verify", "--not-before=2120-01-01", "signature", "alice.cert")).Fails(3);
        (await workspace.RunAsync(Letter, "verify", "--not-before=2020-01-01T00:00:00+02:00", "--not-after=-", "signature", "alice.cert")).Succeeds();
        (await workspace.RunAsync(Letter, "verify", "--not-before=yesterday", "signature", "alice.cert")).Fails(37);
        (await workspace.RunAsync(Letter, "verify", "alice.cert", "alice.cert")).Fails(41);
    }

    [Fact]
    public async Task Only_keys_that_can_sign_do()
    {
        using var workspace = new Workspace();
        (await workspace.RunAsync("x", "sign", "--with-key-password=carol.pass", "carol.key")).Succeeds();
        (await workspace.RunAsync("x", "sign", "carol.key")).Fails(67);
        (await workspace.RunAsync("x", "sign", "gone.key")).Fails(79);
        (await workspace.RunAsync("x", "sign", "alice.cert")).Fails(41);
        (await workspace.RunAsync([0xFF], "sign", "--as=text", "alice.key")).Fails(53);
        (await workspace.RunAsync("x", "inline-sign", "gone.key")).Fails(79);
    }

    [Theory]
    [InlineData("binary", "alice")]
    [InlineData("text", "alice")]
    [InlineData("clearsigned", "alice")]
    [InlineData("binary", "bobby")]
    [InlineData("clearsigned", "bobby")]
    public async Task A_signed_message_is_verified_and_taken_apart(string form, string signer)
    {
        using var workspace = new Workspace();
        var message = (await workspace.RunAsync(Letter, "inline-sign", $"--as={form}", $"{signer}.key")).Succeeds().Output;
        var verified = await workspace.RunAsync(message, "inline-verify", "--verifications-out=out", $"{signer}.cert");
        Assert.Equal(Letter, verified.Succeeds().Text);
        Assert.Contains(form == "binary" ? " mode:binary " : " mode:text ", workspace.GetText("out"), StringComparison.Ordinal);

        var apart = (await workspace.RunAsync(message, "inline-detach", "--signatures-out=signatures")).Succeeds();
        Assert.Equal(Letter, apart.Text);
        Assert.StartsWith("-----BEGIN PGP SIGNATURE-----", workspace.GetText("signatures"), StringComparison.Ordinal);
        (await workspace.RunAsync(apart.Output, "verify", "signatures", $"{signer}.cert")).Succeeds();
        (await workspace.RunAsync(message, "inline-verify", "--verifications-out=none", "carol.cert")).Fails(3);
        Assert.False(workspace.Exists("none"));
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("clearsigned")]
    public async Task A_changed_signed_message_gives_nothing(string form)
    {
        using var workspace = new Workspace();
        var message = (await workspace.RunAsync(Letter, "inline-sign", $"--as={form}", "alice.key")).Succeeds().Output;
        var binary = form == "binary" ? (await workspace.RunAsync(message, "dearmor")).Succeeds().Output : message;
        var changed = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(binary).Replace("Dear all", "Dear Eve", StringComparison.Ordinal));
        Assert.NotEqual(binary, changed);
        (await workspace.RunAsync(changed, "inline-verify", "alice.cert")).Fails(3);
        (await workspace.RunAsync("no message", "inline-verify", "alice.cert")).Fails(41);
        (await workspace.RunAsync("no message", "inline-detach", "--signatures-out=signatures")).Fails(41);
    }

    [Fact]
    public async Task Texts_with_a_signature_below_are_armored_text()
    {
        using var workspace = new Workspace();
        (await workspace.RunAsync(Letter, "inline-sign", "--as=clearsigned", "--no-armor", "alice.key")).Fails(83);
        (await workspace.RunAsync([0xFF], "inline-sign", "--as=clearsigned", "alice.key")).Fails(53);
        (await workspace.RunAsync([0xFF], "inline-sign", "--as=text", "alice.key")).Fails(53);
    }
}
