using System.Security.Cryptography;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp.Primitives;

/// <summary>A string-to-key specifier (RFC 9580, section 3.7.1). Argon2 uses the last three numbers, the others the hash and count.</summary>
internal sealed record S2kSpecifier(S2kType Type, HashId Hash, ReadOnlyMemory<byte> Salt, byte Count, byte Passes, byte Lanes, byte MemoryExponent)
{
    private const int HashSaltSize = 8;
    private const int SlowerWithLanes = 4;

    /// <summary>Argon2id as RFC 9106, section 4, has it for little memory: 64 MiB and three passes, on one lane so that libsodium computes it.</summary>
    internal static S2kSpecifier NewArgon2() =>
        new(S2kType.Argon2, default, RandomNumberGenerator.GetBytes(Argon2id.SaltSize), 0, Passes: 3, Lanes: 1, MemoryExponent: 16);

    /// <summary>The most a count can say, 65 million octets, for recipients that know no Argon2.</summary>
    internal static S2kSpecifier NewIterated(HashId hash) =>
        new(S2kType.Iterated, hash, RandomNumberGenerator.GetBytes(HashSaltSize), byte.MaxValue, 0, 0, 0);

    /// <summary>The hash of old keys that say nothing of how their password is used (RFC 9580, section 3.7.2.1).</summary>
    internal static S2kSpecifier Legacy { get; } = new(S2kType.Simple, HashId.Md5, default, 0, 0, 0, 0);

    internal static S2kSpecifier Read(ref ByteReader reader)
    {
        var type = (S2kType)reader.ReadByte();
        if (type is S2kType.Argon2)
        {
            var salt = reader.Read(Argon2id.SaltSize).ToArray();
            var argon = new S2kSpecifier(type, default, salt, 0, reader.ReadByte(), reader.ReadByte(), reader.ReadByte());
            argon.CheckArgon2();
            return argon;
        }
        if (type is not (S2kType.Simple or S2kType.Salted or S2kType.Iterated))
            throw Errors.Unsupported("This string-to-key specifier is not known.");
        var hash = (HashId)reader.ReadByte();
        if (!hash.IsKnown())
            throw Errors.Unsupported("The hash of this string-to-key specifier is not known.");
        var salted = type is S2kType.Simple ? [] : reader.Read(HashSaltSize).ToArray();
        return new(type, hash, salted, type is S2kType.Iterated ? reader.ReadByte() : (byte)0, 0, 0, 0);
    }

    internal void Write(ByteWriter writer)
    {
        writer.Byte((byte)Type);
        if (Type is not S2kType.Argon2)
            writer.Byte((byte)Hash);
        writer.Bytes(Salt.Span);
        if (Type is S2kType.Iterated)
            writer.Byte(Count);
        if (Type is S2kType.Argon2)
            writer.Bytes([Passes, Lanes, MemoryExponent]);
    }

    internal void Derive(ReadOnlySpan<byte> password, S2kLimits limits, Span<byte> key) => Derive(password, limits, key, PrimitiveSets.Default);

    /// <summary>Fills the key. Refuses with a limit exceeded what costs more than the limits say, before any work.</summary>
    internal void Derive(ReadOnlySpan<byte> password, S2kLimits limits, Span<byte> key, PrimitiveSet set)
    {
        switch (Type)
        {
            case S2kType.Argon2:
                DeriveArgon2(password, limits, key, set);
                break;
            case S2kType.Iterated:
                S2kHash.Derive(Hash, Salt.Span, password, S2kHash.DecodeCount(Count), key, set);
                break;
            default:
                S2kHash.Derive(Hash, Salt.Span, password, octets: 0, key, set);
                break;
        }
    }

    private void DeriveArgon2(ReadOnlySpan<byte> password, S2kLimits limits, Span<byte> key, PrimitiveSet set)
    {
        CheckArgon2();
        var memory = 1L << MemoryExponent;
        // Several lanes, which whoever wrote this chose, are computed by the slower code.
        var work = memory * Passes * (Lanes == 1 ? 1 : SlowerWithLanes);
        if (memory > limits.MaxArgon2MemoryKiB || work > limits.MaxArgon2WorkKiB)
            throw Errors.Limit($"Argon2 with {memory} KiB of memory and {Passes} passes costs more than is allowed.");
        try
        {
            Fill(password, (int)memory, key, set);
        }
        catch (OutOfMemoryException)
        {
            throw Errors.Limit($"The machine does not have {memory} KiB of memory for Argon2.");
        }
    }

    private void Fill(ReadOnlySpan<byte> password, int memory, Span<byte> key, PrimitiveSet set)
    {
        if (Lanes == 1)
            Argon2id.Derive(password, Salt.Span, memory, Passes, key, native: set is PrimitiveSet.Fastest && Argon2id.IsNativeAvailable);
        else
            Argon2id.DeriveManaged(password, Salt.Span, [], [], memory, Passes, Lanes, key);
    }

    private void CheckArgon2()
    {
        // Each lane has eight blocks of 1 KiB at least (RFC 9580, section 3.7.1.4).
        if (Passes == 0 || Lanes == 0 || MemoryExponent > 31 || 1L << MemoryExponent < 8L * Lanes)
            throw Errors.Malformed("The parameters of Argon2 are out of their bounds.");
    }
}
