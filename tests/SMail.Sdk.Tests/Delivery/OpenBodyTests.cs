using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using SMail.Sdk.Delivery;
using SMail.Sdk.Server;
using SMail.Sdk.Storage.InMemory;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>Open mail waits encrypted; the id of its blob is the client's to choose, so the nonce must not hang on it alone.</summary>
public sealed class OpenBodyTests : IDisposable
{
    private const int NonceAt = 4;
    private const int NonceSize = 12;
    private readonly ServerSecrets secrets = ServerSecrets.Generate();
    private readonly BlobId blob = Id.Generate<BlobId>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => secrets.Dispose();

    [Property(MaxTest = 50)]
    public async Task The_same_piece_again_gives_the_same_bytes(byte[] piece) =>
        Assert.Equal(await StoreAsync(piece), await StoreAsync(piece));

    [Property(MaxTest = 50)]
    public async Task Another_piece_under_the_same_id_and_number_has_another_nonce(byte[] piece, byte[] other)
    {
        if (!piece.AsSpan().SequenceEqual(other))
            Assert.NotEqual(Nonce(await StoreAsync(piece)), Nonce(await StoreAsync(other)));
    }

    [Fact]
    public async Task The_same_piece_under_another_number_has_another_nonce()
    {
        var full = new byte[OpenMessage.PieceBytes];
        var stored = await StoreAsync(full, full, []);
        var size = (stored.Length - 32) / 2;
        Assert.NotEqual(Nonce(stored), Nonce(stored[size..]));
    }

    [Fact]
    public async Task Pieces_do_not_change_places()
    {
        var (first, second) = (new byte[OpenMessage.PieceBytes], new byte[OpenMessage.PieceBytes]);
        second[0] = 1;
        var stored = await StoreAsync(first, second, []);
        var size = (stored.Length - 32) / 2;
        byte[] swapped = [.. stored[size..(2 * size)], .. stored[..size], .. stored[(2 * size)..]];
        await using var storage = new InMemoryStorage(new FakeTimeProvider());
        for (var offset = 0; offset < swapped.Length; offset += size)
            await storage.Blobs.AppendAsync(blob, offset, new SealedChunk(swapped.AsMemory(offset, Math.Min(size, swapped.Length - offset))), DateTimeOffset.MaxValue, Token);
        await storage.Blobs.CompleteAsync(blob, swapped.Length, Token);
        await Assert.ThrowsAsync<SMail.Sdk.Storage.StorageException>(async () => await new OpenBody(storage.Blobs, secrets).ReadAsync(blob, Token).CountAsync(Token));
    }

    private static byte[] Nonce(byte[] stored) => stored[NonceAt..(NonceAt + NonceSize)];

    /// <summary>What a fresh storage holds of these pieces, under the same id and secrets.</summary>
    private async Task<byte[]> StoreAsync(params byte[][] pieces)
    {
        await using var storage = new InMemoryStorage(new FakeTimeProvider());
        var bodies = new OpenBody(storage.Blobs, secrets);
        for (var index = 0; index < pieces.Length; index++)
            await bodies.WriteAsync(blob, index, new OpenMessage(pieces[index]), DateTimeOffset.MaxValue, Token);
        var stored = new byte[OpenBody.StoredLength(pieces.Sum(piece => piece.LongLength))];
        await storage.Blobs.CompleteAsync(blob, stored.Length, Token);
        for (var read = 0; read < stored.Length;)
            read += await storage.Blobs.ReadAsync(blob, read, stored.AsMemory(read), Token);
        return stored;
    }
}
