using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SMail.Sdk.Delivery;
using SMail.Sdk.Messages;
using SMail.Sdk.Tests;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>Mail that lies in a folder until it is fetched.</summary>
public sealed class PickupFolderTests : IDisposable
{
    private const string Mail = "From: eve@outside.example\r\nSubject: Hello\r\n\r\nGood day.\r\n";
    private readonly string folder = Directory.CreateTempSubdirectory("pickup-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_one_system_puts_there_another_takes()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        var transport = new PickupDirectoryTransport(folder);
        var sender = MailAddress.Parse("eve@outside.example");
        await transport.SendAsync(new MailEnvelope(Guid.NewGuid(), sender, [MailAddress.Parse("alice@s-mail.test")]), Outbound.PiecesAsync(Encoding.ASCII.GetBytes(Mail)), Token);
        await using var pickup = await StartAsync(system.Server.Inbox);
        await Listening.UntilAsync(() => Left().Length == 0);
        var item = Assert.Single(await system.ListAsync(alice));
        using var opened = await system.OpenAsync(alice, item.Entry);
        Assert.Equal(MailVerdict.ArrivedOpen, opened.Verdict);
        var text = Encoding.ASCII.GetString(opened.ToBytes());
        Assert.StartsWith("Return-Path: <eve@outside.example>\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith(Mail, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_looked_at_again_and_what_is_still_being_written_is_left()
    {
        var clock = new FakeTimeProvider();
        var inbox = new RecordingInbox();
        await using var pickup = await StartAsync(inbox, clock);
        WriteIn("tmp", "first", "eve@outside.example", "a@s-mail.test");
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(20, Token);
        }

        Assert.Empty(inbox.Mails);
        File.Move(Path.Combine(folder, "tmp", "first.eml"), Path.Combine(folder, "new", "first.eml"));
        clock.Advance(TimeSpan.FromSeconds(5));
        await Listening.UntilAsync(() => Left().Length == 0);
        var (envelope, bytes) = Assert.Single(inbox.Mails);
        Assert.Equal(("eve@outside.example", "a@s-mail.test", false), (envelope.Sender, Assert.Single(envelope.Recipients), envelope.IsTrusted));
        Assert.Equal(Mail, Encoding.ASCII.GetString(bytes));
    }

    [Fact]
    public async Task Each_recipient_is_served_once_and_refusals_are_told()
    {
        var clock = new FakeTimeProvider();
        var isClosed = true;
        var inbox = new RecordingInbox
        {
            Answer = to => to[0] switch
            {
                'a' => RecordingInbox.Taken,
                'b' when isClosed => new(InboundStatus.TryLater, new(4, 2, 1), "Closed."),
                'b' => RecordingInbox.Taken,
                _ => RecordingInbox.Unknown,
            },
        };
        await using (var pickup = await StartAsync(inbox, clock))
        {
            Write("1", null, "a@s-mail.test", "b@s-mail.test", "no@s-mail.test");
            Write("2", "", "b@s-mail.test");
            clock.Advance(TimeSpan.FromSeconds(5));
            await Listening.UntilAsync(() => inbox.Mails.Count == 2);
        }

        Assert.Equal(["failed/1.txt", "work/1.eml", "work/1.json", "work/2.eml", "work/2.json"], Left());
        Assert.Equal("no@s-mail.test: 5.1.1 Nobody.\n", await File.ReadAllTextAsync(Path.Combine(folder, "failed", "1.txt"), Token));
        isClosed = false;
        await using var next = await StartAsync(inbox, clock);
        await Listening.UntilAsync(() => Left() is ["failed/1.eml", "failed/1.txt"]);
        Assert.Equal(4, inbox.Mails.Count);
        Assert.All(inbox.Mails, mail => Assert.Null(mail.Envelope.Sender));
        Assert.All(inbox.Mails.Skip(2), mail => Assert.Equal("b@s-mail.test", Assert.Single(mail.Envelope.Recipients)));
        Assert.Equal(Mail, await File.ReadAllTextAsync(Path.Combine(folder, "failed", "1.eml"), Token));
    }

    [Fact]
    public async Task What_is_no_message_is_put_aside()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has neither pipes in folders nor free links.");
        var inbox = new RecordingInbox();
        var secret = Path.Combine(folder, "secret");
        await File.WriteAllTextAsync(secret, "a canary", Token);
        foreach (var name in new[] { "link", "dangling", "pipe", "empty", "alone", "nojson", "noto", "linked", "piped", "good" })
            Write(name, null, "a@s-mail.test");
        Replace("new/link.eml", path => File.CreateSymbolicLink(path, secret));
        Replace("new/dangling.eml", path => File.CreateSymbolicLink(path, "/nowhere"));
        Replace("new/pipe.eml", path => Process.Start("mkfifo", path).WaitForExit());
        Replace("new/empty.eml", path => File.WriteAllText(path, ""));
        Replace("envelopes/alone.json", _ => { });
        Replace("envelopes/nojson.json", path => File.WriteAllText(path, "[1"));
        Replace("envelopes/noto.json", path => File.WriteAllText(path, """{"from": "x"}"""));
        Replace("envelopes/linked.json", path => File.CreateSymbolicLink(path, secret));
        Replace("envelopes/piped.json", path => Process.Start("mkfifo", path).WaitForExit());
        Directory.CreateDirectory(Path.Combine(folder, "new", "folder.eml"));
        await using var pickup = await StartAsync(inbox);
        await Listening.UntilAsync(() => Left().Count(path => path.EndsWith(".txt", StringComparison.Ordinal)) == 9 && !Left().Any(path => path.StartsWith("work", StringComparison.Ordinal)));
        Assert.Single(inbox.Mails);
        Assert.Equal("The message is empty, or no plain file.\n", await File.ReadAllTextAsync(Path.Combine(folder, "failed", "link.txt"), Token));
        Assert.Equal("The envelope names no recipients, or too many.\n", await File.ReadAllTextAsync(Path.Combine(folder, "failed", "noto.txt"), Token));
        Assert.Equal("a canary", await File.ReadAllTextAsync(secret, Token));
    }

    [Fact]
    public async Task A_folder_behind_a_link_is_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(folder, "work"), Path.GetTempPath());
        await Assert.ThrowsAsync<IOException>(() => StartAsync(new RecordingInbox()));
        Assert.Equal(SMailError.InvalidOptions, Assert.Throws<SMailException>(() => new PickupFolder(new RecordingInbox(), new PickupFolderOptions())).Code);
    }

    [Fact]
    public async Task A_fault_leaves_the_message_and_does_not_hold_up_others()
    {
        var clock = new FakeTimeProvider();
        var inbox = new RecordingInbox();
        var faults = 1;
        inbox.Before = _ => Interlocked.Decrement(ref faults) >= 0 ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        Write("1", null, "a@s-mail.test");
        Write("2", null, "b@s-mail.test");
        await using var pickup = await StartAsync(inbox, clock);
        await Listening.UntilAsync(() => inbox.Mails.Count == 1);
        clock.Advance(TimeSpan.FromSeconds(5));
        await Listening.UntilAsync(() => Left().Length == 0);
        Assert.Equal(["b@s-mail.test", "a@s-mail.test"], inbox.Mails.Select(mail => mail.Envelope.Recipients[0]));
    }

    private async Task<PickupFolder> StartAsync(IInbox inbox, TimeProvider? clock = null)
    {
        var pickup = new PickupFolder(inbox, new PickupFolderOptions { Folder = folder }, clock);
        await pickup.StartAsync(Token);
        return pickup;
    }

    private void Write(string name, string? from, params string[] to) => WriteIn("new", name, from, to);

    private void WriteIn(string place, string name, string? from, params string[] to)
    {
        foreach (var path in new[] { "tmp", "envelopes", "new" })
            Directory.CreateDirectory(Path.Combine(folder, path));
        File.WriteAllText(Path.Combine(folder, "envelopes", name + ".json"), System.Text.Json.JsonSerializer.Serialize(new { from, to }));
        File.WriteAllText(Path.Combine(folder, place, name + ".eml"), Mail);
    }

    private void Replace(string path, Action<string> make)
    {
        path = Path.Combine(folder, path);
        File.Delete(path);
        make(path);
    }

    private string[] Left() => [.. new[] { "envelopes", "failed", "new", "tmp", "work" }.SelectMany(place => new DirectoryInfo(Path.Combine(folder, place)) is { Exists: true } found ? found.GetFiles() : [])
        .Select(file => $"{file.Directory!.Name}/{file.Name}").Order(StringComparer.Ordinal)];
}
