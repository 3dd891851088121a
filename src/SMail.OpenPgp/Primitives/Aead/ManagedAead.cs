using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace SMail.OpenPgp.Primitives;

/// <summary>AES in any of the modes by BouncyCastle: slow, and on every machine.</summary>
internal sealed class ManagedAead : AeadCipher
{
    private readonly AeadId aead;

    // BouncyCastle copies it where we cannot reach; this copy at least is zeroed.
    private readonly SecretBytes key;

    internal ManagedAead(AeadId aead, ReadOnlySpan<byte> key, int nonceSize) : base(nonceSize)
    {
        this.aead = aead;
        this.key = new SecretBytes(key);
    }

    private protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertextAndTag)
    {
        var mode = Start(forEncryption: true, nonce, associatedData);
        var written = mode.ProcessBytes(plaintext, ciphertextAndTag);
        mode.DoFinal(ciphertextAndTag[written..]);
    }

    private protected override bool TryOpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, ReadOnlySpan<byte> associatedData, Span<byte> plaintext)
    {
        var mode = Start(forEncryption: false, nonce, associatedData);
        try
        {
            var written = mode.ProcessBytes(ciphertextAndTag, plaintext);
            mode.DoFinal(plaintext[written..]);
            return true;
        }
        catch (InvalidCipherTextException)
        {
            return false;
        }
    }

    private IAeadBlockCipher Start(bool forEncryption, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData)
    {
        // A new object each time: the old one refuses a nonce it has seen, which is for the caller to see to.
        IAeadBlockCipher mode = aead switch
        {
            AeadId.Eax => new EaxBlockCipher(new AesEngine()),
            AeadId.Ocb => new OcbBlockCipher(new AesEngine(), new AesEngine()),
            _ => new GcmBlockCipher(new AesEngine()),
        };
        mode.Init(forEncryption, new AeadParameters(new KeyParameter(key.Span), TagSize * 8, nonce.ToArray(), associatedData.ToArray()));
        return mode;
    }

    protected override void Dispose(bool disposing) => key.Dispose();
}
