using System.Buffers.Binary;

namespace SMail.Sdk;

/// <summary>Reads what <see cref="LengthPrefixed"/> wrote; never beyond the end, whatever the bytes claim.</summary>
internal ref struct LengthPrefixedReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    /// <summary>Whether every byte was read.</summary>
    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>Reads the next field; false where there is no whole one.</summary>
    public bool TryRead(out ReadOnlySpan<byte> field)
    {
        field = default;
        if (rest.Length < LengthPrefixed.PrefixSize)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > (uint)(rest.Length - LengthPrefixed.PrefixSize))
            return false;
        field = rest.Slice(LengthPrefixed.PrefixSize, (int)length);
        rest = rest[(LengthPrefixed.PrefixSize + (int)length)..];
        return true;
    }

    /// <summary>Reads the next field; false where it does not have exactly this length.</summary>
    public bool TryRead(int length, out ReadOnlySpan<byte> field) => TryRead(out field) && field.Length == length;
}
