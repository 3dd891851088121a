using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>ECDH on the curves over prime fields (RFC 9580, sections 5.5.5.6 and 11.5).</summary>
internal sealed class EcdhPublic(CurveId curve, byte[] point, EcdhParameters parameters) : PublicMaterial
{
    internal override bool Encrypts => true;

    /// <summary>Reads a key of any ECDH curve, Curve25519Legacy among them.</summary>
    internal static PublicMaterial Read(byte keyVersion, ref ByteReader reader)
    {
        var oid = CurveOid.Read(ref reader);
        // The legacy form is for version 4 alone (section 9.2).
        if (oid.SequenceEqual(CurveOid.Curve25519Legacy) && keyVersion == PublicKeyPacket.Version4)
            return Curve25519LegacyPublic.Read(ref reader);
        var curve = Curves.Find(oid) ?? throw Errors.Unsupported("The curve of this key is not taken.");
        var point = PrimePoint.Read(curve, ref reader);
        var parameters = EcdhParameters.Read(ref reader);
        return keyVersion == PublicKeyPacket.Version4 || parameters == Recommended(curve)
            ? new EcdhPublic(curve, point, parameters)
            : throw Errors.Unsupported("A version 6 key must use the parameters of its curve.");
    }

    /// <summary>What table 30 names for a curve.</summary>
    internal static EcdhParameters Recommended(CurveId curve) => curve switch
    {
        CurveId.P256 or CurveId.BrainpoolP256r1 => new(HashId.Sha256, CipherId.Aes128),
        CurveId.P384 or CurveId.BrainpoolP384r1 => new(HashId.Sha384, CipherId.Aes192),
        _ => new(HashId.Sha512, CipherId.Aes256),
    };

    internal override void Encrypt(PublicKeyPacket recipient, SessionKey sessionKey, ByteWriter fields)
    {
        var prime = PrimeCurve.Get(curve);
        using var ephemeral = new SecretBytes(curve.FieldSize());
        using var shared = new SecretBytes(curve.FieldSize());
        Span<byte> ephemeralPoint = stackalloc byte[curve.PointSize()];
        prime.Generate(ephemeral.Span, ephemeralPoint);
        if (!prime.Agree(ephemeral.Span, point, shared.Span))
            throw Errors.Unusable("The encryption key of a recipient is not on its curve.");
        var wrapped = parameters.Wrap(shared.Span, curve.Oid(), recipient, sessionKey);
        Mpi.Write(fields, ephemeralPoint);
        fields.Byte((byte)wrapped.Length);
        fields.Bytes(wrapped);
    }

    internal override SecretMaterial ReadSecret(ref ByteReader reader) =>
        new EcdhSecret(curve, PrimePoint.ReadSecret(curve, point, ref reader), parameters);
}

/// <summary>The secret scalar of an <see cref="EcdhPublic"/>.</summary>
internal sealed class EcdhSecret(CurveId curve, SecretBytes scalar, EcdhParameters parameters) : SecretMaterial
{
    internal override SessionKey? Decrypt(PublicKeyPacket recipient, ReadOnlySpan<byte> fields, bool namesCipher)
    {
        var reader = new ByteReader(fields);
        var ephemeral = PrimePoint.Read(curve, ref reader);
        var wrapped = reader.Read(reader.ReadByte());
        reader.End();
        using var shared = new SecretBytes(curve.FieldSize());
        return PrimeCurve.Get(curve).Agree(scalar.Span, ephemeral, shared.Span)
            ? parameters.Unwrap(shared.Span, curve.Oid(), recipient, wrapped, namesCipher)
            : null;
    }

    internal override void Write(ByteWriter writer) => Mpi.Write(writer, scalar.Span);

    public override void Dispose() => scalar.Dispose();
}
