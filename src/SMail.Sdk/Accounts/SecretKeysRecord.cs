using System.Security.Cryptography;
using SMail.OpenPgp;
using SMail.Sdk.KeyDerivation;

namespace SMail.Sdk.Accounts;

/// <summary>The OpenPGP secret keys as they are stored: unprotected packets under the account key.</summary>
internal static class SecretKeysRecord
{
    private const string Kind = "openpgp-keys";

    public static RecordHeader Header(AccountId account, ulong version) => new(account, Kind, Guid.Empty, version);

    public static SealedRecord Seal(AccountKey accountKey, AccountId account, ulong version, SecretKey secretKey)
    {
        var packets = secretKey.ExportUnprotected();
        try
        {
            return accountKey.SealRecord(RecordPurpose.SecretKeys, Header(account, version), packets);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(packets);
        }
    }
}
