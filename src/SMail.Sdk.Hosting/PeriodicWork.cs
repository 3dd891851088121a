using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Hosting;

/// <summary>Does a piece of work now and again until the host stops. A fault is logged and the work is done again at its next time.</summary>
internal sealed partial class PeriodicWork(string name, TimeSpan interval, Func<CancellationToken, Task> work, TimeProvider clock, ILogger logger) : BackgroundService
{
    private readonly CancellationTokenSource abort = new();

    /// <summary>Lets the piece of work that is under way finish, for as long as the host has patience; then breaks it off.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        var patience = cancellationToken.Register(abort.Cancel);
        await using (patience.ConfigureAwait(false))
            await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What to call a fault before an operator: its code where it has one, and never its message, which may name a path or a person.</summary>
    public static string NameOf(Exception fault) => fault is StorageException storage ? storage.Code.ToString() : fault.GetType().Name;

    public override void Dispose()
    {
        abort.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            do
                await WorkOnceAsync().ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task WorkOnceAsync()
    {
        try
        {
            await work(abort.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            LogAborted(logger, name);
        }
#pragma warning disable CA1031 // a fault must not end the service: what failed is still due and is tried again
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFault(logger, name, NameOf(e));
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Error, Message = "{Work} failed with {Fault}; it is tried again.")]
    private static partial void LogFault(ILogger logger, string work, string fault);

    [LoggerMessage(EventId = 31, Level = LogLevel.Warning, Message = "{Work} was broken off by the host's stop; what it left is due again later.")]
    private static partial void LogAborted(ILogger logger, string work);
}
