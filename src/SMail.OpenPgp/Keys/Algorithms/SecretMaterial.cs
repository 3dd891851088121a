using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The algorithm-specific secret part of a key; zeroed on disposal.</summary>
internal abstract class SecretMaterial : IDisposable
{
    /// <summary>Writes the algorithm-specific fields of a signature over a digest.</summary>
    internal virtual void Sign(HashId hash, ReadOnlySpan<byte> digest, ByteWriter signature) =>
        throw Errors.Unusable("The algorithm of this key does not sign.");

    /// <summary>Opens the algorithm-specific fields of a PKESK; null when they are not for this key or were changed.</summary>
    /// <param name="recipient">The public half.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="namesCipher">Whether they name the cipher, as those of version 3 do.</param>
    internal virtual SessionKey? Decrypt(PublicKeyPacket recipient, ReadOnlySpan<byte> fields, bool namesCipher) => null;

    /// <summary>Writes the algorithm-specific secret fields of a secret key packet.</summary>
    internal abstract void Write(ByteWriter writer);

    public abstract void Dispose();
}
