namespace SMail.Sdk.Transport.Smtp.Tls;

/// <summary>The policies of domains, kept as long as they hold (RFC 8461, sections 3.3 and 5.1), in memory: after a restart a domain is new again.</summary>
internal sealed class MtaStsCache(IMxResolver resolver, IMtaStsPolicyFetcher fetcher, TimeProvider clock)
{
    private const int MaxDomains = 10_000;
    private static readonly TimeSpan RetryTime = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Known> domains = [];

    /// <summary>The policy that holds for a domain now; null where there is none.</summary>
    public async ValueTask<MtaStsPolicy?> FindAsync(string domain, CancellationToken cancellationToken)
    {
        var known = Recall(domain);
        var id = await FindIdAsync(domain, cancellationToken).ConfigureAwait(false);
        var now = clock.GetUtcNow();
        // Whoever can hide the record or the policy must not undo what is known.
        if (id is not null && id != known?.Id && !(known?.NextTry > now))
        {
            var text = await fetcher.FetchAsync(domain, cancellationToken).ConfigureAwait(false);
            if (text is not null && MtaStsPolicy.Parse(text) is { } policy)
                known = new Known(id, policy, now + policy.MaxAge, default);
            else
                known = (known ?? new Known(null, null, default, default)) with { NextTry = now + RetryTime };
            Remember(domain, known, now);
        }

        return known is { Policy: { } held } && known.Until > now ? held : null;
    }

    private Known? Recall(string domain)
    {
        lock (gate)
            return domains.GetValueOrDefault(domain) is { } known && (known.Until > clock.GetUtcNow() || known.NextTry > clock.GetUtcNow()) ? known : null;
    }

    private void Remember(string domain, Known known, DateTimeOffset now)
    {
        lock (gate)
        {
            domains[domain] = known;
            if (domains.Count <= MaxDomains)
                return;
            foreach (var old in domains.Where(pair => pair.Value.Until <= now && pair.Value.NextTry <= now).Select(pair => pair.Key).ToList())
                domains.Remove(old);
            if (domains.Count > MaxDomains)
                domains.Remove(domains.MinBy(pair => pair.Value.Until).Key);
        }
    }

    // Exactly one record that begins with the version (section 3.1).
    private async ValueTask<string?> FindIdAsync(string domain, CancellationToken cancellationToken)
    {
        var answer = await resolver.FindTextsAsync("_mta-sts." + domain, cancellationToken).ConfigureAwait(false);
        if (answer.Records.Where(text => text.StartsWith("v=STSv1;", StringComparison.Ordinal)).ToList() is not [var record])
            return null;
        var id = record.Split(';').Select(field => field.Trim()).FirstOrDefault(field => field.StartsWith("id=", StringComparison.Ordinal))?[3..];
        return id is { Length: > 0 and <= 32 } && id.All(char.IsAsciiLetterOrDigit) ? id : null;
    }

    private sealed record Known(string? Id, MtaStsPolicy? Policy, DateTimeOffset Until, DateTimeOffset NextTry);
}
