using SMail.Sdk.Server;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Delivery;

/// <summary>Hands open mail to the transport.</summary>
internal sealed class OutsideDelivery(ServerContext context, OpenBody openBodies)
{
    public async ValueTask<RecipientState> DeliverAsync(OutboxRow row, StoredEntry holder, CancellationToken cancellationToken)
    {
        if (context.Transport is not { } transport || holder.Entry.Body.Blob is not { } blob)
            return new RecipientState(row.Recipient, DeliveryStatus.Rejected, "This system sends no mail to the outside.");
        TransportResult result;
        try
        {
            // An id of the recipient's own: one of the submission would link secret recipients to the others.
            var envelope = new MailEnvelope(row.Transaction, row.Sender, [row.Recipient]);
            var results = await transport.SendAsync(envelope, openBodies.ReadAsync(blob, cancellationToken), cancellationToken).ConfigureAwait(false);
            result = results is [var only] ? only : new TransportResult(TransportStatus.TryLater, "The transport gave no result.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // the contract of transports: an exception is "try again later"
        catch (Exception e)
#pragma warning restore CA1031
        {
            result = new TransportResult(TransportStatus.TryLater, $"The transport failed ({e.GetType().Name}).");
        }

        return new RecipientState(row.Recipient, result.Status switch
        {
            TransportStatus.Accepted => DeliveryStatus.Delivered,
            TransportStatus.Refused => DeliveryStatus.Rejected,
            _ => DeliveryStatus.Queued,
        }, result.Reason);
    }
}
