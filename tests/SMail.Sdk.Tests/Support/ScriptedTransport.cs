using System.Collections.Concurrent;
using SMail.Sdk.Server;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests;

/// <summary>A transport that keeps what it was given and answers what the test says; accepts all unless told otherwise.</summary>
public sealed class ScriptedTransport : IMailTransport
{
    private readonly ConcurrentQueue<SentOutside> sent = new();

    /// <summary>Answers for a message; may throw. The whole message was read before.</summary>
    public Func<MailEnvelope, CancellationToken, Task<TransportResult>> Answer { get; set; } = (_, _) => Task.FromResult(new TransportResult(TransportStatus.Accepted));

    /// <summary>The same with the message; comes before <see cref="Answer"/>.</summary>
    public Func<MailEnvelope, byte[], TransportResult>? AnswerBytes { get; set; }

    /// <summary>Whether what was handed over is kept.</summary>
    public bool Keeps { get; init; } = true;

    /// <summary>What was handed over, whatever was answered.</summary>
    public IReadOnlyList<SentOutside> Sent => [.. sent];

    public void Always(TransportStatus status, string? reason = null) => Answer = (_, _) => Task.FromResult(new TransportResult(status, reason));

    public async ValueTask<IReadOnlyList<TransportResult>> SendAsync(MailEnvelope envelope, IAsyncEnumerable<OpenMessage> message, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await foreach (var piece in message.WithCancellation(cancellationToken))
            bytes.Write(piece.Bytes.Span);
        if (Keeps)
            sent.Enqueue(new SentOutside(envelope, bytes.ToArray()));
        var answer = AnswerBytes is { } judge ? judge(envelope, bytes.ToArray()) : await Answer(envelope, cancellationToken);
        return [.. envelope.Recipients.Select(_ => answer)];
    }
}

/// <summary>One message as the outside got it.</summary>
public sealed record SentOutside(MailEnvelope Envelope, byte[] Bytes);
