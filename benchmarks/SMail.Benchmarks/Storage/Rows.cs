using System.Security.Cryptography;
using SMail.Sdk;
using SMail.Sdk.Storage;

namespace SMail.Benchmarks.Storage;

/// <summary>Rows like those of mail: a value of summary and key packet, and a sealed body beside it.</summary>
internal static class Rows
{
    private const int ValueBytes = 1500;

    public static Row Entry(int bodyBytes, long order) =>
        new(new RowKey(RowKind.Entry, Id.Generate<EntryId>().Value), new RowValue(RandomNumberGenerator.GetBytes(ValueBytes))) { Group = 1, Order = order, Content = Body(bodyBytes) };

    /// <summary>A SEIPD packet around random bytes: the store looks at its frame only.</summary>
    public static SealedBytes Body(int bytes)
    {
        var packet = new byte[bytes + 6];
        RandomNumberGenerator.Fill(packet.AsSpan(7));
        packet[0] = 0xd2;
        packet[1] = 0xff;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(2), bytes);
        packet[6] = 1;
        return SealedBytes.Parse(packet);
    }

    public static PartitionCommit Commit(params Row[] rows) =>
        new(Id.Generate<CommitId>(), [.. rows.Select(row => new PutRow(row, Precondition.Absent))]);
}
