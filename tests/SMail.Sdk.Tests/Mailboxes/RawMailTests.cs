using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;

namespace SMail.Sdk.Tests.Mailboxes;

public sealed class RawMailTests(People people) : IClassFixture<People>
{
    [Property(MaxTest = 150)]
    public Property Any_bytes_come_back_byte_for_byte() => Prop.ForAll(Bytes().ToArbitrary(), async bytes =>
    {
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, new RawMail(bytes) { To = ["bobby"] });
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        Assert.Equal(bytes, opened.ToBytes());
        Assert.True(opened.Verdict.IsGood() || opened.Verdict == MailVerdict.SenderMismatch, opened.Verdict.ToString());
        _ = (opened.Text, opened.Html, opened.Attachments.ToList());
    });

    [Fact]
    public async Task Every_mail_of_the_corpus_comes_back_byte_for_byte()
    {
        var files = Directory.GetFiles(TestData.Corpus(), "*.eml");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            if (bytes.Length == 0 || bytes.AsSpan(0, Math.Min(4096, bytes.Length)).Contains((byte)0))
                continue;
            var entry = await people.DeliverAsync(people.Alice, people.Bobby, new RawMail(bytes) { To = ["bobby"] });
            var back = await people.System.ReadAsync(people.Bobby, entry);
            Assert.True(bytes.AsSpan().SequenceEqual(back), file);
        }
    }

    [Fact]
    public async Task The_envelope_alone_says_who_gets_it()
    {
        var bytes = Encoding.ASCII.GetBytes("From: alice@s-mail.test\r\nTo: carol@s-mail.test\r\n\r\nText\r\n");
        var receipt = await people.System.SendAsync(people.Alice, new RawMail(bytes) { Bcc = ["bobby"] });
        Assert.Equal("bobby@s-mail.test", Assert.Single(receipt.Recipients).Recipient.Canonical);
        Assert.Empty(await people.System.ListAsync(people.Carol));
    }

    // Mostly what looks like mail, in every way of ending lines, and some noise.
    private static Gen<byte[]> Bytes()
    {
        var noise = Gen.Choose(1, 255).Select(value => (byte)value);
        var pieces = Gen.Elements(
            "From: alice@s-mail.test", "Subject: ", "=?utf-8?B?w6Q=?=", "Content-Type: multipart/mixed; boundary=x", "--x", "--x--", "\r\n", "\n", "\r", "\r\n\r\n",
            "Content-Type: text/plain; charset=\"klingon\"", "Content-Disposition: attachment; filename=\"a", "Date: 99 Foo", "To: <<>>,,;:", ":", " ", "\t", "Content-Transfer-Encoding: base64",
            "=?utf-8?Q?=ED=A0=80?=", "MIME-Version: 1.0", "Content-Type: message/rfc822", "begin 644 x", "From ").Select(Encoding.Latin1.GetBytes);
        var text = Gen.Frequency((4, pieces), (1, noise.ArrayOf(7))).ListOf().Select(list => list.SelectMany(piece => piece).ToArray());
        var late = text.Where(bytes => bytes.Length > 0).Select(bytes => (byte[])[.. Enumerable.Repeat((byte)'a', 4096), 0, .. bytes]);
        return Gen.Frequency((6, text), (2, noise.NonEmptyListOf().Select(list => list.ToArray())), (1, late)).Where(bytes => bytes.Length > 0);
    }
}
