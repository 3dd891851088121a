using System.Text;
using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Addresses;

/// <summary>A place in the list of addresses: the last one that was given.</summary>
internal static class AddressCursor
{
    public static string Write(MailAddress address) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(address.Canonical));

    public static string Parse(string text)
    {
        try
        {
            if (text.Length <= MailAddress.MaxBytes * 2 && MailAddress.TryParse(Encoding.UTF8.GetString(Convert.FromHexString(text)), out var address))
                return address.Canonical;
        }
        catch (FormatException)
        {
            // no hex digits
        }
        throw Limits.Invalid("This is no cursor of this store.");
    }
}
