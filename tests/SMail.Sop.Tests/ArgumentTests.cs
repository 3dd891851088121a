namespace SMail.Sop.Tests;

/// <summary>Subcommands, options, and arguments that name where something is.</summary>
public sealed class ArgumentTests
{
    [Fact]
    public async Task Version_says_what_it_is()
    {
        using var workspace = new Workspace();
        Assert.Matches(@"^SMail\.Sop \d+\.\d+\.\d+\n$", (await workspace.RunAsync("", "version")).Succeeds().Text);
        Assert.Matches(@"^SMail\.Sop [\d.]+\nSMail\.OpenPgp [\d.]+\n", (await workspace.RunAsync("", "version", "--extended")).Succeeds().Text);
        Assert.Matches(@"^SMail\.OpenPgp [\d.]+\n$", (await workspace.RunAsync("", "version", "--backend")).Succeeds().Text);
        Assert.Matches(@"^~?draft-dkg-openpgp-stateless-cli-\d\d\n", (await workspace.RunAsync("", "version", "--sop-spec")).Succeeds().Text);
        Assert.Equal("1.0\n", (await workspace.RunAsync("", "version", "--sopv")).Succeeds().Text);
        (await workspace.RunAsync("", "version", "--backend", "--extended")).Fails(83);
        Assert.Contains("sop inline-verify ", (await workspace.RunAsync("", "help")).Succeeds().Text, StringComparison.Ordinal);
        Assert.StartsWith("sop sign ", (await workspace.RunAsync("", "sign", "--help")).Succeeds().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("generate-key")]
    [InlineData("encrypt")]
    public async Task Profiles_are_listed_with_the_default_first(string subcommand)
    {
        using var workspace = new Workspace();
        var lines = (await workspace.RunAsync("", "list-profiles", subcommand)).Succeeds().Text.Split('\n');
        Assert.StartsWith("compatible: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("rfc9580: ", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(69)]
    [InlineData(69, "no-such-thing")]
    [InlineData(69, "certify-userid", "--userid=alice", "alice.key")]
    [InlineData(69, "update-key")]
    [InlineData(69, "validate-userid", "alice", "alice.cert")]
    [InlineData(89, "list-profiles", "sign")]
    [InlineData(89, "encrypt", "--profile=none", "alice.cert")]
    [InlineData(37, "armor", "--no-such-option")]
    [InlineData(37, "armor", "-x")]
    [InlineData(37, "sign", "--no-armor=yes", "alice.key")]
    [InlineData(37, "sign", "--as=mime", "alice.key")]
    [InlineData(37, "encrypt", "--for=fun", "alice.cert")]
    [InlineData(37, "extract-cert", "alice.key")]
    [InlineData(83, "sign", "--as=text", "--as=binary", "alice.key")]
    [InlineData(19, "sign")]
    [InlineData(19, "sign", "alice.key", "--as")]
    [InlineData(19, "inline-sign")]
    [InlineData(19, "verify")]
    [InlineData(19, "verify", "alice.cert")]
    [InlineData(19, "inline-verify")]
    [InlineData(19, "inline-detach")]
    [InlineData(19, "encrypt")]
    [InlineData(19, "decrypt")]
    [InlineData(19, "list-profiles")]
    [InlineData(61, "sign", "missing.key")]
    [InlineData(61, "sign", "@ENV:SOP_TEST_NOT_SET")]
    [InlineData(61, "sign", "@FD:9999")]
    [InlineData(61, "sign", "@FD:x")]
    [InlineData(61, "encrypt", "missing.cert")]
    [InlineData(71, "sign", "@HARDWARE:1")]
    [InlineData(71, "sign", "--micalg-out=@ENV:SOP_TEST", "alice.key")]
    [InlineData(59, "sign", "--micalg-out=alice.cert", "alice.key")]
    [InlineData(59, "encrypt", "--session-key-out=alice.cert", "alice.cert")]
    [InlineData(59, "decrypt", "--session-key-out=alice.cert", "alice.key")]
    [InlineData(59, "decrypt", "--verify-with=alice.cert", "--verifications-out=bobby.cert", "alice.key")]
    [InlineData(59, "inline-verify", "--verifications-out=bobby.cert", "alice.cert")]
    [InlineData(59, "inline-detach", "--signatures-out=bobby.cert")]
    public async Task What_is_wrong_is_told_by_the_exit_code_alone(int code, params string[] arguments)
    {
        using var workspace = new Workspace();
        (await workspace.RunAsync("x", arguments)).Fails(code);
        foreach (var (name, bytes) in People.Files)
            Assert.Equal(bytes, workspace.Get(name));
    }

    [Fact]
    public async Task Options_stand_anywhere_with_or_without_an_equals_sign_until_two_dashes()
    {
        using var workspace = new Workspace();
        workspace.Put("--as", workspace.Get("alice.key"));
        (await workspace.RunAsync("x", "sign", "alice.key", "--as", "text", "--no-armor", "--debug")).Succeeds();
        (await workspace.RunAsync("x", "sign", "--", "--as")).Succeeds();
    }

    [Fact]
    public async Task Arguments_come_from_the_environment()
    {
        using var workspace = new Workspace();
        workspace.Environment["SOP_TEST_PASSWORD"] = People.CarolsPassword;
        workspace.Environment["SOP_TEST_KEY"] = (await workspace.RunAsync(workspace.Get("carol.key"), "armor")).Succeeds().Text;
        (await workspace.RunAsync("x", "sign", "--with-key-password=@ENV:SOP_TEST_PASSWORD", "@ENV:SOP_TEST_KEY")).Succeeds();
        workspace.Put("@ENV:SOP_TEST_KEY", "a file of that name");
        (await workspace.RunAsync("x", "sign", "--with-key-password=@ENV:SOP_TEST_PASSWORD", "@ENV:SOP_TEST_KEY")).Fails(73);
        (await workspace.RunAsync("x", "sign", "./@ENV:SOP_TEST_KEY")).Fails(41);
    }

    [Fact]
    public async Task Arguments_come_from_descriptors_and_answers_go_there()
    {
        using var workspace = new Workspace();
        var signed = await workspace.RunInShellAsync("x"u8.ToArray(), "4<alice.key 5>micalg", "sign", "--micalg-out=@FD:5", "@FD:4");
        workspace.Put("signature", signed.Succeeds().Output);
        Assert.Equal("pgp-sha256", workspace.GetText("micalg"));
        (await workspace.RunInShellAsync("x"u8.ToArray(), "7<signature 8<alice.cert", "verify", "@FD:7", "@FD:8")).Succeeds();
    }

    [Fact]
    public async Task Standard_input_may_be_a_file()
    {
        using var workspace = new Workspace();
        workspace.Put("data", new byte[100_000]);
        workspace.Put("message", (await workspace.RunInShellAsync([], "<data", "encrypt", "--sign-with=alice.key", "alice.cert")).Succeeds().Output);
        Assert.Equal(new byte[100_000], (await workspace.RunInShellAsync([], "<message", "decrypt", "alice.key")).Succeeds().Output);
        Assert.Empty((await workspace.RunAsync((await workspace.RunInShellAsync([], "</dev/null", "encrypt", "alice.cert")).Succeeds().Output, "decrypt", "alice.key")).Succeeds().Output);
    }
}
