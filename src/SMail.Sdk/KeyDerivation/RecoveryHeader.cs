using System.Buffers.Binary;

namespace SMail.Sdk.KeyDerivation;

/// <summary>The header of an account key that is wrapped under a recovery phrase: in the open, and authenticated. A change of the password leaves it as it is, so it names no epoch.</summary>
/// <param name="Account">The account.</param>
/// <param name="SigmaVersion">The version of the server's sigma key, from 1.</param>
/// <param name="Generation">From 1; rises when keys are rotated or reset, and with it the phrase is gone.</param>
internal sealed record RecoveryHeader(AccountId Account, uint SigmaVersion, ulong Generation)
{
    private const int CommitmentSize = 32;

    // So that no other envelope's header is taken for one.
    private static ReadOnlySpan<byte> Kind => "recovery"u8;

    /// <summary>The fields in their order, the commitment last.</summary>
    public LengthPrefixed Write(ReadOnlySpan<byte> commitment) =>
        new LengthPrefixed().Add(Kind).AddId(Account.Value).AddUInt32(SigmaVersion).AddUInt64(Generation).Add(commitment);

    /// <summary>Reads header and commitment; nothing is authenticated yet.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.KeysDamaged"/>: the record is no such wrap.</exception>
    public static RecoveryHeader Read(SealedRecord wrap, out ReadOnlySpan<byte> commitment)
    {
        commitment = default;
        var fields = new LengthPrefixedReader(wrap.Open().Header);
        if (fields.TryRead(out var kind) && kind.SequenceEqual(Kind) && fields.TryRead(16, out var account) && fields.TryRead(4, out var sigmaVersion)
            && fields.TryRead(8, out var generation) && fields.TryRead(CommitmentSize, out commitment) && fields.AtEnd)
            return new RecoveryHeader(Id.FromBytes<AccountId>(account), BinaryPrimitives.ReadUInt32BigEndian(sigmaVersion), BinaryPrimitives.ReadUInt64BigEndian(generation));
        throw new SMailException(SMailError.KeysDamaged, "The record is not an account key wrapped under a recovery phrase.");
    }
}
