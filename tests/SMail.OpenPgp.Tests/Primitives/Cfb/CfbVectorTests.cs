using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

/// <summary>Published vectors, on every implementation.</summary>
public sealed class CfbVectorTests
{
    private const string Text =
        "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710";

    /// <summary>NIST SP 800-38A, sections F.3.13, F.3.15 and F.3.17.</summary>
    [Theory]
    [InlineData("2B7E151628AED2A6ABF7158809CF4F3C", "3B3FD92EB72DAD20333449F8E83CFB4AC8A64537A0B3A93FCDE3CDAD9F1CE58B26751F67A3CBB140B1808CF187A4F4DFC04B05357C5D1C0EEAC4C66F9FF7F2E6")]
    [InlineData("8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B", "CDC80D6FDDF18CAB34C25909C99A417467CE7F7F81173621961A2B70171D3D7A2E1E8A1DD59B88B1C8E60FED1EFAC4C9C05F9F9CA9834FA042AE8FBA584B09FF")]
    [InlineData("603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4", "DC7E84BFDA79164B7ECD8486985D386039FFED143B28B1C832113C6331E5407BDF10132415E54B92A13ED0A8267AE2F975A385741AB9CEF82031623D55B1E471")]
    public void Aes_agrees_with_its_standard(string key, string ciphertext)
    {
        var vector = Convert.FromHexString("000102030405060708090A0B0C0D0E0F");
        var forward = CfbImplementations.Aes(Convert.FromHexString(key), vector);
        var back = CfbImplementations.Aes(Convert.FromHexString(key), vector);
        foreach (var (encrypting, decrypting) in forward.Zip(back))
        {
            var data = Convert.FromHexString(Text);
            encrypting.Encrypt(data);
            Assert.Equal(ciphertext, Convert.ToHexString(data));
            decrypting.Decrypt(data);
            Assert.Equal(Text, Convert.ToHexString(data));
            encrypting.Dispose();
            decrypting.Dispose();
        }
    }

    /// <summary>
    /// One block of each old cipher, in the order of their ids: Lai's thesis, NIST SP 800-67, RFC 2144 section B.1, Schneier's
    /// vectors, the Twofish paper, RFC 3713 section A. The first block of CFB over zeros is the block cipher over the vector.
    /// </summary>
    [Theory]
    [InlineData(1, "00010002000300040005000600070008", "0000000100020003", "11FBED2B01986DE5")]
    [InlineData(2, "0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123", "5468652071756663", "A826FD8CE53B855F")]
    [InlineData(3, "0123456712345678234567893456789A", "0123456789ABCDEF", "238B4FE5847E44B2")]
    [InlineData(4, "F0E1D2C3B4A5968778695A4B3C2D1E0F", "FEDCBA9876543210", "93142887EE3BE15C")]
    [InlineData(10, "0123456789ABCDEFFEDCBA987654321000112233445566778899AABBCCDDEEFF", "00000000000000000000000000000000", "37527BE0052334B89F0CFCCAE87CFA20")]
    [InlineData(11, "0123456789ABCDEFFEDCBA9876543210", "0123456789ABCDEFFEDCBA9876543210", "67673138549669730857065648EABE43")]
    [InlineData(12, "0123456789ABCDEFFEDCBA98765432100011223344556677", "0123456789ABCDEFFEDCBA9876543210", "B4993401B3E996F84EE5CEE7D79B09B9")]
    [InlineData(13, "0123456789ABCDEFFEDCBA987654321000112233445566778899AABBCCDDEEFF", "0123456789ABCDEFFEDCBA9876543210", "9ACC237DFF16D76C20EF7C919E3A7509")]
    public void Every_old_cipher_agrees_with_its_standard(byte id, string key, string block, string ciphertext)
    {
        using var cipher = CfbCipher.Create((CipherId)id, Convert.FromHexString(key), Convert.FromHexString(block));
        var data = new byte[block.Length / 2];
        cipher.Encrypt(data);
        Assert.Equal(ciphertext, Convert.ToHexString(data));
        Assert.False(((CipherId)id).IsSupported());
    }
}
