using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Mailboxes;

/// <summary>Bodies of every size near a border: the inline threshold, sealed chunks, open pieces, and the limit.</summary>
public sealed class BodySizeTests(People people) : IClassFixture<People>
{
    private const int SealedChunks = SealedChunk.MaxBytes;
    private const int OpenPieces = OpenMessage.PieceBytes;

    [Property(MaxTest = 60)]
    public Property Sealed_bodies_near_a_border_come_back_whole() => Prop.ForAll(Near(1, 64 * 1024, SealedChunks, 2 * SealedChunks).ToArbitrary(), async size =>
    {
        var bytes = Mail(size);
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, new RawMail(bytes) { To = ["bobby"], Bcc = ["carol"] });
        var back = await people.System.ReadAsync(people.Bobby, entry);
        Assert.True(bytes.AsSpan().SequenceEqual(back), $"{size} bytes");
        var secret = await people.System.ReadAsync(people.Carol, (await people.NewestAsync(people.Carol)).Entry);
        Assert.True(bytes.AsSpan().SequenceEqual(secret), $"{size} bytes");
        await people.System.Mailboxes.DeleteAsync(people.Bobby, entry);
    });

    [Property(MaxTest = 40)]
    public Property Open_bodies_near_a_border_leave_whole() => Prop.ForAll(Near(64, OpenPieces, 2 * OpenPieces, 3 * OpenPieces).ToArbitrary(), async size =>
    {
        var bytes = Mail(size);
        await people.System.SendAnywhereAsync(people.Alice, new RawMail(bytes) { To = ["ann@outside.example"] });
        Assert.True(bytes.AsSpan().SequenceEqual(people.Outside.Sent[^1].Bytes), $"{size} bytes");
    });

    [Theory]
    [InlineData(OpenPieces)]
    [InlineData(2 * OpenPieces)]
    public async Task An_open_body_of_full_pieces_leaves_whole(int size)
    {
        await people.System.SendAnywhereAsync(people.Alice, new RawMail(Mail(size)) { To = ["ann@outside.example"] });
        Assert.Equal(Mail(size), people.Outside.Sent[^1].Bytes);
    }

    [Fact]
    public async Task The_limit_is_exact()
    {
        await using var system = await TestSystem.StartAsync(options => options.Mailbox.MaxMessageBytes = 100_000);
        await using var alice = await system.JoinAsync("alice");
        await system.SendAsync(alice, new RawMail(Mail(100_000)) { To = ["alice"] });
        Assert.Equal(100_000, (await system.ReadAsync(alice, (await system.ListAsync(alice)).Single().Entry)).Length);
        Assert.Equal(SMailError.MessageTooLarge, await Assertions.ErrorOfAsync(() => system.SendAsync(alice, new RawMail(Mail(100_001)) { To = ["alice"] })));
        Assert.Equal(SMailError.MessageTooLarge, await Assertions.ErrorOfAsync(() =>
            system.SendAsync(alice, new ComposedMail { To = ["alice"], Attachments = [new MailAttachment("a.bin", new byte[75_000])] })));
        Assert.Single(await system.ListAsync(alice));
    }

    private static Gen<int> Near(params int[] borders) =>
        Gen.Elements(borders).SelectMany(border => Gen.OneOf(Gen.Choose(-3, 3), Gen.Choose(-700, 100)).Select(step => Math.Max(60, border + step)));

    private static byte[] Mail(int size)
    {
        var bytes = new byte[size];
        new System.Random(size).NextBytes(bytes);
        "From: alice@s-mail.test\r\nSubject: Big\r\n\r\n"u8.CopyTo(bytes);
        // Noise has NUL bytes and no mail has those near its start.
        bytes.AsSpan(0, Math.Min(size, 4096)).Replace((byte)0, (byte)1);
        return bytes;
    }
}
