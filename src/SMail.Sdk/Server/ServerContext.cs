using Microsoft.Extensions.Logging;
using SMail.Sdk.Delivery;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Server;

/// <summary>What every desk of the server half works with.</summary>
internal sealed record ServerContext(
    string Realm,
    DeliveryRouter Router,
    IMailStorage Storage,
    IMailTransport? Transport,
    ServerSecrets Secrets,
    ServerOptions Options,
    TimeProvider Clock,
    ILogger Logger)
{
    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Gives work so long and no longer: storage that does not answer must not hold up a caller who set no limit of his own.</summary>
    /// <exception cref="StorageException"><see cref="StorageError.Unavailable"/>: the time was over.</exception>
    public async ValueTask<T> WithinAsync<T>(TimeSpan time, Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(time, Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await work(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new StorageException(StorageError.Unavailable, "Storage did not answer in time.", e);
        }
    }
}
