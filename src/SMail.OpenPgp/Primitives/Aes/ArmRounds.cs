using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Instructions = System.Runtime.Intrinsics.Arm.Aes;

namespace SMail.OpenPgp.Primitives;

/// <summary>Encryption by the cryptography extension of Arm.</summary>
internal readonly struct ArmEncryption : IAesRounds
{
    public static bool IsSupported => Instructions.IsSupported;

    public static bool Encrypts => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> whitening, Vector128<byte> key) =>
        Instructions.MixColumns(Instructions.Encrypt(block, whitening));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        Instructions.MixColumns(Instructions.Encrypt(state, previous));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> End(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        Instructions.Encrypt(state, previous) ^ key;
}

/// <summary>Decryption by the cryptography extension of Arm.</summary>
internal readonly struct ArmDecryption : IAesRounds
{
    public static bool IsSupported => Instructions.IsSupported;

    public static bool Encrypts => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> whitening, Vector128<byte> key) =>
        Instructions.InverseMixColumns(Instructions.Decrypt(block, whitening));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        Instructions.InverseMixColumns(Instructions.Decrypt(state, previous));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> End(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        Instructions.Decrypt(state, previous) ^ key;
}
