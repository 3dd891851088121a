using System.Buffers.Binary;

namespace SMail.Sdk.Server;

/// <summary>What a reset left behind: the login as it was, and the secret keys under its account key. Its row id is the generation.</summary>
internal sealed record LockedKeysRow(LoginRow Login, SealedRecord SecretKeys, DateTimeOffset LockedAt)
{
    /// <summary>The group of records that belong to a locked set; those of the account as it is are in group 0.</summary>
    public const int RecordGroup = 1;

    public static Guid RowId(ulong generation)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(id[8..], generation);
        return new Guid(id, bigEndian: true);
    }
}
