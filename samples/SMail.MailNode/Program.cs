// A mail node: the server half on SQLite, with outbox pump, sweeper, health and LMTP for a mail server in front. docs/operations.md sets it up beside Postfix.
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SMail.MailNode;
using SMail.Sdk;
using SMail.Sdk.Hosting;
using SMail.Sdk.Storage;
using SMail.Sdk.Storage.Sqlite;
using SMail.Sdk.Transport.Smtp;

try
{
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // why it could not start is said below, in a sentence
    builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "mailnode.json"), optional: true).AddEnvironmentVariables();
    var settings = (builder.Configuration.GetSection("MailNode").Get<NodeSettings>() ?? new NodeSettings()).Check();
    builder.Services.AddSingleton(settings);
    builder.Services.AddSMail(options =>
    {
        options.Realm = settings.Domain;
        options.UseDomain(settings.Domain)
            .UseSqliteStorage(Path.Combine(settings.Data, "mail.db"))
            .UseSecretsFile(settings.Secrets, createIfMissing: true)
            .UseSmtpTransport(settings.HostName, smtp => smtp.Relay = settings.RelayHost.Length == 0 ? null : new SmtpRelay { Host = settings.RelayHost, Port = settings.RelayPort });
        options.Server.Inbound.HostName = settings.HostName;
        options.Server.Delivery.DeadLetterTime = TimeSpan.FromDays(3);
    });
    if (args.Length > 0)
    {
        await using var services = builder.Services.BuildServiceProvider();
        return await Commands.RunAsync(args, services, CancellationToken.None);
    }

    builder.Services.AddSMailHosting();
    builder.Services.AddHostedService<LmtpService>();
    builder.Services.AddSingleton<IHealthCheckPublisher, HealthLog>();
    await builder.Build().RunAsync();
    return 0;
}
catch (SMailException e)
{
    await Console.Error.WriteLineAsync($"{e.Code}: {e.Message}");
    return 1;
}
catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException or InvalidOperationException or OptionsValidationException)
{
    // What an operator can mend is a file, a folder or a setting: he needs its name, and no stack.
    await Console.Error.WriteLineAsync(e.InnerException is { } cause ? $"{e.Message} {cause.Message}" : e.Message);
    return 1;
}
