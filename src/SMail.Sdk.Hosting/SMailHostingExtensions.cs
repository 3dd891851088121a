using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SMail.Sdk.Hosting;

/// <summary>Lets a host work for its mail systems.</summary>
public static class SMailHostingExtensions
{
    /// <summary>Starts the mail system with the host, works off its outbox, sweeps, and adds the health check <c>smail</c>.</summary>
    /// <param name="services">The services, to which the mail system was added with <c>AddSMail</c> or <c>AddKeyedSMail</c>.</param>
    /// <param name="configure">Sets how often.</param>
    /// <param name="key">The key of the mail system; null for the one without.</param>
    /// <exception cref="ArgumentOutOfRangeException">An interval is not longer than nothing.</exception>
    public static IServiceCollection AddSMailHosting(this IServiceCollection services, Action<SMailHostingOptions>? configure = null, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new SMailHostingOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.DeliveryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.SweepInterval, TimeSpan.Zero);

        // Not AddHostedService, which keeps one service of a type: these are two, for each mail system.
        AddWork("Delivering", options.DeliveryInterval, (server, token) => server.DeliverDueAsync(token));
        AddWork("Sweeping", options.SweepInterval, (server, token) => server.SweepAsync(token));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            key is null ? "smail" : $"smail-{key}",
            provider => new StorageHealthCheck(() => provider.GetRequiredKeyedService<SMailServer>(key)),
            HealthStatus.Unhealthy,
            ["smail", "storage"]));
        return services;

        void AddWork(string name, TimeSpan interval, Func<SMailServer, CancellationToken, Task<int>> work) =>
            services.AddSingleton<IHostedService>(provider =>
            {
                var server = provider.GetRequiredKeyedService<SMailServer>(key);
                return new PeriodicWork(
                    key is null ? name : $"{name} ({key})",
                    interval,
                    token => work(server, token),
                    provider.GetService<TimeProvider>() ?? TimeProvider.System,
                    provider.GetRequiredService<ILoggerFactory>().CreateLogger("SMail.Sdk.Hosting"));
            });
    }
}
