using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SMail.OpenPgp;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Takes mail from outside, seals it whole, and puts it into the mailboxes.</summary>
internal sealed partial class Inbox(ServerContext context, RecipientFinder recipients, ArrivalSealer sealer, EntryWriter entries) : IInbox, IDisposable
{
    private static readonly TimeSpan WaitWhenBusy = TimeSpan.FromSeconds(20);
    private const int FirstHeadBytes = 4096;
    private readonly SemaphoreSlim places = new(context.Options.Inbound.MaxAtOnce);
    private readonly InboundHeader header = new(context.Router, context.Options.Inbound);

    public long MaxMessageBytes => context.Options.MaxMessageBytes;

    public async ValueTask<InboundResult> CheckRecipientAsync(string recipient, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return (await recipients.FindAsync(recipient, cancellationToken).ConfigureAwait(false)).Result;
    }

    public async ValueTask<IReadOnlyList<InboundResult>> AcceptAsync(InboundMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var results = new InboundResult[message.Envelope.Recipients.Count];
        if (!await places.WaitAsync(WaitWhenBusy, cancellationToken).ConfigureAwait(false))
        {
            Array.Fill(results, InboundResult.Busy);
            return results;
        }

        try
        {
            await AcceptAsync(message, results, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }

        return results;
    }

    public void Dispose() => places.Dispose();

    private async ValueTask AcceptAsync(InboundMessage message, InboundResult[] results, CancellationToken cancellationToken)
    {
        var readers = new InboundReader?[results.Length];
        for (var i = 0; i < results.Length; i++)
            (readers[i], results[i]) = await FindAsync(message.Envelope.Recipients[i], cancellationToken).ConfigureAwait(false);
        if (readers.All(reader => reader is null))
            return;
        var problem = await TakeAsync(message, readers, results, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < results.Length; i++)
            if (problem is not null && readers[i] is not null)
                results[i] = problem;
    }

    private async ValueTask<(InboundReader? Reader, InboundResult Result)> FindAsync(string recipient, CancellationToken cancellationToken)
    {
        try
        {
            return await recipients.FindAsync(recipient, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            LogFault(context.Logger, e.Code.ToString());
            return (null, InboundResult.Failed);
        }
    }

    // What stands against the message itself is answered for all its recipients.
    private async ValueTask<InboundResult?> TakeAsync(InboundMessage message, InboundReader?[] readers, InboundResult[] results, CancellationToken cancellationToken)
    {
        var head = new byte[InboundHeader.MaxBytes];
        try
        {
            var length = await ReadHeadAsync(message.Content, head, cancellationToken).ConfigureAwait(false);
            return await TakeAsync(message, head.AsMemory(0, length), readers, results, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(head);
        }
    }

    private async ValueTask<InboundResult?> TakeAsync(InboundMessage message, ReadOnlyMemory<byte> head, InboundReader?[] readers, InboundResult[] results, CancellationToken cancellationToken)
    {
        if (head.Length == InboundHeader.MaxBytes && !RawHeader.HasEnd(head.Span))
            return InboundResult.HeaderTooLarge;
        if (header.IsLoop(head.Span))
            return InboundResult.Loop;
        using var rewritten = header.Rewrite(head.Span, message.Envelope, context.Now);
        bool claimsLocal;
        using (var fields = rewritten.OpenRead())
            claimsLocal = header.ClaimsLocal(fields);
        if (claimsLocal && context.Options.Inbound.ClaimedLocal == ClaimedLocalMail.Refuse)
            return InboundResult.ClaimsLocal;
        try
        {
            await using var mime = new InboundStream(rewritten.Written, message.Content, MaxMessageBytes - head.Length);
            var keys = readers.OfType<InboundReader>().Select(reader => reader.Certificate).DistinctBy(key => key.Fingerprint).ToList();
            var arrival = await sealer.SealAsync(mime, keys, new ArrivalMark(claimsLocal), cancellationToken).ConfigureAwait(false);
            await entries.WriteAsync(arrival, SenderOf(message.Envelope), readers, results, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (SMailException e) when (e.Code == SMailError.MessageTooLarge)
        {
            return InboundResult.TooLarge;
        }
        catch (Exception e) when (e is StorageException or OpenPgpException)
        {
            LogFault(context.Logger, e is StorageException storage ? storage.Code.ToString() : e.GetType().Name);
            return InboundResult.Failed;
        }
    }

    private static async ValueTask<int> ReadHeadAsync(Stream content, byte[] head, CancellationToken cancellationToken)
    {
        // Looked at again only when it is twice as long: who sends byte by byte costs no more than others.
        for (var (length, wanted) = (0, FirstHeadBytes); ; wanted = Math.Max(wanted, length) * 2)
        {
            length += await content.ReadAtLeastAsync(head.AsMemory(length), Math.Min(wanted, head.Length) - length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (length < wanted || length == head.Length || RawHeader.HasEnd(head.AsSpan(0, length)))
                return length;
        }
    }

    // Where reports come from nobody is named as the sender.
    private MailAddress SenderOf(InboundEnvelope envelope) =>
        MailAddress.TryParse(envelope.Sender, out var sender) ? sender : context.Router.ReportAddress;

    [LoggerMessage(EventId = 40, Level = LogLevel.Error, Message = "A message from outside could not be taken: {Fault}; its sender tries again.")]
    private static partial void LogFault(ILogger logger, string fault);
}
