using System.Security.Cryptography;

namespace SMail.Sop.Tests;

/// <summary>encrypt and decrypt.</summary>
public sealed class EncryptionTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(100_000, true)]
    [InlineData(26_214_400, false)]
    public async Task Every_recipient_reads_what_was_encrypted_and_sees_who_signed(int size, bool armor)
    {
        using var workspace = new Workspace();
        var data = RandomNumberGenerator.GetBytes(size);
        string[] options = armor ? [] : ["--no-armor"];
        var message = (await workspace.RunAsync(data, ["encrypt", .. options, "--sign-with=alice.key", "--sign-with=bobby.key", "alice.cert", "bobby.cert", "carol.cert"])).Succeeds().Output;
        Assert.Equal(armor, message[0] == '-');
        foreach (var (key, password) in new[] { ("alice.key", "carol.pass"), ("bobby.key", "carol.pass"), ("carol.key", "carol.pass") })
        {
            var opened = await workspace.RunAsync(message, "decrypt", $"--with-key-password={password}", "--verify-with=alice.cert", "--verify-with=bobby.cert", $"--verifications-out={key}.out", key);
            Assert.Equal(data, opened.Succeeds().Output);
            Assert.Equal(2, workspace.GetText($"{key}.out").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        }
        (await workspace.RunAsync(message, "decrypt", "sign.key")).Fails(29);
    }

    [Theory]
    [InlineData("compatible")]
    [InlineData("rfc9580")]
    public async Task Passwords_open_a_message_whatever_white_space_follows_them(string profile)
    {
        using var workspace = new Workspace();
        workspace.Put("one.pass", "pass wörd\r\n");
        workspace.Put("same.pass", "pass wörd\t \n\n");
        workspace.Put("other.pass", "another");
        var message = (await workspace.RunAsync("hello", "encrypt", $"--profile={profile}", "--with-password=one.pass", "--with-password=other.pass")).Succeeds().Output;
        Assert.Equal("hello", (await workspace.RunAsync(message, "decrypt", "--with-password=same.pass")).Succeeds().Text);
        Assert.Equal("hello", (await workspace.RunAsync(message, "decrypt", "--with-password=carol.pass", "--with-password=other.pass")).Succeeds().Text);
        (await workspace.RunAsync(message, "decrypt", "--with-password=carol.pass")).Fails(29);
        workspace.Put("latin.pass", [0xFC]);
        (await workspace.RunAsync("hello", "encrypt", "--with-password=latin.pass")).Fails(31);
    }

    [Theory]
    [InlineData("alice.cert", "alice.key")]
    [InlineData("bobby.cert", "bobby.key")]
    public async Task A_session_key_goes_out_and_opens_its_message_alone(string certificate, string key)
    {
        using var workspace = new Workspace();
        var message = (await workspace.RunAsync("hello", "encrypt", "--session-key-out=made.session", certificate)).Succeeds().Output;
        (await workspace.RunAsync(message, "decrypt", "--session-key-out=read.session", key)).Succeeds();
        Assert.Matches("^9:[0-9A-F]{64}\n$", workspace.GetText("made.session"));
        Assert.Equal(workspace.GetText("made.session"), workspace.GetText("read.session"));
        Assert.Equal("hello", (await workspace.RunAsync(message, "decrypt", "--with-session-key=made.session")).Succeeds().Text);
        var another = (await workspace.RunAsync("hello", "encrypt", certificate)).Succeeds().Output;
        (await workspace.RunAsync(another, "decrypt", "--with-session-key=made.session")).Fails(29);
        (await workspace.RunAsync(message, "decrypt", "--with-session-key=alice.cert")).Fails(41);
    }

    [Fact]
    public async Task A_changed_or_cut_message_gives_nothing()
    {
        using var workspace = new Workspace();
        var message = (await workspace.RunAsync(new byte[200_000], "encrypt", "--no-armor", "alice.cert")).Succeeds().Output;
        message[^500] ^= 1;
        (await workspace.RunAsync(message, "decrypt", "--session-key-out=session", "alice.key")).Fails(29);
        Assert.False(workspace.Exists("session"));
        (await workspace.RunAsync(message[..^1], "decrypt", "alice.key")).Fails(41);
        (await workspace.RunAsync("no message", "decrypt", "alice.key")).Fails(41);
    }

    [Fact]
    public async Task A_locked_key_fails_only_when_no_other_opens_the_message()
    {
        using var workspace = new Workspace();
        var message = (await workspace.RunAsync("hello", "encrypt", "alice.cert", "carol.cert")).Succeeds().Output;
        (await workspace.RunAsync(message, "decrypt", "carol.key")).Fails(67);
        Assert.Equal("hello", (await workspace.RunAsync(message, "decrypt", "carol.key", "alice.key")).Succeeds().Text);
        (await workspace.RunAsync("x", "encrypt", "--sign-with=carol.key", "alice.cert")).Fails(67);
    }

    [Fact]
    public async Task Keys_that_cannot_encrypt_or_sign_are_refused()
    {
        using var workspace = new Workspace();
        (await workspace.RunAsync("x", "encrypt", "alice.cert", "gone.cert")).Fails(17);
        (await workspace.RunAsync("x", "encrypt", "sign.cert")).Fails(17);
        (await workspace.RunAsync("x", "encrypt", "--sign-with=gone.key", "alice.cert")).Fails(79);
        (await workspace.RunAsync("x", "encrypt", "alice.key")).Fails(41);
        (await workspace.RunAsync("x", "encrypt", "--sign-with=alice.cert", "alice.cert")).Fails(41);
    }

    [Theory]
    [InlineData("any")]
    [InlineData("storage")]
    [InlineData("communications")]
    public async Task Our_keys_are_for_every_purpose(string purpose)
    {
        using var workspace = new Workspace();
        var message = (await workspace.RunAsync("hello", "encrypt", $"--for={purpose}", "alice.cert")).Succeeds().Output;
        Assert.Equal("hello", (await workspace.RunAsync(message, "decrypt", "alice.key")).Succeeds().Text);
    }

    [Fact]
    public async Task Text_must_be_text_to_its_end()
    {
        using var workspace = new Workspace();
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Grüße €\r\n", 20_000)));
        var message = (await workspace.RunAsync(text, "encrypt", "--as=text", "--sign-with=alice.key", "alice.cert")).Succeeds().Output;
        var opened = await workspace.RunAsync(message, "decrypt", "--verify-with=alice.cert", "--verifications-out=out", "alice.key");
        Assert.Equal(text, opened.Succeeds().Output);
        Assert.Contains(" mode:text ", workspace.GetText("out"), StringComparison.Ordinal);
        (await workspace.RunAsync([.. text, 0xFF], "encrypt", "--as=text", "alice.cert")).Fails(53);
        // Half a character at the end is not text either.
        (await workspace.RunAsync([.. text, 0xC3], "encrypt", "--as=text", "alice.cert")).Fails(53);
    }

    [Fact]
    public async Task Verifying_needs_certificates_and_a_place_for_the_answer()
    {
        using var workspace = new Workspace();
        var message = (await workspace.RunAsync("hello", "encrypt", "--sign-with=alice.key", "alice.cert")).Succeeds().Output;
        (await workspace.RunAsync(message, "decrypt", "--verify-with=alice.cert", "alice.key")).Fails(23);
        (await workspace.RunAsync(message, "decrypt", "--verifications-out=out", "alice.key")).Fails(23);
        (await workspace.RunAsync(message, "decrypt", "--verify-with=bobby.cert", "--verifications-out=none", "alice.key")).Succeeds();
        Assert.Empty(workspace.Get("none"));
        (await workspace.RunAsync(message, "decrypt", "--verify-with=alice.cert", "--verify-out=late", "--verify-not-after=2020-01-01T00:00:00Z", "alice.key")).Succeeds();
        Assert.Empty(workspace.Get("late"));
    }
}
