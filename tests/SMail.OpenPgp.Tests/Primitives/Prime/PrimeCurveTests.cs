using System.Security.Cryptography;
using System.Text;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class PrimeCurveTests
{
    public static TheoryData<int> All => [.. Enum.GetValues<CurveId>().Select(curve => (int)curve)];

    /// <summary>NIST's CAVS file KAS_ECC_CDH, P-256, count 0; RFC 7027, section A.1.</summary>
    [Theory]
    [InlineData(0, "7D7DC5F71EB29DDAF80D6214632EEAE03D9058AF1FB6D22ED80BADB62BC1A534",
        "700C48F77F56584C5CC632CA65640DB91B6BACCE3A4DF6B42CE7CC838833D287DB71E509E3FD9B060DDB20BA5C51DCC5948D46FBF640DFE0441782CAB85FA4AC",
        "46FC62106420FF012E54A434FBDD2D25CCC5852060561E68040DD7778997BD7B")]
    [InlineData(3, "55E40BC41E37E3E2AD25C3C6654511FFA8474A91A0032087593852D3E7D76BD3",
        "44106E913F92BC02A1705D9953A8414DB95E1AAA49E81D9E85F929A8E3100BE58AB4846F11CACCB73CE49CBDD120F5A900A69FD32C272223F789EF10EB089BDC",
        "89AFC39D41D3B327814B80940B042590F96556EC91E6AE7939BCE31F3A18BF2B")]
    public void Agreement_fits_its_standard(int curve, string secret, string peer, string shared)
    {
        foreach (var implementation in Both(curve))
        {
            var agreed = new byte[32];
            Assert.True(implementation.Agree(Convert.FromHexString(secret), Convert.FromHexString("04" + peer), agreed));
            Assert.Equal(shared, Convert.ToHexString(agreed));
        }
    }

    /// <summary>RFC 6979, sections A.2.5 to A.2.7, "sample".</summary>
    [Theory]
    [InlineData(0, 8, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8")]
    [InlineData(1, 9, "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5",
        "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE4699EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8")]
    [InlineData(2, 10, "00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538",
        "00C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F174E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA"
        + "00617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF282623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A")]
    public void Signatures_with_made_nonces_fit_their_standard(int curve, byte hash, string secret, string signature)
    {
        var (managed, digest) = (new ManagedCurve((CurveId)curve), new byte[((HashId)hash).Size()]);
        ((HashId)hash).HashData(Encoding.ASCII.GetBytes("sample"), digest);
        var made = new byte[signature.Length / 2];
        managed.Sign(Convert.FromHexString(secret), (HashId)hash, digest, made);
        Assert.Equal(signature, Convert.ToHexString(made));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Both_implementations_understand_each_other(int curve)
    {
        var (field, size) = (((CurveId)curve).FieldSize(), ((CurveId)curve).PointSize());
        foreach (var one in Both(curve))
            foreach (var other in Both(curve))
            {
                var (secret, point, again, shared, back) = (new byte[field], new byte[size], new byte[size], new byte[field], new byte[field]);
                var (ephemeral, ephemeralPoint) = (new byte[field], new byte[size]);
                one.Generate(secret, point);
                other.Generate(ephemeral, ephemeralPoint);
                Assert.True(other.TryPublicPoint(secret, again));
                Assert.Equal(point, again);
                Assert.True(one.Agree(secret, ephemeralPoint, shared));
                Assert.True(other.Agree(ephemeral, point, back));
                Assert.Equal(shared, back);
                foreach (var hash in (HashId[])[HashId.Sha256, HashId.Sha512, HashId.Sha3_256])
                {
                    var (digest, signature) = (RandomNumberGenerator.GetBytes(hash.Size()), new byte[2 * field]);
                    one.Sign(secret, hash, digest, signature);
                    Assert.True(other.Verify(point, digest, signature));
                    Assert.False(other.Verify(ephemeralPoint, digest, signature));
                    signature[^1] ^= 1;
                    Assert.False(other.Verify(point, digest, signature));
                    Assert.False(other.Verify(point, digest, new byte[2 * field]));
                }
            }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_point_off_the_curve_and_no_scalar_out_of_range_is_taken(int curve)
    {
        var (field, size) = (((CurveId)curve).FieldSize(), ((CurveId)curve).PointSize());
        foreach (var one in Both(curve))
        {
            var (secret, point, shared) = (new byte[field], new byte[size], new byte[field]);
            one.Generate(secret, point);
            Assert.False(one.TryPublicPoint(new byte[field], new byte[size]));
            Assert.False(one.TryPublicPoint([.. Enumerable.Repeat((byte)0xFF, field)], new byte[size]));
            point[^1] ^= 1;
            Assert.False(one.Agree(secret, point, shared));
            Assert.False(one.Verify(point, new byte[32], [.. Enumerable.Repeat((byte)1, 2 * field)]));
            point[^1] ^= 1;
            Assert.True(one.Agree(secret, point, shared));
            point[0] = (byte)(2 + (point[^1] & 1));
            Assert.False(one.Agree(secret, point.AsSpan(0, 1 + field), shared));
            Assert.False(one.Agree(secret, point, shared));
            Assert.False(one.Agree(secret, new byte[1], shared));
        }
    }

    [Fact]
    public void Every_curve_is_found_by_its_id()
    {
        foreach (var curve in Enum.GetValues<CurveId>())
            Assert.Equal(curve, Curves.Find(curve.Oid()));
        Assert.Null(Curves.Find([0x2B, 0x81, 0x04, 0x00, 0x0A]));
    }

    // The platform has the Brainpool curves on this system too, so that all six are compared.
    private static PrimeCurve[] Both(int curve) => [new ManagedCurve((CurveId)curve), new PlatformCurve((CurveId)curve)];
}
