using System.Security.Cryptography;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>Finds out whether this machine can hold an account, before a name is taken for it.</summary>
internal sealed class MachineCheck(string realm, IKeyDerivation derivation)
{
    private KdfParameters? proven;

    /// <summary>Fills with random bytes; another one in tests.</summary>
    public Action<Span<byte>> Random { get; init; } = RandomNumberGenerator.Fill;

    /// <summary>Whether NFC works; another answer in tests.</summary>
    public bool NfcWorks { get; init; } = PasswordNormalizer.NfcWorks;

    /// <summary>Tries what an account needs: Unicode normalisation, random numbers, and the key derivation itself, once for each cost.</summary>
    /// <exception cref="SMailException">
    /// <see cref="SMailError.MachineUnfit"/>: the message says what is missing. <see cref="SMailError.KeyDerivationRefused"/>: the server asks for too little or too much.
    /// </exception>
    public async Task CheckAsync(MailAddress address, LoginParameters parameters, CancellationToken cancellationToken)
    {
        if (!NfcWorks)
            throw Unfit("Unicode normalisation does not work in this process (invariant globalisation), so a password typed elsewhere could be another one");
        if (!IsRandom(Random))
            throw Unfit("its random number generator does not work");
        if (parameters.Kdf == Volatile.Read(ref proven))
            return;
        try
        {
            var input = new StretchInput(realm, address, parameters.Salt.ToBytes(), parameters.Kdf);
            using var stretched = await derivation.StretchAsync("of no account".AsMemory(), input, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref proven, parameters.Kdf);
        }
        catch (SMailException e) when (e is { Code: SMailError.KeyDerivationRefused, InnerException: OutOfMemoryException })
        {
            throw Unfit($"it lacks the {parameters.Kdf.MemoryKiB} KiB of memory that the key derivation takes", e);
        }
    }

    /// <summary>A repetition count test (NIST SP 800-90B, section 4.4.1) and a second draw: a generator that is stuck fails, a good one once in 2^34 times.</summary>
    internal static bool IsRandom(Action<Span<byte>> random)
    {
        const int cutoff = 6;
        Span<byte> one = stackalloc byte[64];
        Span<byte> other = stackalloc byte[64];
        random(one);
        random(other);
        if (one.SequenceEqual(other))
            return false;
        var run = 1;
        for (var i = 1; i < one.Length; i++)
        {
            run = one[i] == one[i - 1] ? run + 1 : 1;
            if (run == cutoff)
                return false;
        }

        return true;
    }

    private static SMailException Unfit(string why, Exception? inner = null) =>
        new(SMailError.MachineUnfit, $"This machine can't make an account: {why}. Nothing was reserved.", inner);
}
