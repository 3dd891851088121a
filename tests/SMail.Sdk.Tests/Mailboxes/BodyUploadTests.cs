using SMail.Sdk.Mailboxes;

namespace SMail.Sdk.Tests.Mailboxes;

/// <summary>Large bodies go up piece by piece, from memory that is used again; what a failed call may still hold is not.</summary>
public sealed class BodyUploadTests
{
    [Fact]
    public async Task A_send_that_failed_leaves_its_piece_to_the_call_that_may_still_have_it()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        ReadOnlyMemory<byte> held = default;
        byte[] before = [];
        system.Storage.Hooks.Before = (call, _) =>
        {
            if (call.Name != "Blobs.Append" || !held.IsEmpty)
                return Task.CompletedTask;
            held = ((SealedChunk)call.Arguments[2]!).Bytes;
            before = held.ToArray();
            throw new Storage.StorageException(Storage.StorageError.Unavailable, "The disk is away.");
        };
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => system.SendAsync(alice, Large())));

        // Whoever comes next gets other memory.
        for (var i = 0; i < 5; i++)
            await system.SendAsync(alice, Large());
        Assert.Equal(before, held.ToArray());
        Assert.Equal(5, (await system.ListAsync(alice)).Count);
    }

    private static RawMail Large()
    {
        var bytes = new byte[300_000];
        Random.Shared.NextBytes(bytes);
        "From: alice@s-mail.test\r\nSubject: Big\r\n\r\n"u8.CopyTo(bytes);
        bytes.AsSpan(0, 4096).Replace((byte)0, (byte)1);
        return new RawMail(bytes) { To = ["alice"] };
    }
}
