using System.Collections.Concurrent;
using SMail.Sdk.Delivery;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>Keeps what it is given, when it was given to its end.</summary>
public sealed class RecordingInbox : IInbox
{
    public static InboundResult Taken { get; } = new(InboundStatus.Accepted, new(2, 1, 5), "Taken.");

    public static InboundResult Unknown { get; } = new(InboundStatus.Refused, new(5, 1, 1), "Nobody.");

    public long MaxMessageBytes { get; set; } = 10_000_000;

    public ConcurrentQueue<(InboundEnvelope Envelope, byte[] Bytes)> Mails { get; } = [];

    public Func<string, InboundResult> Check { get; set; } = _ => Taken;

    public Func<string, InboundResult> Answer { get; set; } = _ => Taken;

    /// <summary>Waited for before a message is read.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>How many messages are being read.</summary>
    public int Reading => reading;

    private int reading;

    public ValueTask<InboundResult> CheckRecipientAsync(string recipient, CancellationToken cancellationToken = default) => new(Check(recipient));

    public async ValueTask<IReadOnlyList<InboundResult>> AcceptAsync(InboundMessage message, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref reading);
        try
        {
            await Before(cancellationToken);
            using var copy = new MemoryStream();
            await message.Content.CopyToAsync(copy, cancellationToken);
            Mails.Enqueue((message.Envelope, copy.ToArray()));
            return [.. message.Envelope.Recipients.Select(Answer)];
        }
        finally
        {
            Interlocked.Decrement(ref reading);
        }
    }
}
