using System.Text;

namespace SMail.Sdk.Storage.InMemory;

/// <summary>A place in the list of addresses: the last one that was given.</summary>
internal static class AddressCursor
{
    public static string Write(MailAddress address) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(address.Canonical));

    public static MailAddress Parse(string text)
    {
        try
        {
            if (text.Length <= MailAddress.MaxBytes * 2 && MailAddress.TryParse(Encoding.UTF8.GetString(Convert.FromHexString(text)), out var address))
                return address;
        }
        catch (FormatException)
        {
            // no hex digits
        }
        throw new StorageException(StorageError.InvalidArgument, "This is no cursor of this store.");
    }
}
