using System.Text;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.BadInput;

public sealed class BadMailTests(People people) : IClassFixture<People>
{
    private static readonly ComposedMail Good = new() { To = ["bobby"] };

    public static TheoryData<string> Recipients() => [null!, "", " ", "@", "bob by", "bobby@", "@s-mail.test", "bobby@s-mail.test, carol@s-mail.test", "bobby\r\nBcc: carol", "\"", "\ud800@s-mail.test", new string('b', 10_000), "bobby@s-mail..test"];

    public static TheoryData<string> FileNames() => [null!, "", "  ", "a\0.txt", "a\r\nX: y.txt", "a\t.txt", "../../etc/passwd", "a/b.txt", "c:\\a.txt", "a\u007f.txt", "a\u0085.txt", new string('n', 256)];

    public static TheoryData<string> ContentTypes() => ["", "nothing", "multipart/mixed", "multipart/mixed; boundary=x", "message/rfc822", "text/plain\r\nX: y", "\0/\0"];

    [Theory]
    [MemberData(nameof(Recipients))]
    public async Task A_bad_recipient_is_refused(string recipient)
    {
        await AssertRefusedAsync(Good with { To = [recipient] }, SMailError.InvalidAddress);
        await AssertRefusedAsync(Good with { Cc = [recipient] }, SMailError.InvalidAddress);
        await AssertRefusedAsync(Good with { Bcc = [recipient] }, SMailError.InvalidAddress);
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public async Task A_bad_file_name_is_refused(string name) =>
        await AssertRefusedAsync(Good with { Attachments = [new MailAttachment(name, new byte[3])] }, SMailError.InvalidMessage);

    [Theory]
    [MemberData(nameof(ContentTypes))]
    public async Task A_bad_media_type_is_refused(string type) =>
        await AssertRefusedAsync(Good with { Attachments = [new MailAttachment("a.bin", new byte[3], type)] }, SMailError.InvalidMessage);

    [Fact]
    public async Task What_is_null_or_empty_is_refused()
    {
        await AssertRefusedAsync(null!, SMailError.InvalidMessage);
        await AssertRefusedAsync(new ComposedMail(), SMailError.InvalidMessage);
        await AssertRefusedAsync(Good with { To = null! }, SMailError.InvalidMessage);
        await AssertRefusedAsync(Good with { Attachments = null! }, SMailError.InvalidMessage);
        await AssertRefusedAsync(Good with { Attachments = [null!] }, SMailError.InvalidMessage);
        await AssertRefusedAsync(new RawMail(default) { To = ["bobby"] }, SMailError.InvalidMessage);
        await AssertRefusedAsync(new RawMail("From: a@b.example\r\n\r\n\0"u8.ToArray()) { To = ["bobby"] }, SMailError.InvalidMessage);
        await AssertRefusedAsync(new RawMail("Subject: x\r\n\r\n"u8.ToArray()), SMailError.InvalidMessage);
    }

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        await AssertRefusedAsync(Good with { Attachments = [new MailAttachment("a.bin", new byte[65 << 20])] }, SMailError.MessageTooLarge);
        await AssertRefusedAsync(new RawMail(Enumerable.Repeat((byte)'a', (64 << 20) + 1).ToArray()) { To = ["bobby"] }, SMailError.MessageTooLarge);
        await AssertRefusedAsync(Good with { Text = new string('\u4e2d', 30 << 20) }, SMailError.MessageTooLarge);
    }

    [Theory]
    [InlineData("Hello\r\nBcc: carol@s-mail.test")]
    [InlineData("Hello\nX-Other: field")]
    [InlineData("Hello\r\n\r\nBody")]
    [InlineData("\ud800")]
    [InlineData("nul\0")]
    public async Task A_strange_subject_adds_no_field(string subject)
    {
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, Good with { Subject = subject, Text = "Text" });
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        Assert.Equal((true, "Text"), (opened.Verdict.IsGood(), opened.Text!.TrimEnd()));
        var header = Encoding.ASCII.GetString(opened.ToBytes()).Split("\r\n\r\n")[0];
        Assert.DoesNotContain("\nBcc", header, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\nX-Other", header, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Strange_text_and_long_fields_go_through()
    {
        var mail = Good with { Subject = new string('s', 5000), Text = "nul \0, lone \ud800, bell \a", Html = "<", Attachments = [new MailAttachment("\u202Etxt.exe \u4e2d\U0001F600.bin", Array.Empty<byte>())] };
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, mail);
        var item = await people.NewestAsync(people.Bobby);
        Assert.Equal((entry, true), (item.Entry, item.Verdict.IsGood()));
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        Assert.True(opened.Verdict.IsGood(), $"{opened.Verdict}");
    }

    [Theory]
    [InlineData("letter.eml")]
    [InlineData("page.mht")]
    [InlineData("noname")]
    public async Task A_file_comes_back_whatever_its_name_says_it_is(string name)
    {
        byte[] content = [0, 255, .. "From: x@y.example\r\n\r\nText\r\n--x--\r\n"u8];
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, Good with { Attachments = [new MailAttachment(name, content)] });
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        var file = Assert.Single(opened.Attachments);
        Assert.Equal(name, file.Name);
        Assert.Equal(content, file.Content.ToArray());
    }

    [Fact]
    public async Task Attached_messages_are_listed_and_no_name_leads_out_of_a_folder()
    {
        const string mail = "From: alice@s-mail.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
            + "--x\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename=\"inner.eml\"\r\n\r\nSubject: Inner\r\n\r\nText\r\n"
            + "--x\r\nContent-Disposition: attachment; filename=\"../../etc/passwd\"\r\n\r\nroot\r\n"
            + "--x\r\nContent-Disposition: attachment; filename=\"c:\\\\windows\\\\system.ini\"\r\n\r\nini\r\n--x--\r\n";
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, new RawMail(Encoding.ASCII.GetBytes(mail)) { To = ["bobby"] });
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        Assert.Equal(["inner.eml", "passwd", "system.ini"], opened.Attachments.Select(file => file.Name));
        Assert.Contains("Subject: Inner", Encoding.ASCII.GetString(opened.Attachments.First().Content.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(100_000)]
    public async Task Deeply_nested_MIME_goes_through(int depth)
    {
        var mail = new StringBuilder("From: alice@s-mail.test\r\nMIME-Version: 1.0\r\n");
        for (var i = 0; i < depth; i++)
            mail.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary={i}\r\n\r\n--{i}\r\n");
        await AssertRoundTripAsync(mail.Append("\r\nText\r\n").ToString());
    }

    [Fact]
    public async Task Embedded_messages_without_end_go_through() =>
        await AssertRoundTripAsync(string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\r\n\r\n", 5000)));

    [Fact]
    public async Task More_fields_recipients_and_files_than_a_summary_holds_go_through()
    {
        var mail = new StringBuilder("From: alice@s-mail.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n");
        mail.Append("To: ").AppendJoin(",\r\n ", Enumerable.Range(0, 3000).Select(i => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('\u4e2d', 15)))}?= <user{i}@outside.example>")).Append("\r\n");
        for (var i = 0; i < 2000; i++)
            mail.Append(System.Globalization.CultureInfo.InvariantCulture, $"X-Field-{i}: {i}\r\n");
        for (var i = 0; i < 900; i++)
            mail.Append(System.Globalization.CultureInfo.InvariantCulture, $"\r\n--x\r\nContent-Disposition: attachment; filename=\"{new string('n', 900)}{i}\"\r\n\r\n{i}");
        await AssertRoundTripAsync(mail.Append("\r\n--x--\r\n").ToString());
    }

    private async Task AssertRoundTripAsync(string mail)
    {
        var bytes = Encoding.UTF8.GetBytes(mail);
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, new RawMail(bytes) { To = ["bobby"], Bcc = ["carol"] });
        Assert.NotEqual(MailVerdict.Bad, (await people.NewestAsync(people.Bobby)).Verdict);
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        Assert.NotEqual(MailVerdict.SummaryMismatch, opened.Verdict);
        Assert.Equal(bytes, opened.ToBytes());
        _ = (opened.Text, opened.Html, opened.Attachments.Count());
    }

    private async Task AssertRefusedAsync(OutgoingMail mail, SMailError code)
    {
        using var watch = new StorageWatch(people.System.Storage);
        Assert.Equal(code, await Assertions.ErrorOfAsync(() => people.System.SendAnywhereAsync(people.Alice, mail)));
        Assert.Empty(watch.Changes);
        Assert.Empty(people.Outside.Sent);
    }
}
