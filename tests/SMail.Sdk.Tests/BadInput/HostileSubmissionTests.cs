using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.BadInput;

/// <summary>Submissions that do not hold together: each is refused whole.</summary>
public sealed class HostileSubmissionTests(People people) : IClassFixture<People>
{
    private static readonly MailAddress Outside = MailAddress.Parse("ann@outside.example");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Attacks() => [.. All.Keys];

    private static readonly Dictionary<string, Func<SubmitRequest, SubmitRequest>> All = new()
    {
        ["no recipient"] = good => good with { Sealed = [] },
        ["a recipient twice"] = good => good with { Sealed = [good.Sealed[0], good.Sealed[0]] },
        ["a recipient sealed and open"] = good => good with { Open = [new OpenDelivery([good.Sealed[0].Recipient], default)] },
        ["sealed to the outside"] = good => good with { Sealed = [good.Sealed[0] with { Recipient = Outside }] },
        ["open to the inside"] = good => good with { Open = [new OpenDelivery([MailAddress.Parse("carol@s-mail.test")], default)] },
        ["open to nobody"] = good => good with { Open = [new OpenDelivery([], default)] },
        ["an open body that was never uploaded"] = good => good with { Open = [new OpenDelivery([Outside], Id.Generate<BlobId>())] },
        ["no body"] = good => good with { Bodies = [] },
        ["a body for nobody"] = good => good with { Bodies = [good.Bodies[0], good.Bodies[0]] },
        ["more bodies than recipients"] = good => good with { Bodies = [.. Enumerable.Repeat(good.Bodies[0], 100)] },
        ["a body number too high"] = good => good with { Sealed = [good.Sealed[0] with { Body = 1 }] },
        ["a body number below zero"] = good => good with { Sealed = [good.Sealed[0] with { Body = -1 }] },
        ["a body of another length"] = good => good with { Bodies = [good.Bodies[0] with { Length = good.Bodies[0].Length + 1 }] },
        ["a body below zero"] = good => good with { Bodies = [good.Bodies[0] with { Length = -1 }] },
        ["neither inline nor uploaded"] = good => good with { Bodies = [new BodyPart(null, null, 10)] },
        ["both inline and uploaded"] = good => good with { Bodies = [good.Bodies[0] with { Blob = Id.Generate<BlobId>() }] },
        ["a body that was never uploaded"] = good => good with { Bodies = [new BodyPart(null, Id.Generate<BlobId>(), 10)] },
        ["a body that is not sealed"] = good => good with { Bodies = [new BodyPart(SealedBytes.Read("plain"u8.ToArray()), null, 5)] },
        ["a key packet for a body"] = good => good with { Bodies = [new BodyPart(good.Sent.KeyPacket, null, good.Sent.KeyPacket.Bytes.Length)] },
        ["a message for a body"] = good => good with { Bodies = [new BodyPart(good.Sent.Summary, null, good.Sent.Summary.Bytes.Length)] },
        ["a body for a key packet"] = good => good with { Sealed = [good.Sealed[0] with { Copy = good.Sealed[0].Copy with { KeyPacket = good.Bodies[0].Inline! } }] },
        ["a body for a summary"] = good => good with { Sealed = [good.Sealed[0] with { Copy = good.Sealed[0].Copy with { Summary = good.Bodies[0].Inline! } }] },
        ["an open key packet in Sent"] = good => good with { Sent = good.Sent with { KeyPacket = SealedBytes.Read("plain"u8.ToArray()) } },
        ["an open summary in Sent"] = good => good with { Sent = good.Sent with { Summary = SealedBytes.Read("plain"u8.ToArray()) } },
        ["no copy"] = good => good with { Sealed = [good.Sealed[0] with { Copy = null! }] },
        ["no Sent"] = good => good with { Sent = null! },
        ["no lists"] = good => good with { Sealed = null!, Open = null! },
        ["an empty recipient"] = good => good with { Sealed = [good.Sealed[0] with { Recipient = null! }] },
        ["an empty entry"] = good => good with { Sealed = [good.Sealed[0], null!] },
        ["a summary too large for a row"] = good => good with { Sent = good.Sent with { Summary = Large(good) } },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task It_is_refused_and_nothing_is_kept(string attack)
    {
        var request = All[attack](await PrepareAsync());
        using var watch = new StorageWatch(people.System.Storage);
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(people.System.Server.Door.SubmitAsync(request, Token)));
        Assert.Empty(watch.Changes);
        Assert.Empty(people.Outside.Sent);
    }

    [Fact]
    public async Task The_request_they_are_made_of_is_good()
    {
        var answer = await people.System.Server.Door.SubmitAsync(await PrepareAsync(), Token);
        Assert.Null(answer.Error);
    }

    [Fact]
    public async Task Too_many_recipients_are_refused()
    {
        var good = await PrepareAsync();
        var many = Enumerable.Range(0, 501).Select(i => good.Sealed[0] with { Recipient = MailAddress.Parse($"user{i}@s-mail.test") }).ToList();
        Assert.Equal(SMailError.TooManyRecipients, await Assertions.ErrorOfAsync(people.System.Server.Door.SubmitAsync(good with { Sealed = many }, Token)));
    }

    private static SealedBytes Large(SubmitRequest good) =>
        SealedBytes.Parse((byte[])[.. Enumerable.Repeat(good.Sent.KeyPacket.Bytes.ToArray(), 12_000).SelectMany(packet => packet), .. good.Bodies[0].Inline!.Bytes.Span]);

    /// <summary>What an honest client would have submitted.</summary>
    private async Task<SubmitRequest> PrepareAsync()
    {
        SubmitRequest? caught = null;
        people.System.Door.Hooks.Before = (call, _) => call.Arguments is [SubmitRequest request] ? throw new IOException($"{caught = request}") : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => people.System.SendAsync(people.Alice, new ComposedMail { To = ["bobby"] }));
        people.System.Door.Hooks.Clear();
        return caught!;
    }
}
