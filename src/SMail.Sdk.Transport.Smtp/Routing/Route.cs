namespace SMail.Sdk.Transport.Smtp.Routing;

/// <summary>How the mail of a domain goes on.</summary>
/// <param name="Servers">Its servers in their order; empty where there is a failure.</param>
/// <param name="IsVerified">Whether TLS with a valid certificate is demanded.</param>
/// <param name="Testing">The domain, where its MTA-STS policy is only to be tried out (RFC 8461, section 5).</param>
/// <param name="Failure">Why it goes nowhere.</param>
internal sealed record Route(IReadOnlyList<MxRecord> Servers, bool IsVerified, string? Testing = null, TransportResult? Failure = null)
{
    /// <summary>Equal for domains that one transaction can serve. Preferences count by their order alone.</summary>
    public string Key
    {
        get
        {
            var ranks = Servers.GroupBy(server => server.Preference).OrderBy(group => group.Key).Select(group => string.Join(' ', group.Select(server => server.Host).Order(StringComparer.Ordinal)));
            return $"{IsVerified}|{Testing}|{string.Join('|', ranks)}";
        }
    }
}
