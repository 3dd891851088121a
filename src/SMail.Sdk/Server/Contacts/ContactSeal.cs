using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Contact details as they are stored: AES-256-GCM under a key of the account's own, made from the outbox key, which is not in the database.</summary>
/// <remarks>4-byte version of the outbox key, 12-byte nonce, ciphertext, 16-byte tag; the version is authenticated. The text is padded, so that its length tells little.</remarks>
internal sealed class ContactSeal(ServerSecrets secrets)
{
    private const int VersionSize = 4;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int Overhead = VersionSize + NonceSize + TagSize;
    private const int PadTo = 256;

    /// <summary>Seals; null where there is nothing to seal.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidRequest"/>: a part is too long, or is not one line.</exception>
    public SealedContact? Seal(AccountId account, ContactDetails? contact)
    {
        if (contact is null or { Name: null, Address: null, Phone: null, Note: null })
            return null;
        if (new[] { contact.Name, contact.Phone, contact.Note }.Any(part => part is not null && !IsLine(part)))
            throw new SMailException(SMailError.InvalidRequest, $"Each contact detail is one line of 1 to {ContactDetails.MaxLength} characters.");
        var text = Padded(JsonSerializer.SerializeToUtf8Bytes(contact, RowJson.Default.ContactDetails));
        var version = secrets.CurrentVersion(ServerSecretKind.Outbox);
        var stored = new byte[text.Length + Overhead];
        BinaryPrimitives.WriteInt32BigEndian(stored, version);
        var nonce = stored.AsSpan(VersionSize, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var key = KeyOf(account, version);
        using var gcm = new AesGcm(key.Span, TagSize);
        gcm.Encrypt(nonce, text, stored.AsSpan(VersionSize + NonceSize, text.Length), stored.AsSpan(^TagSize..), stored.AsSpan(0, VersionSize));
        CryptographicOperations.ZeroMemory(text);
        return new SealedContact(stored);
    }

    /// <summary>Opens what <see cref="Seal"/> made for the same account.</summary>
    /// <exception cref="StorageException"><see cref="StorageError.Corrupt"/>: changed, another account's, or under a secret that is missing.</exception>
    public ContactDetails Open(AccountId account, SealedContact contact)
    {
        var stored = contact.Bytes.Span;
        var version = stored.Length < Overhead ? 0 : BinaryPrimitives.ReadInt32BigEndian(stored);
        if (!secrets.Has(ServerSecretKind.Outbox, version))
            throw new StorageException(StorageError.Corrupt, "Contact details were cut, or are under a secret that is missing.");
        var text = new byte[stored.Length - Overhead];
        try
        {
            using var key = KeyOf(account, version);
            using var gcm = new AesGcm(key.Span, TagSize);
            gcm.Decrypt(stored.Slice(VersionSize, NonceSize), stored[(VersionSize + NonceSize)..^TagSize], stored[^TagSize..], text, stored[..VersionSize]);
            return JsonSerializer.Deserialize(text, RowJson.Default.ContactDetails) ?? new ContactDetails();
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            throw new StorageException(StorageError.Corrupt, "Contact details were changed.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private SecretBytes KeyOf(AccountId account, int version) =>
        Hkdf.Expand(secrets.Get(ServerSecretKind.Outbox, version), new LengthPrefixed().AddText(Labels.Contact).AddId(account.Value).Written);

    private static bool IsLine(string part) => part.Length is >= 1 and <= ContactDetails.MaxLength && !part.Any(char.IsControl);

    // JSON may end in spaces.
    private static byte[] Padded(byte[] text)
    {
        var padded = new byte[(text.Length + PadTo - 1) / PadTo * PadTo];
        padded.AsSpan().Fill((byte)' ');
        text.CopyTo(padded, 0);
        CryptographicOperations.ZeroMemory(text);
        return padded;
    }
}

/// <summary>Contact details, encrypted.</summary>
internal sealed record SealedContact(ReadOnlyMemory<byte> Bytes);
