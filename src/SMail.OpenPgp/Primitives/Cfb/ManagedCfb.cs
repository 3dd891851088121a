using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;

namespace SMail.OpenPgp.Primitives;

/// <summary>CFB over any of BouncyCastle's block ciphers: AES where nothing else is, and the old ciphers everywhere.</summary>
internal sealed class ManagedCfb : CfbCipher
{
    private readonly IBlockCipher cipher;
    private readonly byte[] register;
    private readonly byte[] stream;

    internal ManagedCfb(CipherId id, ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector) : base(id.BlockSize())
    {
        cipher = Engine(id);
        cipher.Init(forEncryption: true, new KeyParameter(key));
        register = vector.ToArray();
        stream = GC.AllocateArray<byte>(BlockSize, pinned: true);
    }

    internal override void Encrypt(Span<byte> data)
    {
        for (; !data.IsEmpty; data = data[Math.Min(BlockSize, data.Length)..])
        {
            var block = data[..Math.Min(BlockSize, data.Length)];
            Xor(block);
            block.CopyTo(register);
        }
    }

    internal override void Decrypt(Span<byte> data)
    {
        Span<byte> next = stackalloc byte[BlockSize];
        for (; !data.IsEmpty; data = data[Math.Min(BlockSize, data.Length)..])
        {
            var block = data[..Math.Min(BlockSize, data.Length)];
            block.CopyTo(next);
            Xor(block);
            next.CopyTo(register);
        }
    }

    private void Xor(Span<byte> block)
    {
        cipher.ProcessBlock(register, stream);
        for (var i = 0; i < block.Length; i++)
            block[i] ^= stream[i];
    }

    private static IBlockCipher Engine(CipherId id) => id switch
    {
        CipherId.Idea => new IdeaEngine(),
        CipherId.TripleDes => new DesEdeEngine(),
        CipherId.Cast5 => new Cast5Engine(),
        CipherId.Blowfish => new BlowfishEngine(),
        CipherId.Aes128 or CipherId.Aes192 or CipherId.Aes256 => new AesEngine(),
        CipherId.Twofish => new TwofishEngine(),
        CipherId.Camellia128 or CipherId.Camellia192 or CipherId.Camellia256 => new CamelliaEngine(),
        _ => throw Packets.Errors.Unsupported("This cipher is not known."),
    };

    protected override void Dispose(bool disposing) => CryptographicOperations.ZeroMemory(stream);
}
