using System.Security.Cryptography;
using SMail.OpenPgp;

namespace SMail.Sdk.KeyDerivation;

/// <summary>Steps 1 to 3: normalise, salt, stretch.</summary>
internal sealed class KeyDerivation : IKeyDerivation
{
    private readonly KdfParameters minimum;

    private KeyDerivation(KdfParameters minimum) => this.minimum = minimum;

    /// <summary>Takes the application's options.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: the minimum is below Constrained, or above what is ever computed.</exception>
    public KeyDerivation(KeyDerivationOptions options) : this(options.MinimumProfile)
    {
        if (!KdfLimits.IsSensible(minimum))
            throw new SMailException(SMailError.InvalidOptions, "KeyDerivationOptions.MinimumProfile must be from KdfParameters.Constrained to 1 GiB and 10 passes, with one lane.");
    }

    /// <summary>For tests, which try thousands of inputs at a cost nobody should use.</summary>
    internal static KeyDerivation WithoutFloor() => new(new KdfParameters(KdfAlgorithm.Argon2id, MemoryKiB: 8, Passes: 1, Lanes: 1));

    /// <inheritdoc/>
    public async Task<StretchedPassword> StretchAsync(
        ReadOnlyMemory<char> password, StretchInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentException.ThrowIfNullOrEmpty(input.Realm);
        cancellationToken.ThrowIfCancellationRequested();
        KdfLimits.Check(input.Parameters, minimum);
        var salt = Salt(input);
        using var normalized = PasswordNormalizer.Normalize(password.Span);
        var stretched = await Task.Run(() => Stretch(normalized, salt, input.Parameters), cancellationToken).ConfigureAwait(false);
        if (!cancellationToken.IsCancellationRequested)
            return stretched;
        stretched.Dispose();
        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Step 2: binds the stored salt to realm and address.</summary>
    internal static byte[] Salt(StretchInput input)
    {
        if (input.AccountSalt.Length != StretchInput.AccountSaltSize)
            throw new SMailException(SMailError.KeyDerivationRefused, "The account's salt has 16 bytes.");
        var data = new LengthPrefixed().AddText(Labels.KdfSalt).AddText(input.Realm).AddText(input.Address.Canonical).Add(input.AccountSalt.Span);
        return SHA256.HashData(data.Written)[..Argon2id.SaltSize];
    }

    private static StretchedPassword Stretch(SecretBytes password, byte[] salt, KdfParameters parameters)
    {
        var stretched = new SecretBytes(Hkdf.KeySize);
        try
        {
            Argon2id.Derive(password.Span, salt, parameters.MemoryKiB, parameters.Passes, stretched.Writable);
            return new StretchedPassword(stretched);
        }
        catch (OutOfMemoryException e)
        {
            stretched.Dispose();
            throw new SMailException(SMailError.KeyDerivationRefused, $"This machine lacks the {parameters.MemoryKiB} KiB that the key derivation takes.", e);
        }
        catch
        {
            stretched.Dispose();
            throw;
        }
    }
}
