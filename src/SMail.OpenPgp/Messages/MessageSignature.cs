using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>One signature of a message: what announced it, the digest that runs along, and the packet itself.</summary>
internal sealed class MessageSignature : IDisposable
{
    private readonly OnePassSignature? announced;
    private readonly SignatureDigest? digest;
    private byte[]? packet;

    private MessageSignature(OnePassSignature? announced, bool hasMaker, SignatureType type, HashId hash, ReadOnlySpan<byte> salt)
    {
        this.announced = announced;
        // What none of the given certificates can have made is not worth hashing for.
        if (hasMaker && type.IsDocument() && hash.IsKnown())
            digest = new SignatureDigest(hash, type, salt);
    }

    /// <summary>A one-pass signature packet; its signature follows behind the data.</summary>
    internal static MessageSignature FromOnePass(byte[] body, VerifyOptions? verify)
    {
        var announced = OnePassSignature.TryRead(body);
        return new(announced, HasMaker(verify, key => announced?.IsBy(key) == true), announced?.Type ?? SignatureType.Standalone, announced?.Hash ?? 0, announced?.Salt);
    }

    /// <summary>A signature packet in front of the data, as old implementations wrote them.</summary>
    internal static MessageSignature FromPrefix(byte[] body, VerifyOptions? verify)
    {
        var signature = SignaturePacket.TryRead(body);
        var salt = signature is null ? default : signature.Salt.Span;
        return new(null, HasMaker(verify, key => signature is not null && SignatureCheck.IsFrom(signature, key)), signature?.Type ?? SignatureType.Standalone, signature?.Hash ?? 0, salt) { packet = body };
    }

    /// <summary>The signature packet's body.</summary>
    internal ReadOnlySpan<byte> Body => packet ?? throw new InvalidOperationException("The message was not read to its end.");

    internal void Append(ReadOnlySpan<byte> data) => digest?.AppendData(data);

    internal void Complete(byte[] body) => packet = body;

    internal SignatureVerdict Judge(VerifyOptions options)
    {
        if (packet is null)
            throw new InvalidOperationException("The message was not read to its end.");
        var judge = new SignatureJudge(options);
        // A signature other than the one announced was hashed in another way, so it cannot be told whether it fits.
        return judge.Judge(packet, signature => announced is null || announced.Announces(signature) ? digest : null);
    }

    private static bool HasMaker(VerifyOptions? verify, Predicate<PublicKeyPacket> isBy)
    {
        foreach (var certificate in verify?.Certificates ?? [])
        {
            if (certificate.Contents.Keys.Exists(isBy))
                return true;
        }
        return false;
    }

    public void Dispose() => digest?.Dispose();
}
