using System.Buffers;
using System.Buffers.Binary;
using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Rows;

/// <summary>A place in a list. It names a place, not a count, so rows that come or go elsewhere move nothing.</summary>
internal readonly record struct Cursor(long Order, Guid Id)
{
    private const byte Format = 2;
    private const int Size = 1 + sizeof(long) + 16;

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
            throw Limits.Invalid("This is no cursor of this store.");
        return new Cursor(BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), new Guid(bytes[9..], bigEndian: true));
    }
}
