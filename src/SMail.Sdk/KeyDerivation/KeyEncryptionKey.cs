using System.Security.Cryptography;

namespace SMail.Sdk.KeyDerivation;

/// <summary>The key that wraps the account key, with the commitment to it. Never leaves the client.</summary>
public sealed class KeyEncryptionKey : IDisposable
{
    private const int SigmaSize = 32;

    private KeyEncryptionKey(SecretBytes key, SecretBytes commitment) => (Key, Commitment) = (key, commitment);

    /// <summary>K.</summary>
    internal SecretBytes Key { get; }

    /// <summary>C: leaves the client inside the wrap's header only.</summary>
    internal SecretBytes Commitment { get; }

    /// <summary>The last part of step 4: both shares into key and commitment.</summary>
    internal static KeyEncryptionKey Derive(SecretBytes kekRoot, ReadOnlySpan<byte> sigma)
    {
        if (sigma.Length != SigmaSize)
            throw new SMailException(SMailError.KeyDerivationRefused, "The server's share of the key has 32 bytes.");
        using var mixed = new SecretBytes(Hkdf.KeySize);
        Hkdf.Extract(sigma, kekRoot.Span, mixed.Writable);
        kekRoot.EnsureStillAlive();
        return new KeyEncryptionKey(Hkdf.Expand(mixed, Labels.Kek), Hkdf.Expand(mixed, Labels.KekCommit));
    }

    /// <summary>Wraps an account key, under a fresh nonce; the whole header is authenticated.</summary>
    /// <exception cref="ArgumentException">The header is malformed.</exception>
    /// <exception cref="ObjectDisposedException">One of the keys was disposed.</exception>
    public SealedRecord Wrap(AccountKey accountKey, WrapHeader header)
    {
        ArgumentNullException.ThrowIfNull(accountKey);
        ArgumentNullException.ThrowIfNull(header);
        return Wrap(accountKey, header.Write(Commitment.Span));
    }

    /// <summary>The same under a recovery phrase.</summary>
    internal SealedRecord Wrap(AccountKey accountKey, RecoveryHeader header) => Wrap(accountKey, header.Write(Commitment.Span));

    /// <summary>Opens a wrap. The caller disposes the account key.</summary>
    /// <param name="wrap">As the server gave it.</param>
    /// <param name="expected">What this client logged in with; a wrap of another account, salt, cost or protocol is refused.</param>
    /// <exception cref="SMailException"><see cref="SMailError.KeysDamaged"/>: another key, another account, or a changed bit.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public AccountKey Unwrap(SealedRecord wrap, WrapBinding expected)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        ArgumentNullException.ThrowIfNull(expected);
        var header = WrapHeader.Read(wrap, out var committed);
        CheckCommitment(committed);
        return header.Binding == expected ? Open(wrap) : throw Damaged("is of another account, salt, cost or login protocol");
    }

    /// <summary>The same under a recovery phrase.</summary>
    internal AccountKey UnwrapRecovery(SealedRecord wrap, AccountId account, ulong generation)
    {
        var header = RecoveryHeader.Read(wrap, out var committed);
        CheckCommitment(committed);
        return header.Account == account && header.Generation == generation ? Open(wrap) : throw Damaged("is of another account or generation");
    }

    /// <summary>Zeroes key and commitment.</summary>
    public void Dispose()
    {
        Key.Dispose();
        Commitment.Dispose();
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => "[key encryption key]";

    private SealedRecord Wrap(AccountKey accountKey, LengthPrefixed header)
    {
        var wrap = SealedRecord.Seal(Key, header, accountKey.Secret.Span);
        accountKey.Secret.EnsureStillAlive();
        Commitment.EnsureStillAlive();
        return wrap;
    }

    // First of all: GCM does not commit to its key, and one ciphertext can open under two of them.
    private void CheckCommitment(ReadOnlySpan<byte> committed)
    {
        if (!CryptographicOperations.FixedTimeEquals(committed, Commitment.Span))
            throw Damaged("was made with another password, phrase, share or key");
    }

    private AccountKey Open(SealedRecord wrap)
    {
        var secret = wrap.Open().TryOpen(Key) ?? throw Damaged("was changed");
        if (secret.Length == AccountKey.Size)
            return new AccountKey(secret);
        secret.Dispose();
        throw Damaged("holds no account key");
    }

    private static SMailException Damaged(string why) => new(SMailError.KeysDamaged, $"The wrapped account key {why}.");
}
