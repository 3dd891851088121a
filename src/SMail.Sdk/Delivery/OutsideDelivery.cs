using SMail.Sdk.Server;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Delivery;

/// <summary>Hands open mail to the transport.</summary>
internal sealed class OutsideDelivery(ServerContext context, OpenBody openBodies)
{
    private const double WaitShare = 0.4;
    private readonly KeyedGates gates = new(context.Options.Delivery.MaxPerDestination);
    private int waiting;

    /// <summary>How many deliveries wait for a place at their destination.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>One outcome per row, in their order.</summary>
    /// <param name="destination">Where they go.</param>
    /// <param name="rows">Deliveries of one body to this destination.</param>
    /// <param name="holder">The body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(string destination, IReadOnlyList<OutboxRow> rows, StoredEntry holder, CancellationToken cancellationToken)
    {
        using var place = await WaitAsync(destination, cancellationToken).ConfigureAwait(false);
        if (place is null)
            return All(new TransportResult(TransportStatus.TryLater, "Too much mail goes there at once.") { Code = new EnhancedStatus(4, 4, 5) });
        if (context.Transport is not { } transport || holder.Entry.Body.Blob is not { } blob)
            return All(new TransportResult(TransportStatus.Refused, "This system sends no mail to the outside.") { Code = new EnhancedStatus(5, 7, 1) });
        try
        {
            // An id of the recipient's own: one of the submission would link secret recipients to the others.
            var envelope = new MailEnvelope(rows[0].Transaction, rows[0].Sender, [.. rows.Select(row => row.Recipient)]);
            var results = await transport.SendAsync(envelope, openBodies.ReadAsync(blob, cancellationToken), cancellationToken).ConfigureAwait(false);
            return results.Count == rows.Count ? [.. results.Select(DeliveryOutcome.Of)] : All(new TransportResult(TransportStatus.TryLater, "The transport gave no result."));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // the contract of transports: an exception is "try again later"
        catch (Exception e)
#pragma warning restore CA1031
        {
            return All(new TransportResult(TransportStatus.TryLater, $"The transport failed ({e.GetType().Name})."));
        }

        DeliveryOutcome[] All(TransportResult result) => [.. rows.Select(_ => DeliveryOutcome.Of(result))];
    }

    // Who waits for a slow place does not keep others from theirs. Null when so much time is gone that a try begun now might be cut off behind its last byte, and be made twice.
    private async ValueTask<IDisposable?> WaitAsync(string destination, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(context.Options.DeliveryLease * WaitShare, context.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Interlocked.Increment(ref waiting);
        try
        {
            return await gates.EnterAsync(destination, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>Where mail to a domain goes.</summary>
    public async ValueTask<string> FindDestinationAsync(string domain, CancellationToken cancellationToken)
    {
        try
        {
            return context.Transport is { } transport ? await transport.FindDestinationAsync(domain, cancellationToken).ConfigureAwait(false) : domain;
        }
#pragma warning disable CA1031 // the transport says the same when it is to send, and then it counts
        catch (Exception)
#pragma warning restore CA1031
        {
            return domain;
        }
    }
}
