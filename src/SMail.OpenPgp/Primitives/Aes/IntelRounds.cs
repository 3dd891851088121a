using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Instructions = System.Runtime.Intrinsics.X86.Aes;

namespace SMail.OpenPgp.Primitives;

/// <summary>Encryption by AES-NI.</summary>
internal readonly struct IntelEncryption : IAesRounds
{
    public static bool IsSupported => Instructions.IsSupported;

    public static bool Encrypts => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> whitening, Vector128<byte> key) =>
        Instructions.Encrypt(block ^ whitening, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        Instructions.Encrypt(state, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> End(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        Instructions.EncryptLast(state, key);
}

/// <summary>Decryption by AES-NI.</summary>
internal readonly struct IntelDecryption : IAesRounds
{
    public static bool IsSupported => Instructions.IsSupported;

    public static bool Encrypts => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> whitening, Vector128<byte> key) =>
        Instructions.Decrypt(block ^ whitening, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        Instructions.Decrypt(state, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> End(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        Instructions.DecryptLast(state, key);
}
