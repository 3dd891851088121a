using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace SMail.MailNode;

/// <summary>Writes the health of the mail system into the log when it changes.</summary>
internal sealed partial class HealthLog(ILogger<HealthLog> logger) : IHealthCheckPublisher
{
    private HealthStatus? last;

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        if (report.Status == last)
            return Task.CompletedTask;
        last = report.Status;
        var reason = string.Join(' ', report.Entries.Values.Select(entry => entry.Description));
        if (report.Status == HealthStatus.Healthy)
            LogHealthy(logger);
        else
            LogUnhealthy(logger, report.Status, reason);
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "The mail system is Healthy.")]
    private static partial void LogHealthy(ILogger logger);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The mail system is {Status}. {Reason}")]
    private static partial void LogUnhealthy(ILogger logger, HealthStatus status, string reason);
}
