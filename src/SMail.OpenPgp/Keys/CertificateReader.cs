using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Reads the packets of one certificate and verifies its self-signatures (RFC 9580, section 10.1).</summary>
internal sealed class CertificateReader
{
    /// <summary>More than any honest certificate has; each costs a public-key operation.</summary>
    private const int MaxSelfSignatures = 200;

    /// <summary>An honest certificate has none that claim to be its own and are not.</summary>
    private const int MaxMisfits = 16;

    private readonly CertificateContents contents;
    private UserBinding? user;
    private SubkeyBinding? subkey;
    private int checks;
    private int misfits;

    private CertificateReader(PublicKeyPacket primary, OpenPgpPolicy policy) => contents = new(primary, policy);

    internal static CertificateContents Read(List<Packet> packets, OpenPgpPolicy policy)
    {
        var rest = packets.SkipWhile(p => p.Type.IsIgnorable()).ToList();
        if (rest.Count == 0 || rest[0].Type != PacketType.PublicKey)
            throw Errors.Malformed("A certificate begins with a public key.");
        var primary = PublicKeyPacket.Read(rest[0].Body.Span);
        if (!primary.Material.Signs)
            throw Errors.Malformed("A primary key must be able to sign.");
        var reader = new CertificateReader(primary, policy);
        foreach (var packet in rest.Skip(1))
            reader.Take(packet);
        return reader.contents;
    }

    private void Take(Packet packet)
    {
        switch (packet.Type)
        {
            case PacketType.UserId or PacketType.UserAttribute:
                (user, subkey) = (ReadUser(packet), null);
                break;
            case PacketType.PublicSubkey:
                (user, subkey) = (null, ReadSubkey(packet.Body.Span));
                break;
            case PacketType.Signature:
                if (SignaturePacket.TryRead(packet.Body.Span) is { } signature)
                    TakeSignature(signature);
                break;
            case PacketType.PublicKey:
                throw Errors.Malformed("More than one certificate.");
            default:
                if (!packet.Type.IsIgnorable())
                    throw Errors.Malformed("A certificate holds a packet that does not belong there.");
                break;
        }
    }

    /// <summary>Concatenated copies have it again, with what the other does not know.</summary>
    private UserBinding ReadUser(Packet packet)
    {
        var isAttribute = packet.Type == PacketType.UserAttribute;
        var known = contents.Users.Find(u => u.IsAttribute == isAttribute && u.Raw.Span.SequenceEqual(packet.Body.Span));
        if (known is null)
            contents.Users.Add(known = new(packet.Body, isAttribute));
        return known;
    }

    /// <summary>A subkey of an unknown version or algorithm is passed over with its signatures.</summary>
    private SubkeyBinding? ReadSubkey(ReadOnlySpan<byte> body)
    {
        foreach (var known in contents.Subkeys)
        {
            if (body.SequenceEqual(known.Key.Body))
                return known;
        }
        try
        {
            var binding = new SubkeyBinding(PublicKeyPacket.Read(body));
            if (binding.Key.Version != contents.Primary.Version)
                throw Errors.Unsupported("A subkey is of another version than its primary key.");
            contents.Add(binding);
            return binding;
        }
        catch (OpenPgpException e) when (e.Code == OpenPgpError.Unsupported)
        {
            return null;
        }
    }

    private void TakeSignature(SignaturePacket signature)
    {
        var primary = contents.Primary;
        // Signatures of others say nothing about what the owner of this key wants.
        if (!SignatureCheck.IsSelfTaken(signature, contents.Policy) || !SignatureCheck.IsFrom(signature, primary))
            return;
        switch (signature.Type)
        {
            // About the whole key wherever they stand: a misplaced revocation still revokes.
            case SignatureType.DirectKey:
                Keep(signature, contents.Direct.Bindings, primary, _ => { });
                break;
            case SignatureType.KeyRevocation:
                Keep(signature, contents.Direct.Revocations, primary, _ => { });
                break;
            case var type when type.IsCertification() && user is not null:
                Keep(signature, user.Signatures.Bindings, primary, digest => digest.AppendUser(user));
                break;
            case SignatureType.CertificationRevocation when user is not null:
                Keep(signature, user.Signatures.Revocations, primary, digest => digest.AppendUser(user));
                break;
            case SignatureType.SubkeyBinding when subkey is not null && HasBackSignature(signature, subkey.Key):
                Keep(signature, subkey.Signatures.Bindings, primary, digest => digest.AppendKey(subkey.Key));
                break;
            case SignatureType.SubkeyRevocation when subkey is not null:
                Keep(signature, subkey.Signatures.Revocations, primary, digest => digest.AppendKey(subkey.Key));
                break;
        }
    }

    /// <summary>Without it anyone could claim another's signing subkey as their own (RFC 9580, section 5.2.1.8).</summary>
    private bool HasBackSignature(SignaturePacket binding, PublicKeyPacket key)
    {
        if (!key.Material.Signs || (binding.Info.KeyFlags is { } flags && !flags.HasFlag(KeyFlags.Sign)))
            return true;
        return binding.Info.Embedded.Any(back => back.Type == SignatureType.PrimaryKeyBinding
            && SignatureCheck.IsSelfTaken(back, contents.Policy) && Fits(back, key, digest => digest.AppendKey(key)));
    }

    private void Keep(SignaturePacket signature, List<SignaturePacket> list, PublicKeyPacket signer, Action<SignatureDigest> rest)
    {
        if (Fits(signature, signer, rest))
            list.Add(signature);
    }

    private bool Fits(SignaturePacket signature, PublicKeyPacket signer, Action<SignatureDigest> rest)
    {
        if (++checks > MaxSelfSignatures)
            throw Errors.Limit($"A certificate has more than {MaxSelfSignatures} self-signatures.");
        using var digest = new SignatureDigest(signature);
        digest.AppendKey(contents.Primary);
        rest(digest);
        if (SignatureCheck.Fits(signature, signer, digest.Finish(signature.Signed.Span)))
            return true;
        return ++misfits <= MaxMisfits ? false : throw Errors.Limit($"A certificate has more than {MaxMisfits} self-signatures that do not fit.");
    }
}
