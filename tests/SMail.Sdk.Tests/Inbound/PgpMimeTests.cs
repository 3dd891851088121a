using System.Text;
using SMail.OpenPgp;
using SMail.Sdk.Delivery;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;

namespace SMail.Sdk.Tests.Inbound;

/// <summary>Mail that its sender outside encrypted: sealed once more on arrival, opened twice by its reader.</summary>
public sealed class PgpMimeTests
{
    private const string Inside = "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain\r\n\r\nOnly for you\r\n--i\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\npdf\r\n--i--\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_inner_layer_is_opened_with_the_message(bool isChanged)
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        var armored = await EncryptAsync(alice.SecretKey.Certificate);
        if (isChanged)
            armored = armored.Replace(armored.Split('\n')[6], armored.Split('\n')[7], StringComparison.Ordinal);
        var outer = await ReceiveAsync(system, "alice@s-mail.test", armored);
        using var opened = await system.OpenAsync(alice, (await system.ListAsync(alice)).Single().Entry);
        Assert.Equal(MailVerdict.ArrivedOpen, opened.Verdict);
        Assert.True(opened.IsPgpMime);
        Assert.EndsWith(outer, Encoding.UTF8.GetString(opened.ToBytes()), StringComparison.Ordinal);
        Assert.Equal(isChanged, opened.Inner is null);
        if (opened.Inner is not { } inner)
            return;
        Assert.Equal(MailVerdict.ArrivedOpen, inner.Verdict);
        Assert.Equal(Inside, Encoding.UTF8.GetString(inner.ToBytes()));
        Assert.Equal("Only for you", inner.Text?.TrimEnd());
        Assert.Equal("a.pdf", Assert.Single(inner.Attachments).Name);
    }

    [Fact]
    public async Task What_is_for_another_key_stays_closed()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        using var bobby = await system.JoinAsync("bobby");
        await ReceiveAsync(system, "alice@s-mail.test", await EncryptAsync(bobby.SecretKey.Certificate));
        using var opened = await system.OpenAsync(alice, (await system.ListAsync(alice)).Single().Entry);
        Assert.True(opened.IsPgpMime);
        Assert.Null(opened.Inner);
    }

    [Fact]
    public async Task An_encrypted_part_beside_open_ones_is_not_opened()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        var mail = "From: eve@outside.example\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/html\r\n\r\n<img src=\"http://evil.example/\r\n--o\r\n"
            + Encrypted(await EncryptAsync(alice.SecretKey.Certificate)) + "\r\n--o--\r\n";
        await AcceptAsync(system, "alice@s-mail.test", mail);
        using var opened = await system.OpenAsync(alice, (await system.ListAsync(alice)).Single().Entry);
        Assert.False(opened.IsPgpMime);
        Assert.Null(opened.Inner);
    }

    private static async Task<string> EncryptAsync(Certificate certificate)
    {
        using var message = new MemoryStream();
        await Pgp.EncryptAsync(new MemoryStream(Encoding.UTF8.GetBytes(Inside)), message, new EncryptOptions { Recipients = [certificate], Armor = true }, Token);
        return Encoding.ASCII.GetString(message.ToArray());
    }

    private static string Encrypted(string armored) =>
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=e\r\n\r\n--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--e\r\n"
            + $"Content-Type: application/octet-stream\r\n\r\n{armored}\r\n--e--\r\n";

    private static async Task<string> ReceiveAsync(TestSystem system, string recipient, string armored)
    {
        var mail = "From: eve@outside.example\r\nSubject: ...\r\nMIME-Version: 1.0\r\n" + Encrypted(armored);
        await AcceptAsync(system, recipient, mail);
        return mail;
    }

    private static async Task AcceptAsync(TestSystem system, string recipient, string mail)
    {
        using var message = new InboundMessage(new InboundEnvelope(null, [recipient]), new MemoryStream(Encoding.UTF8.GetBytes(mail)));
        Assert.Equal(InboundStatus.Accepted, Assert.Single(await system.Server.Inbox.AcceptAsync(message, Token)).Status);
    }
}
