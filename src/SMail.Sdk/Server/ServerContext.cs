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
}
