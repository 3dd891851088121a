namespace SMail.Sdk.Delivery;

/// <summary>Tells inside from outside by the address alone; both halves ask it, and neither asks the other.</summary>
internal sealed class DeliveryRouter(IEnumerable<string> domains)
{
    /// <summary>The domain a bare user name belongs to.</summary>
    public string FirstDomain { get; } = domains.First();

    /// <summary>Whom reports are from, and mail that has no sender.</summary>
    public MailAddress ReportAddress { get; } = MailAddress.Parse($"mailer-daemon@{domains.First()}");

    /// <summary>The hosted domains.</summary>
    public IReadOnlyCollection<string> Domains => hosted;

    private readonly HashSet<string> hosted = new(domains, StringComparer.Ordinal);

    /// <summary>Whether the domain is one of ours: then mail is sealed or refused, never open.</summary>
    public bool IsInside(MailAddress address) => hosted.Contains(address.Domain);
}
