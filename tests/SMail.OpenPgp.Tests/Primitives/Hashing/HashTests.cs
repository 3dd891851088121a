using System.Text;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class HashTests
{
    /// <summary>"abc": RFC 1321, FIPS 180-4 and 202, and the paper of RIPEMD-160.</summary>
    [Theory]
    [InlineData(1, "900150983CD24FB0D6963F7D28E17F72")]
    [InlineData(2, "A9993E364706816ABA3E25717850C26C9CD0D89D")]
    [InlineData(3, "8EB208F7E05D987A9B044A8E98C6B087F15A0BFC")]
    [InlineData(8, "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData(9, "CB00753F45A35E8BB5A03D699AC65007272C32AB0EDED1631A8B605A43FF5BED8086072BA1E7CC2358BAECA134C825A7")]
    [InlineData(10, "DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A2192992A274FC1A836BA3C23A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F")]
    [InlineData(11, "23097D223405D8228642A477BDA255B32AADBCE4BDA0B3F7E36C9DA7")]
    [InlineData(12, "3A985DA74FE225B2045C172D6BD390BD855F086E3E9D525B46BFE24511431532")]
    [InlineData(14, "B751850B1A57168A5693CD924B6B096E08F621827444F70D884F5D0240D2712E10E116E9192AF3C91A7EC57647E3934057340B4CF408D5A56592F8274EEC53F0")]
    public void Every_hash_agrees_with_its_standard(byte id, string expected)
    {
        var hash = (HashId)id;
        foreach (var set in Enum.GetValues<PrimitiveSet>())
        {
            using var running = hash.Start(set);
            running.AppendData(Encoding.ASCII.GetBytes("a"));
            running.AppendData(Encoding.ASCII.GetBytes("bc"));
            Assert.Equal(expected, Convert.ToHexString(running.GetHashAndReset()));
        }
        var once = new byte[hash.Size()];
        Assert.Equal(once.Length, hash.HashData("abc"u8, once));
        Assert.Equal(expected, Convert.ToHexString(once));
    }

    [Property(MaxTest = 500)]
    public void Both_sets_agree_however_the_data_is_cut(NonNegativeInt which, byte[][] pieces)
    {
        var ids = Enum.GetValues<HashId>();
        var id = ids[which.Get % ids.Length];
        using var fast = id.Start(PrimitiveSet.Fastest);
        using var managed = id.Start(PrimitiveSet.Managed);
        foreach (var piece in pieces)
            fast.AppendData(piece);
        managed.AppendData(pieces.SelectMany(piece => piece).ToArray());
        Assert.Equal(managed.GetHashAndReset(), fast.GetHashAndReset());
        // And both are as new.
        Assert.Equal(managed.GetHashAndReset(), fast.GetHashAndReset());
    }

    [Fact]
    public void Only_the_strong_ones_are_taken_unasked()
    {
        Assert.Equal([HashId.Sha256, HashId.Sha384, HashId.Sha512], Enum.GetValues<HashId>().Where(id => id.IsSupported()));
        Assert.Throws<OpenPgpException>(() => ((HashId)4).Size());
        Assert.Throws<OpenPgpException>(() => ((HashId)4).Start());
        Assert.Throws<OpenPgpException>(() => HashId.RipeMd160.Create());
    }
}
