using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>A curve of System.Security.Cryptography, which refuses points that are not on it.</summary>
internal sealed class PlatformCurve(CurveId id) : PrimeCurve(id)
{
    private readonly ECCurve curve = id switch
    {
        CurveId.P256 => ECCurve.NamedCurves.nistP256,
        CurveId.P384 => ECCurve.NamedCurves.nistP384,
        CurveId.P521 => ECCurve.NamedCurves.nistP521,
        CurveId.BrainpoolP256r1 => ECCurve.NamedCurves.brainpoolP256r1,
        CurveId.BrainpoolP384r1 => ECCurve.NamedCurves.brainpoolP384r1,
        _ => ECCurve.NamedCurves.brainpoolP512r1,
    };

    private protected override void GenerateCore(Span<byte> secret, Span<byte> point)
    {
        using var key = ECDiffieHellman.Create(curve);
        var made = key.ExportParameters(includePrivateParameters: true);
        made.D.CopyTo(secret);
        CryptographicOperations.ZeroMemory(made.D);
        Write(made.Q, point);
    }

    private protected override bool TryPublicPointCore(ReadOnlySpan<byte> secret, Span<byte> point)
    {
        var parameters = Secret(secret);
        try
        {
            using var key = ECDiffieHellman.Create(parameters);
            Write(key.ExportParameters(includePrivateParameters: false).Q, point);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    private protected override void SignCore(ReadOnlySpan<byte> secret, HashId hash, ReadOnlySpan<byte> digest, Span<byte> signature)
    {
        var parameters = Secret(secret);
        try
        {
            using var key = ECDsa.Create(parameters);
            key.TrySignHash(digest, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out _);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    private protected override bool VerifyCore(ReadOnlySpan<byte> point, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var key = ECDsa.Create(Public(point));
            return key.VerifyHash(digest, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private protected override bool AgreeCore(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> peer, Span<byte> shared)
    {
        var parameters = Secret(secret);
        try
        {
            using var other = ECDiffieHellman.Create(Public(peer));
            using var key = ECDiffieHellman.Create(parameters);
            using var otherPublic = other.PublicKey;
            var agreed = key.DeriveRawSecretAgreement(otherPublic);
            agreed.CopyTo(shared);
            CryptographicOperations.ZeroMemory(agreed);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    private ECParameters Secret(ReadOnlySpan<byte> scalar)
    {
        var copy = GC.AllocateUninitializedArray<byte>(scalar.Length, pinned: true);
        scalar.CopyTo(copy);
        return new() { Curve = curve, D = copy };
    }

    private ECParameters Public(ReadOnlySpan<byte> point)
    {
        var size = Id.FieldSize();
        return new() { Curve = curve, Q = new() { X = point.Slice(1, size).ToArray(), Y = point[(1 + size)..].ToArray() } };
    }

    private static void Write(ECPoint from, Span<byte> point)
    {
        point[0] = Curves.Uncompressed;
        from.X.CopyTo(point[1..]);
        from.Y.CopyTo(point[(1 + from.X!.Length)..]);
    }
}
