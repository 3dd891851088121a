using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SMail.Sdk.Delivery;
using SMail.Sdk.Transport.Smtp.Inbound;

namespace SMail.Sdk.Transport.Smtp;

/// <summary>Takes mail out of a folder and hands it to an inbox. The folder is as <see cref="PickupDirectoryTransport"/> writes one: messages in <c>new</c>, envelopes in <c>envelopes</c>.</summary>
/// <remarks>
/// A message is a file <c>new/NAME.eml</c> of RFC 5322 bytes; <c>envelopes/NAME.json</c>, which must be there before it, has <c>from</c> and <c>to</c>. Write a message in
/// <c>tmp</c> and move it to <c>new</c> when it is whole. What was taken is deleted; what is refused goes to <c>failed</c> with the reasons in <c>NAME.txt</c>; what can't be
/// taken now waits in <c>work</c>. After a crash a message may be taken twice. One folder has one reader. Links are refused. What is in the folder is open, and so is what failed.
/// </remarks>
public sealed partial class PickupFolder : IAsyncDisposable
{
    private readonly IInbox inbox;
    private readonly PickupFolderOptions options;
    private readonly PickupFiles files;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private Task? polling;
    private int isDisposed;

    /// <summary>Takes the choices, which must not be changed any more.</summary>
    /// <param name="inbox">Where mail goes: <see cref="SMailServer.Inbox"/>. It must live longer than this.</param>
    /// <param name="options">The choices.</param>
    /// <param name="clock">The time; null for the system's.</param>
    /// <param name="loggerFactory">Where faults go; null for nowhere.</param>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>; the message says what to change.</exception>
    public PickupFolder(IInbox inbox, PickupFolderOptions options, TimeProvider? clock = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(inbox);
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(options.Folder))
            throw new SMailException(SMailError.InvalidOptions, "Set PickupFolderOptions.Folder to the path of a folder.");
        if (options.PollTime <= TimeSpan.Zero || options.PollTime > TimeSpan.FromDays(1))
            throw new SMailException(SMailError.InvalidOptions, "PickupFolderOptions.PollTime must be longer than nothing, and at most a day.");
        (this.inbox, this.options, this.clock) = (inbox, options, clock ?? TimeProvider.System);
        files = new PickupFiles(options.Folder);
        logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<PickupFolder>();
    }

    /// <summary>Begins to look at the folder, at once and then again and again.</summary>
    /// <exception cref="IOException">The folder can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours to write in.</exception>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(isDisposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (polling is not null)
            throw new InvalidOperationException("The folder is looked at already.");
        files.Prepare();
        polling = PollAsync();
        return Task.CompletedTask;
    }

    /// <summary>Stops. A message that is being taken is taken again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
            return;
        await stopping.CancelAsync().ConfigureAwait(false);
        if (polling is not null)
            await polling.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task PollAsync()
    {
        using var timer = new PeriodicTimer(options.PollTime, clock);
        try
        {
            do
                await TakeAllAsync(stopping.Token).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It is stopped.
        }
    }

    private async Task TakeAllAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = [];
        await GuardAsync(() => Task.FromResult(names = files.Claim()), cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
            await GuardAsync(() => TakeAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task GuardAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await work().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // one message's fault must not keep the others waiting; it is tried again
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFault(logger, e.GetType().Name);
        }
    }

    private async Task TakeAsync(string name, CancellationToken cancellationToken)
    {
        var envelope = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (envelope is null)
            return;
        var content = new FileStream(files.Message(name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        IReadOnlyList<InboundResult> results;
        using (var message = new InboundMessage(envelope.For(options.IsTrusted), content))
            results = await inbox.AcceptAsync(message, cancellationToken).ConfigureAwait(false);

        // From here on what was done is written down, whoever loses patience.
        var waiting = new List<string>();
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Status == InboundStatus.TryLater)
                waiting.Add(envelope.To![i]);
            else if (results[i].Status == InboundStatus.Refused)
                await files.NoteAsync(name, $"{envelope.To![i]}: {results[i].Code} {results[i].Text}", CancellationToken.None).ConfigureAwait(false);
        }

        if (waiting.Count == 0)
            files.Finish(name);
        else if (waiting.Count < results.Count)
            await (envelope with { To = waiting }).WriteAsync(files.Envelope(name), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<PickedEnvelope?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            if (!PickupFiles.IsPlain(new FileInfo(files.Message(name))))
                throw new InvalidDataException("The message is empty, or no plain file.");
            return await PickedEnvelope.ReadAsync(files.Envelope(name), cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            await files.NoteAsync(name, e.Message, CancellationToken.None).ConfigureAwait(false);
            files.Finish(name);
            return null;
        }
    }

    [LoggerMessage(EventId = 63, Level = LogLevel.Error, Message = "A message in the pickup folder could not be taken: {Fault}; it is tried again.")]
    private static partial void LogFault(ILogger logger, string fault);
}
