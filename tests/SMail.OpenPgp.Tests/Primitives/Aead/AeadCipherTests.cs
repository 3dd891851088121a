using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class AeadCipherTests
{
    public static TheoryData<byte, byte, byte> Choices()
    {
        var choices = new TheoryData<byte, byte, byte>();
        foreach (var aead in Enum.GetValues<AeadId>())
            foreach (var cipher in (CipherId[])[CipherId.Aes128, CipherId.Aes192, CipherId.Aes256])
                foreach (var set in Enum.GetValues<PrimitiveSet>())
                    choices.Add((byte)aead, (byte)cipher, (byte)set);
        return choices;
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void What_is_sealed_opens_and_every_changed_byte_is_seen(byte aead, byte cipher, byte set)
    {
        using var mode = Create(aead, cipher, set);
        var nonce = RandomNumberGenerator.GetBytes(((AeadId)aead).NonceSize());
        var (text, header) = (RandomNumberGenerator.GetBytes(100), RandomNumberGenerator.GetBytes(13));
        var (output, opened) = (new byte[116], new byte[100]);
        mode.Seal(nonce, text, header, output);
        Assert.True(mode.TryOpen(nonce, output, header, opened));
        Assert.Equal(text, opened);
        foreach (var part in (byte[][])[nonce, header, output])
            for (var i = 0; i < part.Length; i++)
            {
                // Of OCB's nonce every bit counts too, though the last six only turn the offset.
                part[i] ^= (byte)(1 << (i % 8));
                opened.AsSpan().Fill(0xAA);
                Assert.False(mode.TryOpen(nonce, output, header, opened));
                Assert.DoesNotContain(opened, b => b != 0);
                part[i] ^= (byte)(1 << (i % 8));
            }
        Assert.True(mode.TryOpen(nonce, output, header, opened));
        Assert.False(mode.TryOpen(nonce, output.AsSpan(0, 15), header, []));
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void Sizes_that_do_not_fit_and_partial_overlap_are_refused(byte aead, byte cipher, byte set)
    {
        using var mode = Create(aead, cipher, set);
        var nonce = new byte[((AeadId)aead).NonceSize()];
        var memory = new byte[64];
        Assert.Throws<CryptographicException>(() => mode.Seal(nonce.AsSpan(1), memory, [], new byte[80]));
        Assert.Throws<CryptographicException>(() => mode.Seal(nonce, memory, [], new byte[79]));
        Assert.Throws<CryptographicException>(() => mode.TryOpen(nonce, memory, [], new byte[64]));
        Assert.Throws<CryptographicException>(() => mode.Seal(nonce, memory.AsSpan(1, 16), [], memory.AsSpan(0, 32)));
        Assert.Throws<CryptographicException>(() => mode.TryOpen(nonce, memory.AsSpan(0, 32), [], memory.AsSpan(1, 16)));
    }

    [Fact]
    public void A_key_of_another_size_and_an_unknown_mode_are_refused()
    {
        Assert.Throws<CryptographicException>(() => AeadCipher.Create(AeadId.Ocb, CipherId.Aes256, new byte[16]));
        Assert.Throws<OpenPgpException>(() => AeadCipher.Create((AeadId)4, CipherId.Aes256, new byte[32]));
        Assert.Throws<OpenPgpException>(() => AeadCipher.Create(AeadId.Ocb, (CipherId)2, new byte[24]));
    }

    private static AeadCipher Create(byte aead, byte cipher, byte set) =>
        AeadCipher.Create((AeadId)aead, (CipherId)cipher, RandomNumberGenerator.GetBytes(((CipherId)cipher).KeySize()), (PrimitiveSet)set);
}
