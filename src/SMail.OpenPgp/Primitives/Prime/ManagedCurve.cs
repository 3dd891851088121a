using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;

namespace SMail.OpenPgp.Primitives;

/// <summary>A curve of BouncyCastle: the Brainpool curves, which not every platform has, and all of them in C# alone.</summary>
internal sealed class ManagedCurve : PrimeCurve
{
    private const int BlindingBits = 128;

    private readonly ECDomainParameters domain;

    internal ManagedCurve(CurveId id) : base(id)
    {
        var name = id switch
        {
            CurveId.P256 => "secp256r1",
            CurveId.P384 => "secp384r1",
            CurveId.P521 => "secp521r1",
            _ => id.ToString(),
        };
        domain = new ECDomainParameters(CustomNamedCurves.GetByName(name) ?? ECNamedCurveTable.GetByName(name));
    }

    private protected override void GenerateCore(Span<byte> secret, Span<byte> point)
    {
        var unused = (secret.Length * 8) - domain.N.BitLength;
        do
        {
            RandomNumberGenerator.Fill(secret);
            secret[0] &= (byte)(0xFF >> unused);
        }
        while (!TryPublicPointCore(secret, point));
    }

    private protected override bool TryPublicPointCore(ReadOnlySpan<byte> secret, Span<byte> point)
    {
        if (Scalar(secret) is not { } scalar)
            return false;
        domain.G.Multiply(scalar).Normalize().EncodeTo(compressed: false, point);
        return true;
    }

    private protected override void SignCore(ReadOnlySpan<byte> secret, HashId hash, ReadOnlySpan<byte> digest, Span<byte> signature)
    {
        var scalar = Scalar(secret) ?? throw new CryptographicException("This is no secret scalar of the curve.");
        // A nonce made from key and digest (RFC 6979) needs no luck.
        var signer = new ECDsaSigner(new HMacDsaKCalculator(ManagedHash.Create(hash)));
        signer.Init(forSigning: true, new ECPrivateKeyParameters(scalar, domain));
        var made = signer.GenerateSignature(digest.ToArray());
        BigIntegers.AsUnsignedByteArray(made[0], signature[..Id.FieldSize()]);
        BigIntegers.AsUnsignedByteArray(made[1], signature[Id.FieldSize()..]);
    }

    private protected override bool VerifyCore(ReadOnlySpan<byte> point, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (Point(point) is not { } key)
            return false;
        var signer = new ECDsaSigner();
        signer.Init(forSigning: false, new ECPublicKeyParameters(key, domain));
        var (r, s) = (new BigInteger(1, signature[..Id.FieldSize()]), new BigInteger(1, signature[Id.FieldSize()..]));
        return signer.VerifySignature(digest.ToArray(), r, s);
    }

    private protected override bool AgreeCore(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> peer, Span<byte> shared)
    {
        if (Scalar(secret) is not { } scalar || Point(peer) is not { } point)
            return false;
        // The multiplication takes a time that depends on the scalar; a random multiple of the order hides which it is.
        Span<byte> random = stackalloc byte[BlindingBits / 8];
        RandomNumberGenerator.Fill(random);
        var blinded = scalar.Add(domain.N.Multiply(new BigInteger(1, random)));
        point.Multiply(blinded).Normalize().AffineXCoord.EncodeTo(shared);
        return true;
    }

    private BigInteger? Scalar(ReadOnlySpan<byte> secret)
    {
        var scalar = new BigInteger(1, secret);
        return scalar.SignValue > 0 && scalar.CompareTo(domain.N) < 0 ? scalar : null;
    }

    private Org.BouncyCastle.Math.EC.ECPoint? Point(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return domain.ValidatePublicPoint(domain.Curve.DecodePoint(encoded));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
