using SMail.OpenPgp;
using SMail.Sdk.Delivery;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Takes messages: one commit in the sender's rows, then deliveries start at once.</summary>
internal sealed class SubmissionDesk(ServerContext context, UploadDesk uploads, OpenBody openBodies, OutboxPump pump, BlobHolds holds, SendingDesk sending)
{
    private static readonly TimeSpan ImmediateTime = TimeSpan.FromSeconds(20);

    public async ValueTask<SubmissionReceipt> SubmitAsync(SubmitRequest request, Caller caller, CancellationToken cancellationToken)
    {
        Check(request);
        var sent = DeliveryIds.Holder(caller.Account, request.Submission, 0);
        // Made before: its bodies may be gone by now, and need no second check.
        if (await StoredEntry.FindAsync(context.Storage.Accounts, caller.Account, sent, cancellationToken).ConfigureAwait(false) is { } before)
            return new SubmissionReceipt(sent, before.Entry.Recipients);
        // Longer than any delivery is tried: until the holds are taken, nothing else keeps the bodies.
        foreach (var blob in Blobs(request))
            await context.Storage.Blobs.RenewLeaseAsync(blob, context.Now + context.Options.DeliveryTime + context.Options.UploadTime, cancellationToken).ConfigureAwait(false);
        foreach (var body in request.Bodies)
            if (body.Blob is { } blob && !await uploads.IsSealedBodyAsync(blob, body.Length, cancellationToken).ConfigureAwait(false))
                throw new SMailException(SMailError.InvalidRequest, "A sealed body was not uploaded whole.");
        foreach (var delivery in request.Open)
            await CheckOpenAsync(delivery, caller, cancellationToken).ConfigureAwait(false);

        var (commit, outbox) = Build(request, caller);
        var result = await CommitAsync(commit, caller, outbox.Count, cancellationToken).ConfigureAwait(false);
        if (result is Conflict)
            throw new SMailException(SMailError.InvalidRequest, "A submission with this id was made long ago.");
        if (result is Committed)
            await DeliverNowAsync(request, caller, outbox).ConfigureAwait(false);

        return new SubmissionReceipt(sent, await StatesAsync(request, caller, sent).ConfigureAwait(false));
    }

    // Counted in the same commit; where another message was counted meanwhile, both count.
    private async ValueTask<CommitResult> CommitAsync(PartitionCommit commit, Caller caller, int recipients, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = await sending.CountAsync(caller.Account, recipients, cancellationToken).ConfigureAwait(false);
            var counted = count is null ? commit : commit with { Writes = [.. commit.Writes, count] };
            var result = await context.Storage.Accounts.CommitAsync(caller.Account, counted, cancellationToken).ConfigureAwait(false);
            if (result is not Conflict conflict || !SendingDesk.IsCount(conflict))
                return result;
        }
    }

    // Where storage does not come back, the message is queued: it was taken, and the outbox makes that true. An error goes out as one,
    // and the same call again finds the message.
    private async ValueTask<IReadOnlyList<RecipientState>> StatesAsync(SubmitRequest request, Caller caller, EntryId sent)
    {
        using var limit = new CancellationTokenSource(ImmediateTime, context.Clock);
        try
        {
            var stored = await StoredEntry.FindAsync(context.Storage.Accounts, caller.Account, sent, limit.Token).ConfigureAwait(false);
            return stored?.Entry.Recipients ?? [];
        }
        catch (OperationCanceledException)
        {
            return Queued(request);
        }
    }

    private static RecipientState[] Queued(SubmitRequest request) =>
        [.. request.Sealed.Select(delivery => delivery.Recipient).Concat(request.Open.SelectMany(delivery => delivery.Recipients))
            .Select(recipient => new RecipientState(recipient, DeliveryStatus.Queued, null))];

    // From here on the message is taken, so the caller's token no longer counts; a fault here is "queued", not the sender's error.
    private async ValueTask DeliverNowAsync(SubmitRequest request, Caller caller, List<LeasedRow> outbox)
    {
        using var limit = new CancellationTokenSource(ImmediateTime, context.Clock);
        try
        {
            // All of them first: the last delivery of one body must not find another's without a hold.
            foreach (var (blob, number) in Holders(request))
                await holds.TakeAsync(new BlobReference(blob, caller.Account, DeliveryIds.Holder(caller.Account, request.Submission, number)), limit.Token).ConfigureAwait(false);
            // It goes on for as long as its lease is good: a slow server that was left at the end of a message would get it again.
            await pump.WorkAsync(outbox, CancellationToken.None).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or StorageException)
        {
            // The outbox rows are due again when their lease ends, and the work goes on from there.
        }
    }

    private static IEnumerable<(BlobId Blob, int Number)> Holders(SubmitRequest request) =>
        request.Bodies.Select(body => body.Blob).Concat(request.Open.Select(delivery => (BlobId?)delivery.Body))
            .Select((blob, number) => (blob, number)).Where(pair => pair.blob is not null).Select(pair => (pair.blob!.Value, pair.number));

    private static IEnumerable<BlobId> Blobs(SubmitRequest request) => Holders(request).Select(holder => holder.Blob);

    private (PartitionCommit Commit, List<LeasedRow> Outbox) Build(SubmitRequest request, Caller caller)
    {
        var now = context.Now;
        var states = Queued(request);
        var writes = new List<RowWrite>();
        var outbox = new List<LeasedRow>();

        for (var i = 0; i < request.Bodies.Count; i++)
        {
            var body = request.Bodies[i];
            AddHolder(i, new StoredBody(body.Blob, body.Length), body.Inline, request.Sealed.Count(delivery => delivery.Body == i), isSent: i == 0);
        }

        for (var i = 0; i < request.Open.Count; i++)
            AddHolder(request.Bodies.Count + i, new StoredBody(request.Open[i].Body, 0), null, request.Open[i].Recipients.Count, isSent: false);
        foreach (var delivery in request.Sealed)
            AddOutbox(delivery.Recipient, delivery.Body, delivery.Copy);
        for (var i = 0; i < request.Open.Count; i++)
            foreach (var recipient in request.Open[i].Recipients)
                AddOutbox(recipient, request.Bodies.Count + i, null);
        return (new PartitionCommit(DeliveryIds.Submission(caller.Account, request.Submission), writes), outbox);

        void AddHolder(int number, StoredBody body, SealedBytes? content, int waiting, bool isSent)
        {
            if (!isSent && waiting == 0)
                throw new SMailException(SMailError.InvalidRequest, "A body has no recipient.");
            var entry = new EntryRow
            {
                Submission = request.Submission,
                Sender = caller.Address,
                Received = now,
                Body = body,
                Waiting = waiting,
                Copy = isSent ? request.Sent : null,
                Recipients = isSent ? states : [],
            };
            var id = DeliveryIds.Holder(caller.Account, request.Submission, number);
            writes.Add(new PutRow(StoredEntry.ToRow(id, entry, isSent ? (int)MailFolder.Sent : EntryRow.HiddenGroup, content), Precondition.Absent));
        }

        void AddOutbox(MailAddress recipient, int holder, SealedCopy? copy)
        {
            var value = new OutboxRow
            {
                Submission = request.Submission,
                Sender = caller.Address,
                Recipient = recipient,
                Transaction = Id.Generate<SubmissionId>().Value,
                Holder = DeliveryIds.Holder(caller.Account, request.Submission, holder),
                Copy = copy,
                Since = now,
            };
            // Due later by one lease: the submitter holds the first one without asking for it.
            var row = new Row(new RowKey(RowKind.Outbox, DeliveryIds.Outbox(caller.Account, request.Submission, recipient)), RowCodec.Encode(value, RowJson.Default.OutboxRow)) { Due = now + context.Options.DeliveryLease };
            writes.Add(new PutRow(row, Precondition.Absent));
            outbox.Add(new LeasedRow(caller.Account, new StoredRow(row, 1, 0)));
        }
    }

    // A caller in the same process is not held to nullability by a serialiser.
    private static bool IsWhole(SubmitRequest request) =>
        request is { Bodies: not null, Sent: { KeyPacket: not null, Summary: not null }, Sealed: not null, Open: not null }
            && request.Bodies.All(body => body is not null)
            && request.Sealed.All(delivery => delivery is { Recipient: not null, Copy: { KeyPacket: not null, Summary: not null } })
            && request.Open.All(delivery => delivery?.Recipients?.All(recipient => recipient is not null) == true);

    private void Check(SubmitRequest request)
    {
        if (!IsWhole(request))
            throw new SMailException(SMailError.InvalidRequest, "A part of the submission is missing.");
        var recipients = request.Sealed.Select(delivery => delivery.Recipient).Concat(request.Open.SelectMany(delivery => delivery.Recipients)).ToList();
        if (recipients.Count == 0 || recipients.Distinct().Count() != recipients.Count)
            throw new SMailException(SMailError.InvalidRequest, "A submission needs recipients, each once.");
        if (recipients.Count > context.Options.MaxRecipients)
            throw new SMailException(SMailError.TooManyRecipients, $"A message has at most {context.Options.MaxRecipients} recipients.");
        if (request.Sealed.Any(delivery => !context.Router.IsInside(delivery.Recipient)) || request.Open.Any(delivery => delivery.Recipients.Any(context.Router.IsInside)))
            throw new SMailException(SMailError.InvalidRequest, "Recipients inside get sealed mail, and only recipients outside get open mail.");
        if (request.Open.Count > 0 && context.Transport is null)
            throw new SMailException(SMailError.RecipientRefused, "This system sends no mail to the outside.");
        if (request.Bodies.Count == 0 || request.Bodies.Count > recipients.Count + 1 || request.Sealed.Any(delivery => delivery.Body < 0 || delivery.Body >= request.Bodies.Count))
            throw new SMailException(SMailError.InvalidRequest, "The bodies do not fit the recipients.");
        if (request.Sealed.Select(delivery => delivery.Copy).Append(request.Sent).Any(copy => copy.KeyPacket.Kind != SealedKind.KeyPackets || copy.Summary.Kind != SealedKind.Message))
            throw new SMailException(SMailError.InvalidRequest, "A key packet or a summary is not what it must be.");
        if (Blobs(request).Distinct().Count() != Blobs(request).Count())
            throw new SMailException(SMailError.InvalidRequest, "Every body needs an upload of its own.");
        foreach (var body in request.Bodies)
        {
            var isRight = body.Inline is { } packet
                ? body.Blob is null && packet.Kind == SealedKind.Body && packet.Bytes.Length == body.Length && body.Length <= context.Options.InlineBodyBytes
                : body.Blob is not null;
            if (!isRight)
                throw new SMailException(SMailError.InvalidRequest, "A body must be one sealed packet, within the submission or uploaded before.");
        }
    }

    private async ValueTask CheckOpenAsync(OpenDelivery delivery, Caller caller, CancellationToken cancellationToken)
    {
        if (await context.Storage.Blobs.FindAsync(delivery.Body, cancellationToken).ConfigureAwait(false) is not { IsComplete: true })
            throw new SMailException(SMailError.InvalidRequest, "An open body was not uploaded whole.");
        await using var pieces = openBodies.ReadAsync(delivery.Body, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            if (await pieces.MoveNextAsync().ConfigureAwait(false))
                OpenMailCheck.Check(pieces.Current, caller.Address, cancellationToken);
        }
        catch (StorageException e) when (e.Code == StorageError.Corrupt)
        {
            throw new SMailException(SMailError.InvalidRequest, "An upload named as open is not one.", e);
        }
    }
}
