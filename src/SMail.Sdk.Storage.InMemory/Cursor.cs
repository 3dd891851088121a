using System.Buffers;
using System.Buffers.Binary;

namespace SMail.Sdk.Storage.InMemory;

/// <summary>A place in a list. It names a place, not a count, so rows that come or go elsewhere move nothing.</summary>
internal readonly record struct Cursor(long Order, Guid Id) : IComparable<Cursor>
{
    private const byte Format = 1;
    private const int Size = 1 + sizeof(long) + 16;

    /// <summary>The last place there can be.</summary>
    public static Cursor End => new(long.MinValue, Guid.AllBitsSet);

    public static Cursor Of(Row row) => new(row.Order, row.Key.Id);

    /// <summary>Highest order first; the id decides between equals.</summary>
    public int CompareTo(Cursor other)
    {
        var byOrder = other.Order.CompareTo(Order);
        return byOrder != 0 ? byOrder : Id.CompareTo(other.Id);
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], Order);
        Id.TryWriteBytes(bytes[9..], bigEndian: true, out _);
        return Convert.ToHexStringLower(bytes);
    }

    public static Cursor Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Size * 2 || Convert.FromHexString(text, bytes, out _, out _) != OperationStatus.Done || bytes[0] != Format)
            throw new StorageException(StorageError.InvalidArgument, "This is no cursor of this store.");
        return new Cursor(BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), new Guid(bytes[9..], bigEndian: true));
    }
}
