using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Argon2id, version 0x13 (RFC 9106), one lane, no secret and no associated data: stretches a password.</summary>
/// <remarks>libsodium computes it; BouncyCastle, four times slower, where the native library does not load. Both give the same bytes.</remarks>
public static partial class Argon2id
{
    /// <summary>The length of the salt: 16 bytes.</summary>
    public const int SaltSize = 16;

    // libsodium computes nothing shorter, and the two implementations disagree below it.
    private const int MinOutputSize = 16;
    private const int MinMemoryKiB = 8;
    private const int MaxMemoryKiB = 4 * 1024 * 1024 - 1;
    private const int Argon2id13 = 2;

    private static readonly Lazy<bool> Native = new(LoadNative);

    /// <summary>Whether libsodium is there.</summary>
    internal static bool IsNativeAvailable => Native.Value;

    /// <summary>Derives bytes from a password; the same inputs always give the same bytes.</summary>
    /// <param name="password">Any length, empty too.</param>
    /// <param name="salt">Exactly 16 bytes.</param>
    /// <param name="memoryKiB">Memory in KiB, at least 8. The caller sets a ceiling for what a stranger may ask.</param>
    /// <param name="passes">Passes over the memory, at least 1.</param>
    /// <param name="output">Receives the bytes: 16 or more.</param>
    /// <exception cref="ArgumentException">A length or a cost is outside these bounds.</exception>
    /// <exception cref="OutOfMemoryException">The machine does not have this much memory.</exception>
    public static void Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int memoryKiB, int passes, Span<byte> output) =>
        Derive(password, salt, memoryKiB, passes, output, native: PrimitiveSets.Default is PrimitiveSet.Fastest && IsNativeAvailable);

    /// <summary>As the public method, on the implementation asked for.</summary>
    internal static void Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int memoryKiB, int passes, Span<byte> output, bool native)
    {
        if (salt.Length != SaltSize)
            throw new ArgumentException("The salt has 16 bytes.", nameof(salt));
        if (output.Length < MinOutputSize)
            throw new ArgumentException("At least 16 bytes are derived.", nameof(output));
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryKiB, MinMemoryKiB);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(memoryKiB, MaxMemoryKiB);
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 1);
        if (native)
            DeriveNative(password, salt, memoryKiB, passes, output);
        else
            DeriveManaged(password, salt, [], [], memoryKiB, passes, lanes: 1, output);
    }

    /// <summary>The whole function of RFC 9106, section 3.1, as far as its own example needs it.</summary>
    internal static void DeriveManaged(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> associatedData, int memoryKiB, int passes, int lanes, Span<byte> output)
    {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13)
            .WithMemoryAsKB(memoryKiB)
            .WithIterations(passes)
            .WithParallelism(lanes)
            .WithSalt(salt.ToArray())
            .WithSecret(secret.ToArray())
            .WithAdditional(associatedData.ToArray())
            .Build();
        var generator = new Argon2BytesGenerator();
        generator.Init(parameters);
        // The generator takes arrays only; both are ours to zero.
        var input = password.ToArray();
        var derived = new byte[output.Length];
        try
        {
            generator.GenerateBytes(input, derived);
            derived.CopyTo(output);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    private static void DeriveNative(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int memoryKiB, int passes, Span<byte> output)
    {
        // An empty span marshals as a null pointer, which libsodium need not accept even with length 0.
        ReadOnlySpan<byte> nonNull = password.IsEmpty ? [0] : password;
        var result = crypto_pwhash(output, (ulong)output.Length, nonNull, (ulong)password.Length, salt,
            (ulong)passes, (nuint)memoryKiB * 1024, Argon2id13);
        if (result != 0)
            throw new InsufficientMemoryException($"Argon2id needs {memoryKiB} KiB of memory.");
    }

    private static bool LoadNative()
    {
        try
        {
            // Also picks the fastest code for this processor; 1 means that somebody did so before.
            return sodium_init() >= 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return false;
        }
    }

#pragma warning disable SYSLIB1054, CA1707, IDE1006 // The C names.
    [LibraryImport("libsodium")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int sodium_init();

    [LibraryImport("libsodium")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int crypto_pwhash(Span<byte> output, ulong outputLength, ReadOnlySpan<byte> password, ulong passwordLength,
        ReadOnlySpan<byte> salt, ulong passes, nuint memoryBytes, int algorithm);
#pragma warning restore SYSLIB1054, CA1707, IDE1006
}
