using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Transport;

public sealed class PickupDirectoryTests : IDisposable
{
    private static readonly MailEnvelope Envelope = new(default, MailAddress.Parse("alice@s-mail.test"), [MailAddress.Parse("ann@outside.example"), MailAddress.Parse("\"d n\"@outside.example")]);
    private readonly string root = Directory.CreateTempSubdirectory("smail-pickup-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(root, "deep", "pickup");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Property(MaxTest = 50)]
    public Property Its_files_are_the_bytes_of_the_message() => Prop.ForAll(ArbMap.Default.ArbFor<byte[][]>(), async pieces =>
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        var results = await new PickupDirectoryTransport(Folder).SendAsync(Envelope, Pieces(pieces), Token);
        Assert.Equal([TransportStatus.Accepted, TransportStatus.Accepted], results.Select(result => result.Status));
        Assert.Equal(pieces.SelectMany(piece => piece), await File.ReadAllBytesAsync(Assert.Single(Files("new")), Token));
        Assert.Empty(Files("tmp"));
    });

    [Fact]
    public async Task The_envelope_is_beside_the_message_under_the_same_name()
    {
        await new PickupDirectoryTransport(Folder).SendAsync(Envelope, Pieces([1]), Token);
        var message = Assert.Single(Files("new"));
        var file = Assert.Single(Files("envelopes"));
        Assert.Equal((".eml", ".json"), (Path.GetExtension(message), Path.GetExtension(file)));
        Assert.Equal(Path.GetFileNameWithoutExtension(message), Path.GetFileNameWithoutExtension(file));
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file, Token));
        Assert.Equal("alice@s-mail.test", json.RootElement.GetProperty("from").GetString());
        Assert.Equal(["ann@outside.example", "\"d n\"@outside.example"], json.RootElement.GetProperty("to").EnumerateArray().Select(to => to.GetString()));
        foreach (var path in new[] { message, file })
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Many_at_once_have_names_of_their_own()
    {
        var transport = new PickupDirectoryTransport(Folder);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => transport.SendAsync(Envelope, Pieces([(byte)i]), Token).AsTask(), Token)));
        Assert.Equal((50, 50, 0), (Files("new").Length, Files("envelopes").Length, Files("tmp").Length));
    }

    [Fact]
    public async Task A_message_that_breaks_off_leaves_nothing()
    {
        var transport = new PickupDirectoryTransport(Folder);
        await Assert.ThrowsAsync<InvalidDataException>(() => transport.SendAsync(Envelope, BreakingOff(() => throw new InvalidDataException()), Token).AsTask());
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.SendAsync(Envelope, BreakingOff(cancel.Cancel), cancel.Token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.SendAsync(Envelope, Pieces([1], [2]), new CancellationToken(canceled: true)).AsTask());
        Assert.Equal((0, 0, 0), (Files("new").Length, Files("envelopes").Length, Files("tmp").Length));
    }

    [Fact]
    public async Task A_folder_that_can_not_be_written_queues_the_mail()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        await File.WriteAllTextAsync(system.Pickup, "a file where the folder should be", Token);
        var receipt = await system.SendAnywhereAsync(alice, new ComposedMail { To = ["ann@outside.example"] });
        Assert.Equal(DeliveryStatus.Queued, receipt.Recipients.Single().Status);
        File.Delete(system.Pickup);
        system.Clock.Advance(TimeSpan.FromHours(1));
        await system.Server.DeliverDueAsync(Token);
        Assert.Single(Directory.GetFiles(Path.Combine(system.Pickup, "new")));
    }

    private string[] Files(string name) => Directory.GetFiles(Path.Combine(Folder, name));

    private static async IAsyncEnumerable<OpenMessage> Pieces(params byte[][] pieces)
    {
        foreach (var piece in pieces)
        {
            await Task.Yield();
            yield return new OpenMessage(piece);
        }
    }

    private static async IAsyncEnumerable<OpenMessage> BreakingOff(Action end)
    {
        yield return new OpenMessage([1, 2, 3]);
        await Task.Yield();
        end();
        yield return new OpenMessage([4]);
    }
}
