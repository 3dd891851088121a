using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Decrypts the contents of the obsolete packet without protection (RFC 9580, section 5.7): nothing shows a change.
/// Only for whoever asks the policy for it.</summary>
internal sealed class SedReader : DecryptingStream
{
    private const int BlockSize = 64 * 1024;

    private readonly CfbCipher cipher;

    internal SedReader(Stream ciphertext, long length, SessionKey sessionKey) : base(ciphertext, new SecretBytes(BlockSize))
    {
        var id = sessionKey.Cipher ?? throw Errors.Integrity();
        var prefix = new byte[id.BlockSize() + 2];
        if (length < prefix.Length || ReadCiphertext(prefix) < prefix.Length)
            throw Errors.Integrity();
        // The vector starts anew behind the prefix, whose repeated octets are not looked at: they would make an oracle.
        cipher = CfbCipher.Create(id, sessionKey.Key, prefix.AsSpan(2));
    }

    protected override void Fill()
    {
        var count = ReadCiphertext(Buffer);
        cipher.Decrypt(Buffer[..count]);
        Release(0, count);
        if (count < Buffer.Length)
            Complete();
    }

    protected override void Dispose(bool disposing)
    {
        cipher.Dispose();
        base.Dispose(disposing);
    }
}
