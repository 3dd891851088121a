using System.Buffers.Binary;
using System.Text;

namespace SMail.Sdk.KeyDerivation;

/// <summary>The header of a sealed record: in the open, and authenticated.</summary>
/// <param name="Account">The account it belongs to.</param>
/// <param name="Kind">What it is, in 1 to 64 of a-z, 0-9 and <c>-</c>; no secret belongs here.</param>
/// <param name="RecordId">16 random bytes; zero where an account has only one of the kind.</param>
/// <param name="Version">From 1; rises at each write of the record.</param>
public sealed record RecordHeader(AccountId Account, string Kind, Guid RecordId, ulong Version)
{
    private const int MaxKind = 64;

    /// <summary>Reads the header of a record. Nothing is authenticated yet: trust it only after <see cref="AccountKey.OpenRecord"/>.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.KeysDamaged"/>: the record has another kind of header.</exception>
    public static RecordHeader Parse(SealedRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var fields = new LengthPrefixedReader(record.Open().Header);
        if (fields.TryRead(16, out var account) && fields.TryRead(out var kind) && fields.TryRead(16, out var id)
            && fields.TryRead(8, out var version) && fields.AtEnd)
        {
            var header = new RecordHeader(Id.FromBytes<AccountId>(account), Encoding.ASCII.GetString(kind),
                new Guid(id, bigEndian: true), BinaryPrimitives.ReadUInt64BigEndian(version));
            if (header.IsValid)
                return header;
        }
        throw new SMailException(SMailError.KeysDamaged, "The record's header is malformed.");
    }

    /// <summary>The fields in their order.</summary>
    internal LengthPrefixed Write()
    {
        if (!IsValid)
            throw new ArgumentException("A record's kind is 1 to 64 of a-z, 0-9 and '-'; its version counts from 1.");
        return new LengthPrefixed().AddId(Account.Value).AddText(Kind).AddId(RecordId).AddUInt64(Version);
    }

    private bool IsValid => Version > 0 && Kind.Length is > 0 and <= MaxKind
        && Kind.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
