namespace SMail.Sdk.Transport.Smtp;

/// <summary>Gets the MTA-STS policy of a domain (RFC 8461, section 3.3).</summary>
public interface IMtaStsPolicyFetcher
{
    /// <summary>The policy's text; null where there is none or it can't be had.</summary>
    ValueTask<string?> FetchAsync(string domain, CancellationToken cancellationToken);
}
