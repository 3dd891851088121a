using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SMail.Sdk.Hosting;

/// <summary>Healthy when the mail system has started and its storage answers.</summary>
internal sealed class StorageHealthCheck(Func<SMailServer> server) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await server().ProbeAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("Storage answers.");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"Storage does not answer ({PeriodicWork.NameOf(e)}).");
        }
    }
}
