using System.IO.Pipelines;
using SMail.OpenPgp;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Seals mail that arrived in the open, whole, to the keys of its readers, while it comes in: nothing of it is stored before, and little of it is ever in memory.</summary>
internal sealed class ArrivalSealer(ServerContext context)
{
    /// <summary>Seals a message and stores its body.</summary>
    /// <param name="mime">The message; read to its end.</param>
    /// <param name="readers">Whose keys it is sealed to, each once.</param>
    /// <param name="mark">What is to be said of it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<SealedArrival> SealAsync(Stream mime, IReadOnlyList<Certificate> readers, ArrivalMark mark, CancellationToken cancellationToken)
    {
        await using var body = new ArrivedBody(context.Storage.Blobs, context.Options.InlineBodyBytes, context.Now + context.Options.UploadTime);
        try
        {
            var pipe = new Pipe(new PipeOptions(new ZeroingPool(), useSynchronizationContext: false));
            var summarizing = ArrivalReader.SummarizeAsync(pipe.Reader, cancellationToken);
            var tee = new TeeStream(mime, pipe.Writer);
            IReadOnlyList<KeyPacket> keys;
            try
            {
                await using (tee.ConfigureAwait(false))
                    keys = await Pgp.EncryptBodyAsync(tee, body, new EncryptOptions { Recipients = readers, Clock = context.Clock }, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await ((Task)summarizing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var (blob, inline) = await body.CompleteAsync(cancellationToken).ConfigureAwait(false);
            var summary = await summarizing.ConfigureAwait(false) with { Size = tee.Position };
            var messages = await SummaryWriter.SealUnsignedAsync(new SummaryContent(summary, body.Hash) { Arrival = mark }, readers, context.Clock, cancellationToken).ConfigureAwait(false);
            var copies = messages.Join(keys, message => message.Reader, key => key.Recipient,
                (message, key) => (message.Reader, new SealedCopy(SealedBytes.Parse(key.Bytes), SealedBytes.Parse(message.Message)))).ToDictionary(pair => pair.Reader, pair => pair.Item2);
            return new SealedArrival(new StoredBody(blob, body.Length), inline, copies);
        }
        catch
        {
            await body.DiscardAsync().ConfigureAwait(false);
            throw;
        }
    }
}

/// <summary>A message that was sealed.</summary>
/// <param name="Body">Where its body is.</param>
/// <param name="Inline">The body, where it is small.</param>
/// <param name="Copies">What each reader needs beside it.</param>
internal sealed record SealedArrival(StoredBody Body, SealedBytes? Inline, IReadOnlyDictionary<Fingerprint, SealedCopy> Copies);
