using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MimeKit;
using SMail.Sdk.Messages;

namespace SMail.Sdk.Tests.Messages;

/// <summary>A list shows names of any length cut, and addresses never.</summary>
public sealed class LongNameTests
{
    [Property(MaxTest = 300)]
    public Property A_summary_names_the_same_addresses_whatever_the_display_names() => Prop.ForAll(Mailboxes().ToArbitrary(), mailboxes =>
    {
        var message = new MimeMessage();
        message.From.Add(mailboxes[0]);
        message.To.AddRange(mailboxes);
        using var mime = new MemoryStream();
        message.WriteTo(mime);
        var summary = MailInspector.Summarize(mime, CancellationToken.None);
        Assert.Equal([mailboxes[0].Address], summary.From.Select(AddressOf));
        Assert.Equal(mailboxes.Select(mailbox => mailbox.Address), summary.To.Select(AddressOf));
        Assert.Equal(MailAddress.Parse(mailboxes[0].Address), MailInspector.SenderOf(summary));
        Assert.Equal(summary.From, summary.Normalise(isOwn: false).From);
    });

    [Fact]
    public void A_name_that_would_cut_to_anothers_address_does_not()
    {
        // Cut at 1000 characters, what is left would read "bobby@s-mail.test".
        for (var length = 960; length <= 1000; length++)
        {
            using var mime = new MemoryStream(Encoding.ASCII.GetBytes($"From: {new string('a', length)} <bobby@s-mail.test.evil.example>\r\n\r\nText\r\n"));
            var summary = MailInspector.Summarize(mime, CancellationToken.None);
            Assert.Equal("bobby@s-mail.test.evil.example", MailInspector.SenderOf(summary)?.ToString());
        }
    }

    [Fact]
    public void An_address_that_is_too_long_is_left_out_whole()
    {
        using var mime = new MemoryStream(Encoding.ASCII.GetBytes($"From: bobby@s-mail.test.{string.Concat(Enumerable.Repeat("a.", 600))}example\r\n\r\nText\r\n"));
        var summary = MailInspector.Summarize(mime, CancellationToken.None);
        Assert.Equal("", Assert.Single(summary.From));
        Assert.Null(MailInspector.SenderOf(summary));
    }

    private static string AddressOf(string text) => MailboxAddress.Parse(text).Address;

    private static Gen<MailboxAddress[]> Mailboxes()
    {
        var piece = Gen.Elements("a", " ", "\"", "\\", "<", ">", "@", ",", "(", ")", ";", "\u00E4", "\U0001F600", "x@y.example", "<bobby@s-mail.test>");
        var name = from unit in piece.NonEmptyListOf()
                   from length in Gen.Elements(1, 10, 290, 300, 310, 900, 990, 1000, 1010, 5000)
                   select string.Concat(Enumerable.Repeat(string.Concat(unit), length))[..length];
        var address = from local in Gen.Elements("a", "alice.b", new string('l', 64))
                      from domain in Gen.Elements("s-mail.test", "x.example", string.Join('.', Enumerable.Repeat(new string('d', 60), 3)))
                      select $"{local}@{domain}";
        return name.SelectMany(_ => address, (n, a) => new MailboxAddress(n, a)).NonEmptyListOf().Select(list => list.Take(5).ToArray());
    }
}
