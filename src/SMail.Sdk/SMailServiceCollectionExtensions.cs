using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk;

/// <summary>Puts mail systems into an application's services.</summary>
public static class SMailServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IAccountService"/>, <see cref="IMailboxService"/>, <see cref="IKeyDerivation"/>, <see cref="IAccountAdministration"/> and the server half behind them, all as singletons.</summary>
    /// <remarks>
    /// The application's <see cref="TimeProvider"/> and <see cref="ILoggerFactory"/> are used where it has them. The system starts when it is first
    /// asked for, and that call waits until the server secrets are loaded; wrong options are an <see cref="OptionsValidationException"/> there.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets realm, domains, storage and secrets.</param>
    public static IServiceCollection AddSMail(this IServiceCollection services, Action<SMailOptions> configure) => Add(services, null, configure);

    /// <summary>Like <see cref="AddSMail"/> for one of several mail systems in one application: all its services are keyed.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key they are asked for with.</param>
    /// <param name="configure">Sets realm, domains, storage and secrets.</param>
    public static IServiceCollection AddKeyedSMail(this IServiceCollection services, string key, Action<SMailOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Add(services, key, configure);
    }

    private static IServiceCollection Add(IServiceCollection services, string? key, Action<SMailOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<SMailOptions>(key).Configure<IServiceProvider>((options, provider) =>
        {
            options.Clock = provider.GetService<TimeProvider>() ?? options.Clock;
            options.LoggerFactory = provider.GetService<ILoggerFactory>() ?? options.LoggerFactory;
            configure(options);
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SMailOptions>, SMailOptionsValidator>());

        // A null key makes an ordinary singleton.
        services.TryAddKeyedSingleton(key, (provider, _) => Start(OptionsOf(provider)));
        services.TryAddKeyedSingleton<IMailServer>(key, (provider, _) => provider.GetRequiredKeyedService<SMailServer>(key).Door);
        services.TryAddKeyedSingleton(key, (provider, _) => provider.GetRequiredKeyedService<SMailServer>(key).Administration);
        services.TryAddKeyedSingleton<IKeyDerivation>(key, (provider, _) => new KeyDerivation.KeyDerivation(OptionsOf(provider).KeyDerivation));
        services.TryAddKeyedSingleton(key, (provider, _) => new SMailClient(
            provider.GetRequiredKeyedService<IMailServer>(key), OptionsOf(provider), provider.GetRequiredKeyedService<IKeyDerivation>(key)));
        services.TryAddKeyedSingleton(key, (provider, _) => provider.GetRequiredKeyedService<SMailClient>(key).Accounts);
        services.TryAddKeyedSingleton(key, (provider, _) => provider.GetRequiredKeyedService<SMailClient>(key).Mailboxes);
        return services;

        SMailOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptionsMonitor<SMailOptions>>().Get(key);
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
            SMailOptionsCheck.CheckAll(options);
            return ValidateOptionsResult.Success;
        }
        catch (SMailException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
