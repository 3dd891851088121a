namespace SMail.Sdk.KeyDerivation;

/// <summary>The key of an account: 32 random bytes that stay the same when the password changes. Everything the client stores is under it.</summary>
public sealed class AccountKey : IDisposable
{
    internal const int Size = 32;

    internal AccountKey(SecretBytes secret) => Secret = secret;

    internal SecretBytes Secret { get; }

    /// <summary>Draws a key. The caller disposes it.</summary>
    public static AccountKey Generate() => new(SecretBytes.Generate(Size));

    /// <summary>Encrypts a record under the key of its purpose and a fresh nonce; the header is authenticated.</summary>
    /// <exception cref="ArgumentException">The header is malformed.</exception>
    /// <exception cref="SMailException"><see cref="SMailError.MessageTooLarge"/>: above <see cref="SealedRecord.MaxBytes"/>.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public SealedRecord SealRecord(RecordPurpose purpose, RecordHeader header, ReadOnlySpan<byte> plaintext)
    {
        ArgumentNullException.ThrowIfNull(header);
        using var key = Subkey(purpose);
        return SealedRecord.Seal(key, header.Write(), plaintext);
    }

    /// <summary>Decrypts a record. The caller disposes the plaintext.</summary>
    /// <param name="purpose">The purpose it was sealed for.</param>
    /// <param name="expected">The header it must have; another account, kind, id or version is refused.</param>
    /// <param name="record">As the server gave it.</param>
    /// <exception cref="SMailException"><see cref="SMailError.KeysDamaged"/>: another header, purpose or key, or a changed bit.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public SecretBytes OpenRecord(RecordPurpose purpose, RecordHeader expected, SealedRecord record)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(record);
        var envelope = record.Open();
        if (!envelope.Header.SequenceEqual(expected.Write().Written))
            throw new SMailException(SMailError.KeysDamaged, "The record is of another account, kind, id or version.");
        using var key = Subkey(purpose);
        return envelope.TryOpen(key) ?? throw new SMailException(SMailError.KeysDamaged, "The record was changed, or is under another key.");
    }

    /// <summary>Zeroes it.</summary>
    public void Dispose() => Secret.Dispose();

    /// <summary>Never the key.</summary>
    public override string ToString() => "[account key]";

    private SecretBytes Subkey(RecordPurpose purpose) => Hkdf.Expand(Secret, purpose switch
    {
        RecordPurpose.SecretKeys => Labels.SubSecretKeys,
        RecordPurpose.Records => Labels.SubRecords,
        RecordPurpose.State => Labels.SubState,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    });
}
