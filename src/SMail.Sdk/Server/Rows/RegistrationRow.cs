namespace SMail.Sdk.Server;

/// <summary>An account was written under a reservation; when that ends, it is seen to that the address is the account's, or that the account goes.</summary>
internal sealed record RegistrationRow(MailAddress Address)
{
    public static Guid RowId => Guid.Empty;
}
