namespace SMail.Sdk.KeyDerivation;

/// <summary>The costly first step from a password to keys: everything after it takes microseconds.</summary>
/// <remarks>An application may decorate it, to count or to queue; the result can only be made by this SDK.</remarks>
public interface IKeyDerivation
{
    /// <summary>Stretches a password on a worker thread. The same inputs always give the same result.</summary>
    /// <param name="password">As typed. The caller keeps it, and zeroes it where it can; it is read before the first await.</param>
    /// <param name="input">Whom and what for, and what it may cost.</param>
    /// <param name="cancellationToken">Looked at before and after the work, which itself can't be interrupted.</param>
    /// <returns>The stretched password; the caller disposes it.</returns>
    /// <exception cref="SMailException">
    /// <see cref="SMailError.KeyDerivationRefused"/>: too cheap, too costly, or a malformed salt; refused before any work.
    /// <see cref="SMailError.InvalidPassword"/>: empty, too long, or with characters that RFC 8265 refuses.
    /// </exception>
    Task<StretchedPassword> StretchAsync(ReadOnlyMemory<char> password, StretchInput input, CancellationToken cancellationToken = default);
}
