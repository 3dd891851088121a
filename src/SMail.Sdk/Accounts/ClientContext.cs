using SMail.OpenPgp;
using SMail.Sdk.Delivery;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>What the client half works with.</summary>
internal sealed record ClientContext(string Realm, IReadOnlyList<string> Domains, IMailServer Server, TimeProvider Clock, OpenPgpProfile Profile, IDeviceMemory Memory)
{
    public required IDeviceTokens DeviceTokens { get; init; }

    public DeliveryRouter Router { get; } = new(Domains);

    /// <summary>A bare name means the first of the hosted domains.</summary>
    public MailAddress ToAddress(string text) =>
        MailAddress.Parse(text.Contains('@', StringComparison.Ordinal) ? text : $"{text}@{Domains[0]}");
}
