using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Decrypts the contents of the obsolete packet without protection (RFC 9580, section 5.7): nothing shows a change.
/// Only for whoever asks the policy for it.</summary>
internal sealed class SedReader : DecryptingStream
{
    private const int BufferSize = 64 * 1024;

    private readonly Stream ciphertext;
    private readonly CfbCipher cipher;
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private int start;
    private int end;

    internal SedReader(Stream ciphertext, long length, SessionKey sessionKey)
    {
        var id = sessionKey.Cipher ?? throw Errors.Integrity();
        var prefix = new byte[id.BlockSize() + 2];
        if (length < prefix.Length || ciphertext.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
            throw Errors.Integrity();
        this.ciphertext = ciphertext;
        // The vector starts anew behind the prefix, whose repeated octets are not looked at: they would make an oracle.
        cipher = CfbCipher.Create(id, sessionKey.Key, prefix.AsSpan(2));
    }

    public override int Read(Span<byte> destination)
    {
        if (start == end)
        {
            (start, end) = (0, ciphertext.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
            cipher.Decrypt(buffer.AsSpan(0, end));
        }
        var count = Math.Min(destination.Length, end - start);
        buffer.AsSpan(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    internal override void Drain()
    {
    }

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(buffer);
        cipher.Dispose();
        ciphertext.Dispose();
        base.Dispose(disposing);
    }
}
