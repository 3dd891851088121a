using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MimeKit;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Mailboxes;

public sealed class SecretRecipientFieldTests(People people) : IClassFixture<People>
{
    [Theory]
    [InlineData("Bcc: carol@s-mail.test\r\n\r\n")]
    [InlineData("From: a@b.example\r\nBcc: carol@s-mail.test\r\n\r\nText")]
    [InlineData("From: a@b.example\nbCC: carol@s-mail.test\n\nText")]
    [InlineData("From: a@b.example\rBCC: carol@s-mail.test\r\rText")]
    [InlineData("From: a@b.example\r\nBcc : carol@s-mail.test\r\n\r\nText")]
    [InlineData("From: a@b.example\r\nBcc\t \t: carol@s-mail.test\r\n\r\nText")]
    [InlineData("From: a@b.example\r\nBcc:\r\n carol@s-mail.test\r\n\r\nText")]
    [InlineData("From: a@b.example\r\nBcc:\r\n\r\nText")]
    [InlineData("From: a@b.example\r\nResent-Bcc: carol@s-mail.test\r\n\r\nText")]
    [InlineData("From: a@b.example\r\nnot a field\r\nBcc: carol@s-mail.test\r\n\r\nText")]
    [InlineData("From: a@b.example\r\nBcc: carol@s-mail.test")]
    [InlineData("From: a@b.example\r\r\nBcc: carol@s-mail.test\r\n\r\nText")]
    [InlineData("From a@b.example Thu Jan  1 00:00:00 2026\r\nBcc: carol@s-mail.test\r\n\r\nText")]
    [InlineData("\r\nBcc: carol@s-mail.test\r\n\r\nText")]
    [InlineData("\nBcc: carol@s-mail.test\n\nText")]
    public async Task A_Bcc_field_is_refused_however_it_is_written(string mail)
    {
        var sent = (await people.System.ListAsync(people.Alice, MailFolder.Sent)).Count;
        Assert.Equal(SMailError.InvalidMessage, await Assertions.ErrorOfAsync(() => people.System.SendAsync(people.Alice, Raw(mail))));
        Assert.Equal(sent, (await people.System.ListAsync(people.Alice, MailFolder.Sent)).Count);
    }

    [Theory]
    [InlineData("Subject: Bcc: carol\r\n\r\nText")]
    [InlineData("Subject: x\r\n Bcc: carol@s-mail.test\r\n\r\nText")]
    [InlineData("Subject: x\r\n\r\nBcc: carol@s-mail.test\r\n\r\nText")]
    [InlineData("Subject: x\n\nBcc: carol@s-mail.test\n\nText")]
    [InlineData("X-Bcc: carol@s-mail.test\r\n\r\nText")]
    public async Task What_only_looks_like_one_goes_through(string mail) => await people.System.SendAsync(people.Alice, Raw(mail));

    [Property(MaxTest = 3000)]
    public Property What_passes_has_no_Bcc_field_for_any_reader_of_MIME() => Prop.ForAll(Headers().ToArbitrary(), text =>
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        try
        {
            MailInspector.CheckRaw(bytes);
        }
        catch (SMailException)
        {
            return true;
        }

        using var stream = new MemoryStream(bytes);
        using var message = MailInspector.TryParse(stream, CancellationToken.None);
        return message is null || !(message.Headers.Contains(HeaderId.Bcc) || message.Headers.Contains(HeaderId.ResentBcc));
    });

    private static RawMail Raw(string mail) => new(Encoding.Latin1.GetBytes(mail)) { To = ["bobby"] };

    private static Gen<string> Headers() => Gen.Elements(
        "Bcc: x@y.example", "bcc", "Bcc", ":", " ", "\t", "\r", "\n", "\r\n", "\r\n", "\r\n\r\n", "\r\r\n", "Subject: x", "From a", "From: a@b.example", "\v", "\f", "noise", "\x85", "Resent-", ">")
        .NonEmptyListOf().Select(string.Concat);
}
