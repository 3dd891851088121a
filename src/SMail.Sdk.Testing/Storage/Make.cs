using System.Buffers.Binary;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Makes what the suites store.</summary>
internal static class Make
{
    public static AccountId Account() => Id.Generate<AccountId>();

    public static RowKey Key(RowKind kind = RowKind.Entry) => new(kind, Id.Generate<EntryId>().Value);

    public static Row Row(RowKey? key = null, int group = 0, long order = 0, DateTimeOffset? due = null, byte seed = 1) =>
        new(key ?? Key(), new RowValue(Bytes(20, seed))) { Group = group, Order = order, Due = due };

    public static Row OutboxRow(DateTimeOffset? due) => Row(Key(RowKind.Outbox), due: due);

    public static PutRow Put(Row row, Precondition precondition = default) => new(row, precondition);

    public static DeleteRow Delete(RowKey key, Precondition precondition = default) => new(key, precondition);

    public static PartitionCommit Commit(params RowWrite[] writes) => new(Id.Generate<CommitId>(), writes);

    /// <summary>Bytes that differ from place to place, so that a shifted or swapped piece shows.</summary>
    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)((i * 31 + (i >> 8) * 7 + seed) % 251);
        return bytes;
    }

    /// <summary>A SEIPD packet, version 2 (RFC 9580, section 5.13.2): nothing can open it, but it has the form of one.</summary>
    public static byte[] BodyPacket(int payload, int seed = 1)
    {
        const byte seipd = 0xC0 | 18, version = 2, aes256 = 9, ocb = 2, chunksOf4KiB = 6;
        byte[] fixedPart = [version, aes256, ocb, chunksOf4KiB];
        var content = Bytes(32 + payload + 32, seed);
        var header = new byte[6];
        header[0] = seipd;
        header[1] = 0xFF;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(2), (uint)(fixedPart.Length + content.Length));
        return [.. header, .. fixedPart, .. content];
    }

    public static SealedBytes Content(int payload, int seed = 1) => SealedBytes.Parse(BodyPacket(payload, seed));

    public static DirectoryRow Address(string address, long epoch = 1, DirectoryStatus status = DirectoryStatus.Active) => new()
    {
        Address = MailAddress.Parse(address),
        Status = status,
        Epoch = epoch,
        // An address in use never changes its account.
        Account = Id.FromBytes<AccountId>(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(address)).AsSpan(0, 16)),
        ReservationHash = TokenHash.Of("token"),
    };

    public static DirectoryRow Alias(string alias, DirectoryRow of) =>
        Address(alias) with { Account = of.Account, AliasOf = of.Address, ReservationHash = new TokenHash("") };

    public static CertificateBytes Certificate(int seed) => new(Bytes(300, seed));
}
