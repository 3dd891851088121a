using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace SMail.Sdk;

/// <summary>Writes fields as L(x): a length of 4 bytes, big-endian, then x. What is written so can be read in one way only.</summary>
internal sealed class LengthPrefixed
{
    /// <summary>The length before each field, in bytes.</summary>
    public const int PrefixSize = 4;

    // Strict: text with an unpaired surrogate would otherwise share its bytes with other text.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> buffer = new(256);

    /// <summary>Everything written so far.</summary>
    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    /// <summary>Appends L(field).</summary>
    public LengthPrefixed Add(ReadOnlySpan<byte> field)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer.GetSpan(PrefixSize), (uint)field.Length);
        buffer.Advance(PrefixSize);
        buffer.Write(field);
        return this;
    }

    /// <summary>Appends L of the text's UTF-8 bytes.</summary>
    /// <exception cref="ArgumentException">The text has an unpaired surrogate.</exception>
    public LengthPrefixed AddText(string text) => Add(Utf8.GetBytes(text));

    /// <summary>Appends L of one byte.</summary>
    public LengthPrefixed AddByte(byte value) => Add([value]);

    /// <summary>Appends L of 4 bytes, big-endian.</summary>
    public LengthPrefixed AddUInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Add(bytes);
    }

    /// <summary>Appends L of 8 bytes, big-endian.</summary>
    public LengthPrefixed AddUInt64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Add(bytes);
    }

    /// <summary>Appends L of the id's 16 bytes.</summary>
    public LengthPrefixed AddId(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Add(bytes);
    }
}
