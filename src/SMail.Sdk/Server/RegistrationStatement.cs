using SMail.OpenPgp;

namespace SMail.Sdk.Server;

/// <summary>What the new primary key signs when a registration is completed: proof that the account's owner holds it.</summary>
public static class RegistrationStatement
{
    /// <summary>L("smail/v1/register") || L(realm) || L(account id) || L(address) || L(fingerprint); L is a 4-byte big-endian length, then the bytes.</summary>
    public static byte[] Create(string realm, AccountId account, MailAddress address, Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new LengthPrefixed()
            .AddText("smail/v1/register")
            .AddText(realm)
            .AddId(account.Value)
            .AddText(address.Canonical)
            .Add(fingerprint.Span)
            .Written.ToArray();
    }
}
