using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>AES-CFB by the processor's AES instructions.</summary>
internal sealed class HardwareCfb<T> : CfbCipher
    where T : struct, IAesRounds
{
    private const int AesBlock = 16;

    private readonly AesKeys<T> keys;
    private Vector128<byte> register;

    internal HardwareCfb(ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector) : base(AesBlock)
    {
        keys = new AesKeys<T>(key);
        register = Vector128.Create(vector);
    }

    internal override void Encrypt(Span<byte> data)
    {
        register = CfbKernel.Encrypt<T>(keys.Encryption, data, register);
        Last(data[(data.Length / AesBlock * AesBlock)..]);
    }

    internal override void Decrypt(Span<byte> data)
    {
        register = CfbKernel.Decrypt<T>(keys.Encryption, data, register);
        data = data[(data.Length / CfbKernel.BatchSize * CfbKernel.BatchSize)..];
        for (; data.Length >= AesBlock; data = data[AesBlock..])
        {
            var ciphertext = Vector128.Create<byte>(data[..AesBlock]);
            (keys.Encrypt(register) ^ ciphertext).CopyTo(data);
            register = ciphertext;
        }
        Last(data);
    }

    private void Last(Span<byte> tail)
    {
        if (tail.IsEmpty)
            return;
        Span<byte> stream = stackalloc byte[AesBlock];
        keys.Encrypt(register).CopyTo(stream);
        for (var i = 0; i < tail.Length; i++)
            tail[i] ^= stream[i];
        CryptographicOperations.ZeroMemory(stream);
    }

    protected override void Dispose(bool disposing) => keys.Dispose();
}
