using System.Buffers.Binary;

namespace SMail.Sdk.KeyDerivation;

/// <summary>The header of a wrapped account key: in the open, and authenticated.</summary>
/// <param name="Binding">How the account logs in, and which it is.</param>
/// <param name="SigmaVersion">The version of the server's sigma key, from 1.</param>
/// <param name="Generation">From 1; rises when keys are rotated or reset.</param>
/// <param name="Epoch">From 1; rises each time the login record is replaced.</param>
public sealed record WrapHeader(WrapBinding Binding, uint SigmaVersion, ulong Generation, ulong Epoch)
{
    private const int CommitmentSize = 32;
    private const int KdfSize = 13;

    /// <summary>Reads the header of a wrap. Nothing is authenticated yet: trust it only after <see cref="KeyEncryptionKey.Unwrap"/>.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.KeysDamaged"/>: the record is no wrap.</exception>
    public static WrapHeader Parse(SealedRecord wrap)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        return Read(wrap, out _);
    }

    /// <summary>The fields in their order, the commitment last.</summary>
    internal LengthPrefixed Write(ReadOnlySpan<byte> commitment)
    {
        if (!Enum.IsDefined(Binding.Protocol) || !Enum.IsDefined(Binding.Parameters.Algorithm))
            throw new ArgumentException("No such login protocol or key derivation.");
        if (Binding.AccountSalt.Length != StretchInput.AccountSaltSize || SigmaVersion == 0 || Generation == 0 || Epoch == 0)
            throw new ArgumentException("A wrap has a salt of 16 bytes; versions, generation and epoch count from 1.");
        return new LengthPrefixed()
            .AddByte((byte)Binding.Protocol)
            .Add(Encode(Binding.Parameters))
            .Add(Binding.AccountSalt.Span)
            .AddUInt32(SigmaVersion)
            .AddUInt64(Generation)
            .AddId(Binding.Account.Value)
            .AddUInt64(Epoch)
            .Add(commitment);
    }

    /// <summary>Reads header and commitment.</summary>
    internal static WrapHeader Read(SealedRecord wrap, out ReadOnlySpan<byte> commitment)
    {
        commitment = default;
        var fields = new LengthPrefixedReader(wrap.Open().Header);
        if (fields.TryRead(1, out var protocol) && fields.TryRead(KdfSize, out var kdf) && fields.TryRead(StretchInput.AccountSaltSize, out var salt)
            && fields.TryRead(4, out var sigmaVersion) && fields.TryRead(8, out var generation) && fields.TryRead(16, out var account)
            && fields.TryRead(8, out var epoch) && fields.TryRead(CommitmentSize, out commitment) && fields.AtEnd)
        {
            var binding = new WrapBinding((LoginProtocol)protocol[0], Decode(kdf), salt.ToArray(), Id.FromBytes<AccountId>(account));
            return new WrapHeader(binding, BinaryPrimitives.ReadUInt32BigEndian(sigmaVersion),
                BinaryPrimitives.ReadUInt64BigEndian(generation), BinaryPrimitives.ReadUInt64BigEndian(epoch));
        }
        throw new SMailException(SMailError.KeysDamaged, "The record is not a wrapped account key.");
    }

    // 1 byte for the function, then memory, passes and lanes.
    private static byte[] Encode(KdfParameters kdf)
    {
        var bytes = new byte[KdfSize];
        bytes[0] = (byte)kdf.Algorithm;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), kdf.MemoryKiB);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), kdf.Passes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(9), kdf.Lanes);
        return bytes;
    }

    private static KdfParameters Decode(ReadOnlySpan<byte> bytes) => new((KdfAlgorithm)bytes[0],
        BinaryPrimitives.ReadInt32BigEndian(bytes[1..]), BinaryPrimitives.ReadInt32BigEndian(bytes[5..]), BinaryPrimitives.ReadInt32BigEndian(bytes[9..]));
}
