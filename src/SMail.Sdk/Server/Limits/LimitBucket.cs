using System.Security.Cryptography;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Where one count is stored. The name is a MAC, so that a stolen database does not tell who tried from where.</summary>
/// <param name="Partition">One of 256 partitions that are no account's, so that a stranger's guesses do not make partitions without end.</param>
/// <param name="Key">The row.</param>
internal sealed record LimitBucket(AccountId Partition, RowKey Key)
{
    public static LimitBucket Of(SecretBytes decoyKey, LimitKind kind, string text)
    {
        var name = Mac(decoyKey, new LengthPrefixed().AddText(Labels.Limit).AddText(kind.ToString()).AddText(text));
        var partition = Mac(decoyKey, new LengthPrefixed().AddText(Labels.LimitPartition).AddByte(name[^1]));
        return new LimitBucket(Id.FromBytes<AccountId>(partition.AsSpan(0, 16)), new RowKey(RowKind.Limit, new Guid(name.AsSpan(0, 16), bigEndian: true)));
    }

    private static byte[] Mac(SecretBytes key, LengthPrefixed data) => HMACSHA256.HashData(key.Span, data.Written);
}

/// <summary>What is counted; the name goes into the row's.</summary>
internal enum LimitKind
{
    LoginAddress,
    LoginDevice,
    LoginSource,
    NameCheckAddress,
    NameCheckSource,
    ReservationAddress,
    ReservationSource,
    ResetAddress,
    RecoveryAddress,
}
