using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SMail.Sdk.Server;
using SMail.Sdk.Transport.Smtp.Connections;
using SMail.Sdk.Transport.Smtp.Replies;
using SMail.Sdk.Transport.Smtp.Routing;
using SMail.Sdk.Transport.Smtp.Sending;
using SMail.Sdk.Transport.Smtp.Signing;
using SMail.Sdk.Transport.Smtp.Tls;

namespace SMail.Sdk.Transport.Smtp;

/// <summary>Sends mail over SMTP (RFC 5321), to a relay or to the servers of each recipient's domain. The bytes leave as they are; DKIM signatures are put before them.</summary>
/// <remarks>
/// A message is read twice or more: first for what must be known before its first byte leaves. A cut after the end of a message counts as not delivered, so
/// mail may arrive twice, with the same bytes (RFC 1047).
/// </remarks>
public sealed partial class SmtpTransport : IMailTransport, IAsyncDisposable
{
    private const int ParallelServers = 8;

    private readonly SmtpTransportOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly IMxResolver resolver;
    private readonly MxRouter router;
    private readonly ConnectionPool pool;
    private readonly Courier courier;

    /// <summary>Takes the choices, which must not be changed any more.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>; the message says what to change.</exception>
    public SmtpTransport(SmtpTransportOptions options, TimeProvider? clock = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        SmtpTransportOptionsCheck.Check(options);
        this.options = options;
        this.clock = clock ?? TimeProvider.System;
        logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<SmtpTransport>();
        resolver = options.Resolver ?? new DnsMxResolver();
        router = new MxRouter(resolver, options, options.MtaSts is { } fetcher ? new MtaStsCache(resolver, fetcher, this.clock) : null, logger);
        pool = new ConnectionPool(options, this.clock);
        courier = new Courier(pool, options, this.clock);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TransportResult>> SendAsync(MailEnvelope envelope, IAsyncEnumerable<OpenMessage> message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(message);
        var keys = options.DkimKeys is { } find ? DkimSigner.Choose(await find(envelope.Sender.Domain, cancellationToken).ConfigureAwait(false), clock.GetUtcNow()) : [];
        using var survey = await Survey.TakeAsync(message, isHashed: keys.Count > 0, cancellationToken).ConfigureAwait(false);
        if (FindFault(survey) is { } fault)
            return [.. envelope.Recipients.Select(_ => fault)];
        var signatures = keys.Count > 0 ? DkimSigner.Sign(envelope.Sender.Domain, keys, survey) : [];
        if (signatures is null)
            return [.. envelope.Recipients.Select(_ => Failures.Never(null, new(5, 6, 0), "A message that is signed has one From field, and few of each other."))];
        var content = new OutgoingMessage(message, survey, (byte[])[.. Trace(envelope), .. signatures], needsUtf8: false);

        var results = new ConcurrentDictionary<MailAddress, TransportResult>();
        try
        {
            var routes = await FindRoutesAsync(envelope.Recipients, cancellationToken).ConfigureAwait(false);
            await ForEachAsync(routes, (route, token) => DeliverAsync(route.Route, route.Recipients, envelope, content, results, token), cancellationToken).ConfigureAwait(false);
        }
        // Who has the message already must not get it again, because the time was too short for others.
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && results.Values.Any(result => result.Status != TransportStatus.TryLater))
        {
        }

        return [.. envelope.Recipients.Select(recipient => results.GetValueOrDefault(recipient) ?? Failures.Later(null, new(4, 3, 2), "There was no time left."))];
    }

    /// <inheritdoc/>
    public async ValueTask<string> FindDestinationAsync(string domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (options.Relay is { } relay)
            return $"{relay.Host}:{relay.Port.ToString(CultureInfo.InvariantCulture)}|{options.RequiresTls(domain)}";
        return await router.FindAsync(domain, cancellationToken).ConfigureAwait(false) is { Failure: null } route ? route.Key : domain;
    }

    /// <summary>Says goodbye on every connection that is not at work.</summary>
    public ValueTask DisposeAsync() => pool.DisposeAsync();

    private static TransportResult? FindFault(Survey survey) =>
        survey.HasBareLineEnd ? Failures.Never(null, new(5, 6, 0), "The message has a CR or LF alone, which servers read in different ways; end lines with CR LF (RFC 5321, section 2.3.8).")
        : survey.IsHeaderTooLong ? Failures.Never(null, new(5, 6, 0), $"The header has more than {Survey.MaxHeaderBytes} bytes.")
        : null;

    private byte[] Trace(MailEnvelope envelope) => !options.AddReceived ? [] : Encoding.ASCII.GetBytes(
        $"Received: by {options.HeloName} id {envelope.Id:N};\r\n\t{clock.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000\r\n");

    /// <summary>Recipients that one transaction can serve together, and how.</summary>
    private async ValueTask<List<(Route Route, List<MailAddress> Recipients)>> FindRoutesAsync(IReadOnlyList<MailAddress> recipients, CancellationToken cancellationToken)
    {
        var routes = new ConcurrentDictionary<string, Route>();
        await ForEachAsync([.. recipients.Select(recipient => recipient.Domain).Distinct()], async (domain, token) =>
            routes[domain] = options.Relay is null ? await router.FindAsync(domain, token).ConfigureAwait(false) : new Route([], options.RequiresTls(domain)), cancellationToken).ConfigureAwait(false);
        return [.. recipients.Distinct().GroupBy(recipient => routes[recipient.Domain] is { Failure: null } route ? route.Key : recipient.Domain)
            .Select(group => (routes[group.First().Domain], group.ToList()))];
    }

    // Most mail goes to one place, and then there is nobody to share the work with.
    private static async ValueTask ForEachAsync<T>(List<T> items, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        try
        {
            if (items is [var only])
                await work(only, cancellationToken).ConfigureAwait(false);
            else
                await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = ParallelServers, CancellationToken = cancellationToken }, work).ConfigureAwait(false);
        }
        // MailKit has errors of its own for work that was cancelled; they must not look like a server's.
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private async ValueTask DeliverAsync(
        Route route, List<MailAddress> recipients, MailEnvelope envelope, OutgoingMessage content, ConcurrentDictionary<MailAddress, TransportResult> results, CancellationToken cancellationToken)
    {
        var waiting = recipients;
        var walk = new ServerWalk(route, resolver, options);
        try
        {
            if (route.Failure is null)
            {
                await foreach (var destination in (options.Relay is { } relay ? RelayAsync(relay, route) : walk.ListAsync(cancellationToken)).ConfigureAwait(false))
                {
                    var outcomes = new Dictionary<MailAddress, Outcome>();
                    try
                    {
                        await courier.SendAsync(destination, envelope, content, waiting, outcomes, connection => Watch(route, connection), cancellationToken).ConfigureAwait(false);
                    }
                    finally
                    {
                        // Of several transactions the first may have ended when a later one fails: who has the mail must not get it again.
                        foreach (var (recipient, outcome) in outcomes)
                            results[recipient] = outcome.Result;
                        waiting = [.. waiting.Where(recipient => outcomes.GetValueOrDefault(recipient) is not { IsFinal: true })];
                    }

                    if (waiting.Count == 0)
                        return;
                }
            }
        }
#pragma warning disable CA1031 // one group's fault must not hide what others got
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFault(logger, e.GetType().Name);
            foreach (var recipient in waiting)
                results[recipient] = Failures.Later(null, new(4, 3, 0), $"The transport failed ({e.GetType().Name}).");
        }

        foreach (var recipient in waiting)
            results.TryAdd(recipient, route.Failure ?? walk.Failure);
    }

#pragma warning disable CS1998 // a list of one, in the shape of the walk
    private static async IAsyncEnumerable<Destination> RelayAsync(SmtpRelay relay, Route route)
#pragma warning restore CS1998
    {
        EndPoint address = IPAddress.TryParse(relay.Host, out var literal) ? new IPEndPoint(literal, relay.Port) : new DnsEndPoint(relay.Host, relay.Port);
        yield return new Destination(relay.Host, address, route.IsVerified, relay.ImplicitTls);
    }

    private void Watch(Route route, SmtpConnection connection)
    {
        if (route.Testing is { } domain && !connection.HasValidCertificate)
            LogWithoutTls(logger, domain, connection.Destination.Host);
    }

    [LoggerMessage(EventId = 51, Level = LogLevel.Warning, Message = "The server {Server} of {Domain} has no TLS with a valid certificate, which its MTA-STS policy asks for, in testing.")]
    private static partial void LogWithoutTls(ILogger logger, string domain, string server);

    [LoggerMessage(EventId = 52, Level = LogLevel.Error, Message = "Sending failed with {Fault}; it is tried again.")]
    private static partial void LogFault(ILogger logger, string fault);
}
