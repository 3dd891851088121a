using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk;

/// <summary>Puts a mail system into an application's services.</summary>
public static class SMailServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IAccountService"/>, <see cref="IMailboxService"/>, <see cref="IKeyDerivation"/> and the server half behind them, all as singletons.</summary>
    /// <remarks>
    /// The application's <see cref="TimeProvider"/> and <see cref="ILoggerFactory"/> are used where it has them. The system starts when it is first
    /// asked for, and that call waits until the server secrets are loaded; wrong options are an <see cref="OptionsValidationException"/> there.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets realm, domains, storage and secrets.</param>
    public static IServiceCollection AddSMail(this IServiceCollection services, Action<SMailOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<SMailOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            options.Clock = provider.GetService<TimeProvider>() ?? options.Clock;
            options.LoggerFactory = provider.GetService<ILoggerFactory>() ?? options.LoggerFactory;
            configure(options);
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SMailOptions>, SMailOptionsValidator>());
        services.TryAddSingleton(provider => Start(provider.GetRequiredService<IOptions<SMailOptions>>().Value));
        services.TryAddSingleton<IMailServer>(provider => provider.GetRequiredService<SMailServer>().Door);
        services.TryAddSingleton<IKeyDerivation>(provider => new KeyDerivation.KeyDerivation(provider.GetRequiredService<IOptions<SMailOptions>>().Value.KeyDerivation));
        services.TryAddSingleton(provider => new SMailClient(
            provider.GetRequiredService<IMailServer>(), provider.GetRequiredService<IOptions<SMailOptions>>().Value, provider.GetRequiredService<IKeyDerivation>()));
        services.TryAddSingleton(provider => provider.GetRequiredService<SMailClient>().Accounts);
        services.TryAddSingleton(provider => provider.GetRequiredService<SMailClient>().Mailboxes);
        return services;
    }

    // Containers make singletons synchronously. Nothing below captures a context, so waiting here can't deadlock.
    private static SMailServer Start(SMailOptions options) => Task.Run(() => SMailServer.StartAsync(options)).GetAwaiter().GetResult();
}

internal sealed class SMailOptionsValidator : IValidateOptions<SMailOptions>
{
    public ValidateOptionsResult Validate(string? name, SMailOptions options)
    {
        try
        {
            SMailOptionsCheck.CheckShared(options);
            SMailOptionsCheck.CheckServer(options);
            SMailOptionsCheck.CheckClient(options);
            return ValidateOptionsResult.Success;
        }
        catch (SMailException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
