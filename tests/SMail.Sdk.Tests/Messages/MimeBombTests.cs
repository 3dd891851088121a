using System.Globalization;
using System.Text;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;

namespace SMail.Sdk.Tests.Messages;

/// <summary>A few megabytes of mail must not become hundreds in memory.</summary>
public sealed class MimeBombTests(People people) : IClassFixture<People>
{
    private const long MaxAllocated = 100L << 20;
    private const int Many = 200_000;
    private const string Multipart = "From: alice@s-mail.test\r\nSubject: Bomb\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n";

    public static TheoryData<string> Bombs => ["parts", "empty parts", "header fields", "fields of a part"];

    public static TheoryData<string> Nests => ["nested multiparts", "nested messages"];

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Its_summary_is_empty_and_cheap(string name)
    {
        using var mime = new MemoryStream(Bomb(name), writable: false);
        MailSummary summary = null!;
        var allocated = Measure(() => summary = MailInspector.Summarize(mime, CancellationToken.None));
        Assert.InRange(allocated, 0, MaxAllocated);
        Assert.Equal((mime.Length, ""), (summary.Size, summary.Subject));
        Assert.Empty(summary.From.Concat(summary.To).Concat(summary.Attachments));
    }

    [Theory]
    [MemberData(nameof(Nests))]
    public void Deep_nesting_is_not_followed(string name)
    {
        using var mime = new MemoryStream(Bomb(name), writable: false);
        MailSummary summary = null!;
        Assert.InRange(Measure(() => summary = MailInspector.Summarize(mime, CancellationToken.None)), 0, MaxAllocated);
        Assert.Equal("Bomb", summary.Subject);
        Assert.Empty(summary.Attachments);
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    [MemberData(nameof(Nests))]
    public async Task Opened_it_shows_nothing_but_its_bytes(string name)
    {
        var bytes = Bomb(name);
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, new RawMail(bytes) { To = ["bobby"] });
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        var shown = new List<object?>();
        var allocated = Measure(() => shown = [opened.Text, opened.Html, .. opened.Attachments]);
        Assert.Equal([null, null], shown);
        Assert.InRange(allocated, 0, MaxAllocated);
        Assert.True(bytes.AsSpan().SequenceEqual(opened.ToBytes()));
    }

    [Fact]
    public void An_honest_newsletter_is_no_bomb()
    {
        var mail = Multipart + string.Concat(Enumerable.Range(0, 200).Select(i => $"--x\r\nContent-Disposition: attachment; filename={i}.txt\r\n\r\nText\r\n")) + "--x--\r\n";
        using var mime = new MemoryStream(Encoding.ASCII.GetBytes(mail));
        var summary = MailInspector.Summarize(mime, CancellationToken.None);
        Assert.Equal(("Bomb", 200), (summary.Subject, summary.Attachments.Count));
    }

    private static long Measure(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static byte[] Bomb(string name)
    {
        var text = new StringBuilder();
        switch (name)
        {
            case "parts":
                text.Append(Multipart).Insert(text.Length, "--x\r\nContent-Disposition: attachment\r\n\r\na\r\n", Many);
                break;
            case "empty parts":
                text.Append(Multipart).Insert(text.Length, "--x\r\n\r\n", Many);
                break;
            case "header fields":
                text.Append("From: alice@s-mail.test\r\nSubject: Bomb\r\n").Insert(text.Length, "X: y\r\n", Many).Append("\r\nText\r\n");
                break;
            case "fields of a part":
                text.Append(Multipart).Append("--x\r\n").Insert(text.Length, "X: y\r\n", Many).Append("\r\nText\r\n--x--\r\n");
                break;
            case "nested multiparts":
                text.Append(Multipart);
                for (var i = 0; i < Many / 4; i++)
                    text.Append(CultureInfo.InvariantCulture, $"--{(i == 0 ? "x" : $"b{i - 1}")}\r\nContent-Type: multipart/mixed; boundary=b{i}\r\n\r\n");
                break;
            case "nested messages":
                text.Append("From: alice@s-mail.test\r\nSubject: Bomb\r\n").Insert(text.Length, "Content-Type: message/rfc822\r\n\r\n", Many);
                break;
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
