using SMail.Sdk.Accounts;
using SMail.Sdk.Delivery;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Server;

/// <summary>An open body is encrypted piece by piece before it is stored; nothing gets around that.</summary>
public sealed class OpenUploadTests(People people) : IClassFixture<People>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MailSession Alice => people.Alice;

    private DoorDecorator Door => people.System.Door;

    [Theory]
    [InlineData(100)]
    [InlineData(OpenMessage.PieceBytes)]
    [InlineData(OpenMessage.PieceBytes + 100)]
    public async Task Bytes_put_as_sealed_are_no_open_body_and_go_at_once(int length)
    {
        var upload = (await Door.BeginUploadAsync(new BeginUploadRequest(IsOpen: true) { Token = Alice.Token }, Token)).Value!;
        var raw = new byte[OpenBody.StoredLength(length)];
        "From: alice@s-mail.test\r\n\r\n"u8.CopyTo(raw);
        await PutAsync(upload.Blob, 0, raw);
        Assert.Equal(SMailError.InvalidRequest, await CompleteAsync(upload.Blob, isOpen: true, length));
        Assert.Null(await people.System.Storage.Blobs.FindAsync(upload.Blob, Token));
    }

    [Fact]
    public async Task Bytes_put_behind_a_true_piece_spoil_the_whole()
    {
        var upload = (await Door.BeginUploadAsync(new BeginUploadRequest(IsOpen: true) { Token = Alice.Token }, Token)).Value!;
        using var piece = new OpenMessage(new byte[OpenMessage.PieceBytes]);
        Assert.NotNull((await Door.PutOpenChunkAsync(new PutOpenChunkRequest(upload.Blob, 0, piece) { Token = Alice.Token }, Token)).Value);
        var first = (await people.System.Storage.Blobs.FindAsync(upload.Blob, Token))!.Length;
        await PutAsync(upload.Blob, first, new byte[OpenBody.StoredLength(OpenMessage.PieceBytes + 10) - first]);
        Assert.Equal(SMailError.InvalidRequest, await CompleteAsync(upload.Blob, isOpen: true, OpenMessage.PieceBytes + 10));
        Assert.Null(await people.System.Storage.Blobs.FindAsync(upload.Blob, Token));
    }

    [Fact]
    public async Task An_open_body_completed_as_sealed_is_refused()
    {
        var upload = (await Door.BeginUploadAsync(new BeginUploadRequest(IsOpen: true) { Token = Alice.Token }, Token)).Value!;
        using var piece = new OpenMessage("From: alice@s-mail.test\r\n\r\n"u8);
        await Door.PutOpenChunkAsync(new PutOpenChunkRequest(upload.Blob, 0, piece) { Token = Alice.Token }, Token);
        var length = (await people.System.Storage.Blobs.FindAsync(upload.Blob, Token))!.Length;
        Assert.Equal(SMailError.InvalidRequest, await CompleteAsync(upload.Blob, isOpen: false, length));
    }

    private async Task PutAsync(BlobId blob, long offset, byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at += SealedChunk.MaxBytes)
        {
            var chunk = new SealedChunk(bytes.AsMemory(at, Math.Min(SealedChunk.MaxBytes, bytes.Length - at)));
            Assert.NotNull((await Door.PutSealedChunkAsync(new PutSealedChunkRequest(blob, offset + at, chunk) { Token = Alice.Token }, Token)).Value);
        }
    }

    private Task<SMailError> CompleteAsync(BlobId blob, bool isOpen, long length) =>
        Assertions.ErrorOfAsync(Door.CompleteUploadAsync(new CompleteUploadRequest(blob, isOpen, length) { Token = Alice.Token }, Token));
}
