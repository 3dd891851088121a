using SMail.Sdk.Accounts;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

/// <summary>Takes a sealed body as it is written: a small one goes within the submission, a large one piece by piece to the server.</summary>
internal sealed class BodyUpload(ClientContext context, AccessToken token, int inlineBytes) : SealedBodyStream(inlineBytes)
{
    private BlobId? blob;

    /// <summary>Ends the body and says where it is.</summary>
    public async Task<BodyPart> CompleteAsync(CancellationToken cancellationToken)
    {
        if (await EndAsync(cancellationToken).ConfigureAwait(false) is { } whole)
            return new BodyPart(whole, null, Length);
        await context.Server.CompleteUploadAsync(new CompleteUploadRequest(blob!.Value, IsOpen: false, Length) { Token = token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        return new BodyPart(null, blob, Length);
    }

    protected override async ValueTask PutAsync(long offset, SealedChunk chunk, CancellationToken cancellationToken)
    {
        blob ??= (await context.Server.BeginUploadAsync(new BeginUploadRequest(IsOpen: false) { Token = token }, cancellationToken).ValueAsync().ConfigureAwait(false)).Blob;
        await context.Server.PutSealedChunkAsync(new PutSealedChunkRequest(blob.Value, offset, chunk) { Token = token }, cancellationToken).ValueAsync().ConfigureAwait(false);
    }
}
