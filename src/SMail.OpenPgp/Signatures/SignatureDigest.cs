using System.Buffers.Binary;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The hash a signature is made over (RFC 9580, section 5.2.4).</summary>
internal sealed class SignatureDigest : IDisposable
{
    private readonly SignatureType type;
    private readonly RunningHash context;
    private bool afterCarriageReturn;

    /// <summary>Begins with the salt, which version 4 signatures do not have.</summary>
    internal SignatureDigest(HashId hash, SignatureType type, ReadOnlySpan<byte> salt = default)
    {
        this.type = type;
        context = hash.Start();
        context.AppendData(salt);
    }

    internal SignatureDigest(SignaturePacket signature) : this(signature.Hash, signature.Type, signature.Salt.Span)
    {
    }

    /// <summary>How many bytes of salt a version 6 signature has; 0 for hashes it must not use (RFC 9580, table 23).</summary>
    internal static int SaltSize(HashId hash) => hash switch
    {
        HashId.Sha224 or HashId.Sha256 or HashId.Sha3_256 => 16,
        HashId.Sha384 => 24,
        HashId.Sha512 or HashId.Sha3_512 => 32,
        _ => 0,
    };

    /// <summary>Adds document data; a text signature sees every line end as CR LF.</summary>
    internal void AppendData(ReadOnlySpan<byte> data)
    {
        if (type != SignatureType.Text)
        {
            context.AppendData(data);
            return;
        }
        while (!data.IsEmpty)
        {
            var line = data.IndexOf((byte)'\n');
            var before = line < 0 ? data : data[..line];
            context.AppendData(before);
            if (!before.IsEmpty)
                afterCarriageReturn = before[^1] == '\r';
            if (line < 0)
                return;
            context.AppendData(afterCarriageReturn ? "\n"u8 : "\r\n"u8);
            afterCarriageReturn = false;
            data = data[(line + 1)..];
        }
    }

    internal void AppendKey(PublicKeyPacket key) => key.AppendTo(context);

    internal void AppendUser(UserBinding user)
    {
        Span<byte> prefix = [user.IsAttribute ? (byte)0xD1 : (byte)0xB4, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)user.Raw.Length);
        context.AppendData(prefix);
        context.AppendData(user.Raw.Span);
    }

    /// <summary>Adds the signature's own hashed part and the trailer, and answers the digest.</summary>
    internal byte[] Finish(ReadOnlySpan<byte> signedPart)
    {
        Span<byte> trailer = [signedPart[0], 0xFF, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(trailer[2..], (uint)signedPart.Length);
        context.AppendData(signedPart);
        context.AppendData(trailer);
        return context.GetHashAndReset();
    }

    public void Dispose() => context.Dispose();
}
